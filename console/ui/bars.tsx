// Numbers as rows with a bar each: a table for everybody, a picture for those who see it.
interface BarsProps {
  /** The name of the table. */
  label: string;
  /** Headings, for screen readers: of the names, of the numbers. */
  headings: [name: string, count: string];
  rows: readonly { key: string; name: string; count: number | null; isMain?: boolean }[];
  format: (count: number | null) => string;
}

export function Bars({ label, headings, rows, format }: BarsProps) {
  const most = Math.max(1, ...rows.map(({ count }) => count ?? 0));
  return (
    <table class="bars" aria-label={label}>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{headings[0]}</th>
          <th scope="col">{headings[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, count, isMain }) => (
          <tr key={key} data-main={isMain || undefined}>
            <th scope="row">
              {name}
              <progress max={most} value={count ?? 0} aria-hidden="true" />
            </th>
            <td class="number">{format(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
