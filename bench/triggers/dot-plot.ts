// The plot of docs/measured.md: false visits per 1,000 device-hours, a row a situation, a dot a strategy, on a logarithmic scale.
import type { Row } from './situations.ts';

const colours = ['#8a8a8a', '#d98c00', '#3b8fd1', '#00875a'];
const [left, right, top, rowHeight] = [236, 24, 44, 21];
const width = 760;
const decades = [10, 100, 1000, 10_000];

export function dotPlot(rows: Row[], names: string[]): string {
  const height = top + rows.length * rowHeight + 30;
  const bottom = top + rows.length * rowHeight;
  // What is under ten is drawn at ten: a logarithm knows no zero.
  const x = (value: number) => left + ((Math.log10(Math.max(10, value)) - 1) / 3) * (width - left - right);
  const text = (at: [number, number], content: string, more = '') =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${content}</text>`;

  const grid = decades.flatMap((value, n) => [
    `<path d="M${x(value)} ${top - 6}V${bottom}" stroke="#ccc"/>`,
    text(
      [x(value), bottom + 16],
      `${n === 0 ? '≤ ' : ''}${value.toLocaleString('en')}`,
      'text-anchor="middle" fill="#666"',
    ),
  ]);
  const legend = names.map((name, n) => {
    const at = 14 + n * 190;
    return `<circle cx="${at}" cy="16" r="5" fill="${colours[n]}"/>${text([at + 10, 20], name)}`;
  });
  const dots = rows.flatMap(({ situation, scores }, n) => {
    const y = top + (n + 0.5) * rowHeight;
    const values = scores.map(({ falseVisits, hours }) => (1000 * falseVisits) / hours);
    const weight = n === rows.length - 1 ? 'font-weight="bold"' : '';
    return [
      text([left - 14, y + 4], situation, `text-anchor="end" ${weight}`),
      `<path d="M${x(Math.min(...values)).toFixed(1)} ${y}H${x(Math.max(...values)).toFixed(1)}" stroke="#ddd" stroke-width="3"/>`,
      ...values.map((value, of) => `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="5" fill="${colours[of]}"/>`),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    '<title>False visits per 1,000 device-hours</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...legend,
    ...grid,
    ...dots,
    '</svg>',
    '',
  ].join('\n');
}
