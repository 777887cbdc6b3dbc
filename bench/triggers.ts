// False, missed and late visits on traces whose true visits are known: plain radius, with cooldown, with accuracy buffer, Ravn.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { dotPlot } from './triggers/dot-plot.ts';
import { mean, median, type Score, sum } from './triggers/score.ts';
import { everybody, measure, type Row, situations } from './triggers/situations.ts';
import { reportsPerSecond } from './triggers/speed.ts';

/** What is counted, in the words of the printout, so that a number can be disputed. `score.ts` and `stays.ts` are the judge. */
const definitions = `
A true visit     the phone's true place is in the geofence for two minutes or more; stepping out for under a minute does not end it.
Passing by       a shorter stay, faster than people walk: no visit, for everybody. A bus through a circle is that.
A brush          a shorter stay on foot. She was there: to detect it is not false. It was short: not to detect it is no miss.
A detection      is made when the server learns of it, and matches a true visit if that moment lies within it, give or take 30 s.
False            a detection that matches no true visit, or one already detected: flapping is false, and so is a push after she left.
Missed           a true visit that no detection matches. What all miss is mostly a phone reduced to 1-20 km, in a gap, or late.
Delay            from the true beginning to the detection; added reports: later than the plain radius's, of the visits both detect.
The others are spared reports over five minutes old, repeated or out of order. All get the same reports, one in 30 s.
`;

export async function run(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      phones: { type: 'string', default: '150' },
      seed: { type: 'string', default: '1' },
      svg: { type: 'string' },
      markdown: { type: 'boolean', default: false },
      speed: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  const phones = Number(values.phones);
  if (!(Number.isInteger(phones) && phones > 0))
    throw new RangeError(`--phones ${values.phones} is not a number of phones`);

  const rows = situations.map((situation) => measure(situation, phones, values.seed));
  const all: Row = {
    situation: 'in all',
    scores: everybody.map((_, n) => sum(rows.map(({ scores }) => scores[n]!))),
    reports: rows.reduce((so, { reports }) => so + reports, 0),
    fixes: rows.reduce((so, { fixes }) => so + fixes, 0),
    within: rows.reduce((so, { within }) => so + within, 0),
  };
  const { hours, visits } = all.scores[0]!;
  const print = (text: string) => process.stdout.write(`${text}\n`);
  print(definitions);
  print(
    `${hours} device-hours, ${all.reports} reports, ${visits} true visits, seed ${values.seed}; ${phones} phones a situation, four hours each\n`,
  );
  print(values.markdown ? markdown([...rows, all]) : table([...rows, all]));
  if (values.svg) {
    mkdirSync(dirname(values.svg), { recursive: true });
    writeFileSync(values.svg, dotPlot([...rows, all], everybody));
  }
  if (values.speed) print(`\n${await reportsPerSecond()}`);
}

const perThousandHours = (count: number, { hours }: Score) => ((1000 * count) / hours).toFixed(0);
const shareMissed = ({ missed, visits }: Score) => `${((100 * missed) / visits).toFixed(1)} %`;
const or = (value: number, digits: number) => (Number.isFinite(value) ? value.toFixed(digits) : '-');

/** Per strategy: false visits and missed ones per 1,000 device-hours, the share missed, the median delay, the reports added. */
function table(rows: Row[]): string {
  const cells = (score: Score) => [
    perThousandHours(score.falseVisits, score),
    perThousandHours(score.missed, score),
    shareMissed(score),
    or(median(score.delays), 0),
    or(mean(score.addedReports), 2),
  ];
  const widths = [7, 7, 9, 7, 7];
  const line = (first: string, groups: string[][]) =>
    first.padEnd(36) + groups.map((group) => group.map((cell, n) => cell.padStart(widths[n]!)).join('')).join('  |');
  const total = rows.at(-1)!.scores;
  const plain = total[0]!;
  return [
    line(
      '',
      everybody.map((name) => [name.padStart(37), '', '', '', '']),
    ).replaceAll(/ {30}(?= *\|| *$)/g, ''),
    line(
      '',
      everybody.map(() => ['false', 'missed', '', 'delay s', '+ rep.']),
    ),
    ...rows.map(({ situation, scores }) => line(situation, scores.map(cells))),
    '',
    ...everybody.map((name, n) => {
      const score = total[n]!;
      const points = (100 * (score.missed - plain.missed)) / plain.visits;
      const strict = (one: Score) => one.falseVisits + one.brushes;
      return `${name.padEnd(26)} false visits 1/${(plain.falseVisits / score.falseVisits).toFixed(1)} of plain (with brushes counted as false 1/${(strict(plain) / strict(score)).toFixed(1)}), missed ${points.toFixed(2)} points more, ${mean(score.addedReports).toFixed(2)} reports later`;
    }),
    '',
    'Fixes that lie within the accuracy they state (68 % if it were true):',
    ...rows.map(
      ({ situation, within, fixes }) => `${situation.padEnd(36)}${((100 * within) / fixes).toFixed(0).padStart(7)} %`,
    ),
  ].join('\n');
}

function markdown(rows: Row[]): string {
  const total = rows.at(-1)!;
  const row = (first: string, cells: string[]) => `| ${first} | ${cells.join(' | ')} |`;
  const bold = (cells: string[]) => cells.map((cell) => `**${cell}**`);
  const cellsOf = ({ scores }: Row) =>
    scores.map((score) => `${perThousandHours(score.falseVisits, score)} · ${shareMissed(score)}`);
  return [
    row('false visits per 1,000 device-hours · true visits missed', everybody),
    row(
      '---',
      everybody.map(() => '--:'),
    ),
    ...rows.slice(0, -1).map((one) => row(one.situation, cellsOf(one))),
    row('**in all**', bold(cellsOf(total))),
    row(
      'median delay',
      total.scores.map(({ delays }) => `${or(median(delays), 0)} s`),
    ),
    row(
      'reports later than plain, mean',
      total.scores.map(({ addedReports }) => mean(addedReports).toFixed(2)),
    ),
  ].join('\n');
}
