// Counts in a row, a column each, and as a line what they are compared with. Drawn by hand: two series need no library of charts.
interface Item {
  /** Said at the ends of the axis. */
  name: string;
  count: number;
  other?: number;
}

interface ColumnsProps {
  items: readonly Item[];
  names: [columns: string, line?: string];
  locale: string;
}

const width = 640;
const height = 140;
const top = 6;

export function Columns({ items, names, locale }: ColumnsProps) {
  const number = new Intl.NumberFormat(locale);
  const most = Math.max(1, ...items.flatMap(({ count, other = 0 }) => [count, other]));
  const step = width / Math.max(1, items.length);
  const y = (count: number) => top + (height - top) * (1 - count / most);
  const hasLine = names[1] !== undefined && items.some(({ other }) => other !== undefined);
  const line = items.map(({ other = 0 }, n) => `${(n + 0.5) * step},${y(other)}`).join(' ');
  const all = items.map(({ name, count }) => `${name}: ${number.format(count)}`).join(', ');
  return (
    <figure class="columns">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`${names[0]}. ${all}`}>
        {items.map(({ name, count }, n) => (
          <rect key={name} x={n * step + step * 0.15} width={step * 0.7} y={y(count)} height={height - y(count)} />
        ))}
        {hasLine && <polyline points={line} />}
      </svg>
      <figcaption class="row small quiet">
        <span>{items[0]?.name}</span>
        <span class="grow legend">
          <span class="key">{names[0]}</span>
          {hasLine && <span class="key line-key">{names[1]}</span>}
          <span>max {number.format(most)}</span>
        </span>
        <span>{items.at(-1)?.name}</span>
      </figcaption>
    </figure>
  );
}
