// One offer's results: the verdict first, then the funnel, the reasons, and the tables by weather, hour and store.
import { inGateOrder } from '../live/summary.ts';
import { reasonText, wordsFor } from '../live/words.ts';
import { offerWords } from '../offers/words.ts';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { Bars } from '../ui/bars.tsx';
import { Icon } from '../ui/icon.tsx';
import { csv, reportRows } from './csv.ts';
import type { Count, Report, Row } from './report.ts';
import { VerdictCard } from './verdict.tsx';
import { resultWords } from './words.ts';

export function OfferReport({ report }: { report: Report }) {
  const words = useWords(resultWords);
  const language = useLanguage();
  const live = wordsFor(language);
  const number = new Intl.NumberFormat(localeOf(language));
  const format = (count: Count) => (count === null ? words.withheld : number.format(count));
  const rows = (names: Record<string, string>) =>
    Object.entries(names).flatMap(([key, name]) => {
      const count = report.funnel[key];
      return count === undefined ? [] : [{ key, name, count, isMain: key === 'sent' || key === 'redeemed' }];
    });
  const reasons = Object.entries(report.reasons).filter(([reason]) => reason !== 'chosen');
  const order = new Map(inGateOrder(new Map(reasons.map(([reason]) => [reason, 0]))).map(([reason], n) => [reason, n]));
  return (
    <div class="stack">
      <VerdictCard uplift={report.uplift} />
      <div class="halves">
        <section class="card">
          <h2>{words.funnel}</h2>
          <Bars label={words.funnel} headings={[words.offer, words.count]} rows={rows(words.steps)} format={format} />
          <h3 class="also">{words.otherEnds}</h3>
          <Bars label={words.otherEnds} headings={[words.offer, words.count]} rows={rows(words.ends)} format={format} />
        </section>
        <section class="card">
          <h2>{words.reasons}</h2>
          <Bars
            label={words.reasons}
            headings={[live.reason, words.count]}
            rows={reasons
              .sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
              .map(([key, count]) => ({ key, name: reasonText(live, key), count }))}
            format={format}
          />
        </section>
      </div>
      {(['weather', 'hour', 'store'] as const).map((part) => (
        <Table key={part} part={part} rows={report.by[part]} format={format} />
      ))}
      <div class="row">
        <p class="hint grow">{words.withheldHint}</p>
        <button type="button" onClick={() => download(report)}>
          <Icon name="download" />
          {words.download}
        </button>
      </div>
    </div>
  );
}

function Table({
  part,
  rows,
  format,
}: {
  part: keyof Report['by'];
  rows: readonly Row[];
  format: (count: Count) => string;
}) {
  const words = useWords(resultWords);
  const { kinds } = useWords(offerWords);
  if (rows.length === 0) return null;
  const nameOf = ({ key, name }: Row) =>
    name ??
    (part === 'hour'
      ? `${key}–${Number(key) + 1}`
      : part === 'weather'
        ? ((kinds as Record<string, string>)[key] ?? key)
        : key);
  const columns = ['sent', 'opened', 'redeemed', 'heldOut', 'heldOutRedeemed'] as const;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="card scroll" tabIndex={0} aria-label={words.by[part]}>
      <h2>{words.by[part]}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.keys[part]}</th>
            {columns.map((column) => (
              <th key={column} scope="col" class="number">
                {words[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{nameOf(row)}</th>
              {columns.map((column) => (
                <td key={column} class={`number ${row[column] === null ? 'quiet small' : ''}`}>
                  {format(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function download(report: Report): void {
  const url = URL.createObjectURL(new Blob([csv(reportRows(report))], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${report.offerId}-${report.from}-${report.to}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
