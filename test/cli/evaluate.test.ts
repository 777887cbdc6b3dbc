// The evaluation: predicted before learnt, figures that a plain computation confirms, slates, late outcomes, bad lines named.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { figuresOf, type Judged } from '../../bench/propensity/judge.ts';
import { drawPeople } from '../../bench/propensity/people.ts';
import type { OutcomeLine } from '../../cli/evaluate/outcome-line.ts';
import { personFields } from '../../cli/evaluate/person-fields.ts';
import { acceptanceAtOneIn, addToScore, areaUnderCurve, calibrationError, newScore } from '../../cli/evaluate/score.ts';
import { main } from '../../cli/evaluate.ts';
import { collected } from './collected.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ravn-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

const startsAt = Date.UTC(2026, 0, 5);
const people = drawPeople(7, 120, 4000);
const lines = people.map(
  ({ customerId, category, context, outcome }, i) =>
  ({ at: startsAt + i * 60_000, customerId, category, context, outcome }), // biome-ignore format: one thought
);
const asText = (log: object[]) => log.map((line) => `${JSON.stringify(line)}\n`).join('');

let runs = 0;
async function evaluate(log: string | Buffer, options: string[] = [], name = 'log.jsonl') {
  runs += 1;
  const [input, output] = [join(folder, `${runs}-${name}`), join(folder, `${runs}-p.jsonl`)];
  await writeFile(input, log);
  const [told, complaints] = [collected(), collected()];
  let milliseconds = 0;
  const code = await main(['--log', input, '--out', output, ...options], told, complaints, () => (milliseconds += 1));
  const predictions: (Judged & { line: number })[] =
    code === 2 ? [] : (await readFile(output, 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line)); // biome-ignore format: one thought
  return {
    code,
    predictions,
    told: told.text(),
    complaints: complaints.lines().map((line) => line.replace(input, 'log')),
  };
}

test('every line is predicted, in order, and the figures are those of a plain computation', async () => {
  const { code, predictions, told } = await evaluate(asText(lines));
  expect(code).toBe(0);
  expect(predictions.map(({ line }) => line)).toEqual(lines.map((_, i) => i + 1));
  expect(predictions.map(({ outcome }) => outcome)).toEqual(lines.map(({ outcome }) => outcome));
  const { auc, logLoss, ece } = figuresOf(predictions);
  const all = told.split('\n').find((line) => line.startsWith('all '))!.split(/\s+/); // biome-ignore format: one thought
  expect(all[1]).toBe('4000');
  expect(Math.abs(Number(all[4]) - auc)).toBeLessThan(0.0003);
  expect(Math.abs(Number(all[5]) - logLoss)).toBeLessThan(0.0001);
  expect(Math.abs(Number(all[7]) - ece)).toBeLessThan(0.0001);
  expect(told).toContain('4000 outcomes of 120 customers; 0 bad lines');
  expect(told).toMatch(/coffee +\d+ /);
  expect(told).toMatch(/2-3 +\d+ /);
});

test('it learns: better than chance by far, and by half of the people as well as by none of the line itself', async () => {
  const { predictions } = await evaluate(asText(lines));
  expect(figuresOf(predictions.slice(2000)).auc).toBeGreaterThan(0.68);
  // Turning one outcome round changes nothing up to its own line, and something after it.
  const turned = lines.map((line, i) => (i === 1000 ? { ...line, outcome: 1 - line.outcome } : line));
  const other = await evaluate(asText(turned));
  const p = (run: { predictions: Judged[] }) => run.predictions.map((line) => line.p);
  expect(p(other).slice(0, 1001)).toEqual(predictions.slice(0, 1001).map((line) => line.p));
  expect(p(other).slice(1001)).not.toEqual(predictions.slice(1001).map((line) => line.p));
});

test('outcomes of chance are not predicted: no leak', async () => {
  const chance = lines.map((line, i) => ({ ...line, outcome: people[(i * 1777) % people.length]!.outcome }));
  const { predictions } = await evaluate(asText(chance));
  expect(Math.abs(figuresOf(predictions).auc - 0.5)).toBeLessThan(0.05);
});

test('an outcome that is known later is learnt then, and not before', async () => {
  const later = lines.map((line, i) => (i < 500 ? { ...line, outcomeAt: startsAt + 3000 * 60_000 } : line));
  const turned = later.map((line, i) => (i === 100 ? { ...line, outcome: 1 - line.outcome } : line));
  const [one, other] = [await evaluate(asText(later)), await evaluate(asText(turned))];
  const p = ({ predictions }: { predictions: Judged[] }) => predictions.map((line) => line.p);
  expect(p(other).slice(0, 3000)).toEqual(p(one).slice(0, 3000));
  expect(p(other).slice(3000)).not.toEqual(p(one).slice(3000));
});

test('with slates it learns only from the likeliest of four of a customer', async () => {
  const { predictions, told } = await evaluate(asText(lines), ['--slates', '4']);
  const open = new Map<string, Judged[]>();
  const sent: Judged[] = [];
  lines.forEach(({ customerId }, i) => {
    const slate = [...(open.get(customerId) ?? []), predictions[i]!];
    open.set(customerId, slate.length === 4 ? [] : slate);
    if (slate.length === 4) sent.push(slate.reduce((best, line) => (line.p > best.p ? line : best)));
  });
  const accepted = sent.filter(({ outcome }) => outcome === 1).length / sent.length;
  expect(told).toContain(`${sent.length} sent, accepted ${(100 * accepted).toFixed(1)} %`);
  // What was not sent is not learnt: turning it round changes no prediction.
  const notSent = lines.findIndex((_, i) => i < 200 && !sent.includes(predictions[i]!));
  const turned = lines.map((line, i) => (i === notSent ? { ...line, outcome: 1 - line.outcome } : line));
  const other = await evaluate(asText(turned), ['--slates', '4']);
  expect(other.predictions.map(({ p }) => p)).toEqual(predictions.map(({ p }) => p));
});

test('gzipped, published now and then, or counted from a line on', async () => {
  const plain = await evaluate(asText(lines));
  expect((await evaluate(gzipSync(asText(lines)), [], 'log.jsonl.gz')).predictions).toEqual(plain.predictions);
  const published = await evaluate(asText(lines), ['--refresh', '500']);
  expect(figuresOf(published.predictions.slice(2000)).auc).toBeGreaterThan(0.66);
  expect(published.predictions).not.toEqual(plain.predictions);
  expect((await evaluate(asText(lines), ['--after', '3000'])).told).toMatch(/^all +1000 /m);
});

test('fields that say who the customer is are found, and make no situation of every person', async () => {
  const told = lines.map((line) => ({
    ...line,
    context: { ...line.context, income: Number(line.customerId.slice(7)) * 37 },
  }));
  expect([...personFields(told as OutcomeLine[])]).toEqual(['income']);
  expect(personFields(told.map(({ customerId: _, ...line }) => line) as OutcomeLine[]).size).toBe(0);
  const bytes = (text: string) => Number(/(\d+) bytes for everybody/.exec(text)![1]);
  const [plain, more] = [await evaluate(asText(lines)), await evaluate(asText(told))];
  expect(bytes(more.told)).toBeLessThan(2 * bytes(plain.told));
  expect(figuresOf(more.predictions).auc).toBeGreaterThan(figuresOf(plain.predictions).auc - 0.01);
});

test('lines without customer are judged by their context alone', async () => {
  const { code, predictions, told } = await evaluate(asText(lines.map(({ customerId: _, ...line }) => line)));
  expect(code).toBe(0);
  expect(told).toContain('4000 outcomes of 0 customers');
  expect(figuresOf(predictions.slice(2000)).auc).toBeGreaterThan(0.55);
});

test('bad lines are named and skipped, and the exit code says so', async () => {
  const [good] = lines;
  const log = [
    JSON.stringify(good),
    '{"at":',
    JSON.stringify({ ...good, outcome: 2 }),
    JSON.stringify({ ...good, context: { weather: null } }),
    JSON.stringify({ ...good, outcomeAt: 5 }),
    '',
    JSON.stringify({ ...good, category: undefined }),
    JSON.stringify(good),
  ].join('\n');
  const { code, predictions, complaints, told } = await evaluate(log);
  expect(code).toBe(1);
  expect(predictions.map(({ line }) => line)).toEqual([1, 8]);
  expect(complaints.map((line) => line.slice(0, 24))).toEqual([
    expect.stringContaining('log line 2: not JSON'),
    'log line 3: outcome: Inv',
    'log line 4: context.weat',
    'log line 5: outcomeAt: a',
    'log line 7: category: In',
  ]);
  expect(told).toContain('5 bad lines');
});

test('an empty log is no error; a missing one, or an option that is none, is', async () => {
  expect((await evaluate('')).code).toBe(0);
  const [told, complaints] = [collected(), collected()];
  const run = (...argv: string[]) => main(argv, told, complaints, () => 0);
  expect(await run('--log', join(folder, 'nowhere.jsonl'), '--out', join(folder, 'never.jsonl'))).toBe(2);
  expect(await run('--log', join(folder, '1-log.jsonl'), '--slates', 'four')).toBe(2);
  expect(await run()).toBe(2);
  expect(await run('--help')).toBe(0);
  expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
});

test('the score: ties count half, and the last bin is taken by its share', () => {
  const score = newScore(10);
  for (const [p, outcome] of [[0.95, 1], [0.95, 0], [0.15, 0], [0.15, 1]] as const) addToScore(score, p, outcome); // biome-ignore format: one row
  expect(areaUnderCurve(score)).toBe(0.5);
  expect(acceptanceAtOneIn(score, 4)).toBe(0.5);
  expect(calibrationError(score)).toBeCloseTo((0.9 + 0.7) / 4);
  expect(areaUnderCurve(newScore(10))).toBeNaN();
});

test('logged decisions: what a higher threshold would have got, and a refusal where too little would have been sent', async () => {
  const log = Array.from({ length: 1000 }, (_, n) => {
    const propensity = ((n * 7) % 100) / 100;
    return {
      probability: n % 50 === 0 ? 0.01 : 0.99,
      propensity,
      outcome: propensity > 0.745 ? 1 : 0,
      customerId: 'freja',
    };
  });
  const path = join(folder, 'decisions.jsonl');
  await writeFile(path, `${asText(log)}{"probability":0,"propensity":0.5,"outcome":1}\n`);
  const [told, complaints] = [collected(), collected()];
  expect(await main(['--decisions', path], told, complaints, () => 0)).toBe(1);
  expect(complaints.text()).toContain('line 1001: ');
  const row = (share: string) => told.lines().find((line) => line.trim().startsWith(share));
  expect(told.lines()[0]).toBe('1000 sends, 250 redeemed');
  expect(row('25.0 %')).toMatch(/0\.7500 +100\.0 % \(100\.0 % to 100\.0 %\)/);
  expect(row('50.0 %')).toMatch(/0\.5000 +50\.0 %/);
  expect(row('10.0 %')).toMatch(/refused: thin-overlap|100\.0 %/);

  await writeFile(path, asText(log.slice(0, 60)));
  const few = collected();
  expect(await main(['--decisions', path], few, collected(), () => 0)).toBe(0);
  expect(few.text().match(/refused: too-few-choices/g)).toHaveLength(4);
});
