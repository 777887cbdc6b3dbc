// What relevance brings: the propensity model on people drawn from a seed and, where the files are given, on coupons and campaigns.
import { parseArgs } from 'node:util';
import { startLearning } from '../shared/core/propensity/apply-lessons.ts';
import { featuresOf } from '../shared/core/propensity/features.ts';
import { learn } from '../shared/core/propensity/learn.ts';
import { predict } from '../shared/core/propensity/predict.ts';
import { openResidual } from '../shared/core/propensity/residual.ts';
import { newWorldModel, worldModelBytes } from '../shared/core/propensity/world-model.ts';
import { takenUnder } from './propensity/budgets.ts';
import { type CouponRow, readCoupons } from './propensity/coupons.ts';
import { evaluate, type Opportunity } from './propensity/evaluation.ts';
import { readCampaigns } from './propensity/journey.ts';
import { averaged, type Figures, figuresOf, type Judged, mean } from './propensity/judge.ts';
import { drawPeople } from './propensity/people.ts';
import { seeded } from './silence/random.ts';

const shuffles = [1, 2, 3, 4, 5];
const startsAt = Date.UTC(2026, 0, 5);
const never = 9_999_999_999_999;

export async function run(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { coupons: { type: 'string' }, journey: { type: 'string' } },
  });
  const people = drawPeople(1, 1000, 20_000);
  await speeds(people);
  await drawnPeople(people);
  if (values.coupons) await coupons(values.coupons);
  if (values.journey) await journey(values.journey);
}

/** Medians over a second pass, when the code is warm. */
async function speeds(people: CouponRow[]) {
  const milliseconds = {
    features: [] as number[],
    predict: [] as number[],
    learn: [] as number[],
    lesson: [] as number[],
  };
  const stored = new Map<string, Uint8Array>();
  const learner = startLearning(newWorldModel(0));
  for (const pass of ['warm-up', 'measured']) {
    people.forEach(({ customerId, category, context, outcome }, i) => {
      const at = startsAt + i * 60_000;
      const marks = [performance.now()];
      const features = featuresOf(category, context);
      marks.push(performance.now());
      const bytes = stored.get(customerId);
      const residual = bytes && openResidual(bytes);
      predict(learner.model, residual, features, at);
      marks.push(performance.now());
      const evidence = { id: `${pass} ${i}`, at, target: outcome, strength: 1, teaches: true };
      const learnt = learn(learner.model, residual, features, evidence);
      marks.push(performance.now());
      if (learnt.lesson) learner.take(learnt.lesson);
      marks.push(performance.now());
      stored.set(customerId, learnt.residual.bytes);
      if (pass === 'warm-up') return;
      (['features', 'predict', 'learn', 'lesson'] as const).forEach((name, step) => {
        milliseconds[name].push(marks[step + 1]! - marks[step]!);
      });
    });
  }
  const median = (numbers: number[]) => (1000 * numbers.sort((a, b) => a - b)[numbers.length >> 1]!).toFixed(1);
  const sizes = [...stored.values()].map(({ length }) => length);
  print('\nmedian µs, warm, 8 fields of context');
  print(`  features by name          ${median(milliseconds.features)}`);
  print(`  predict, with its groups  ${median(milliseconds.predict)}`);
  print(`  update of the customer    ${median(milliseconds.learn)}`);
  print(`  lesson to the world       ${median(milliseconds.lesson)}`);
  print(`bytes: a customer ${Math.max(...sizes)} at most, the world ${worldModelBytes(learner.model).length}`);
}

async function drawnPeople(people: ReturnType<typeof drawPeople>) {
  const { p } = await evaluate(inOrder(people));
  const half = people.length / 2;
  print(`\n${people.length} opportunities of 1000 drawn people, second half`);
  print(header);
  print(row('predict, then learn', figuresOf(judge(people, p).slice(half))));
  print(row('the truth itself', figuresOf(judge(people, people.map(({ truth }) => truth)).slice(half)))); // biome-ignore format: one line a row
}

async function coupons(path: string) {
  const [survey, plain] = [readCoupons(path, true), readCoupons(path, false)];
  print(
    `\n${survey.length} coupons, ${shuffles.length} shuffles, second half; ± is the standard deviation between shuffles`,
  );
  print(header);
  const late = (log: Opportunity[]) => log.map((line, i) => ({ ...line, outcomeAt: log[i + 1000]?.at ?? never }));
  const wrong = (log: Opportunity[], seed: number) => {
    const random = seeded(seed + 100);
    return log.map((line) => (random() < 0.1 ? { ...line, outcome: (1 - line.outcome) as 0 | 1 } : line));
  };
  const lost = (log: Opportunity[], seed: number) => {
    const random = seeded(seed + 200);
    return log.map((line) => (random() < 0.3 ? { ...line, outcomeAt: never } : line));
  };
  await shuffled('with the survey', survey);
  await shuffled('without the survey', plain);
  await shuffled('published each 1,000', survey, undefined, '--refresh', '1000');
  await shuffled('outcomes 1,000 rows late', survey, late);
  await shuffled('10 % of outcomes wrong', survey, wrong);
  await shuffled('30 % of outcomes lost', survey, lost);
  await newCustomers(survey);
  await slates(survey, 4);
  await budgets(survey);
}

async function shuffled(
  name: string,
  rows: CouponRow[],
  disturb: (log: Opportunity[], seed: number) => Opportunity[] = (log) => log,
  ...options: string[]
) {
  const runs: Figures[] = [];
  for (const seed of shuffles) {
    const order = shuffle(rows, seed);
    const { p } = await evaluate(disturb(inOrder(order), seed), ...options);
    runs.push(figuresOf(judge(order, p).slice(order.length / 2)));
  }
  const center = mean(runs.map(({ auc }) => auc));
  const deviation = Math.sqrt(mean(runs.map(({ auc }) => (auc - center) ** 2)));
  print(`${row(name, averaged(runs))}  ±${deviation.toFixed(4)}`);
}

/** People come one after the other; the second half of them is judged, by how many of their outcomes were known. */
async function newCustomers(rows: CouponRow[]) {
  const judged: (Judged & { seen: number })[][] = [];
  for (const seed of shuffles) {
    const people = [...Map.groupBy(rows, ({ customerId }) => customerId).values()];
    const order = shuffle(people, seed).map((theirs) => shuffle(theirs, seed));
    const lines = order.flat();
    const { p } = await evaluate(inOrder(lines));
    const seen = order.flatMap((theirs) => theirs.map((_, i) => i));
    judged.push(judge(lines, p).map((line, i) => ({ ...line, seen: seen[i]! })).slice(lines.length / 2)); // biome-ignore format: one thought
  }
  print('\nnew customers: people one after the other, the second half of them, AUC by outcomes seen');
  for (const [from, to] of [
    [0, 0],
    [1, 1],
    [2, 3],
    [4, 6],
    [7, 12],
    [13, 16],
    [17, 21],
  ] as const) {
    const within = judged.map((run) => run.filter(({ seen }) => seen >= from && seen <= to));
    const { auc } = averaged(within.map(figuresOf));
    print(
      `  ${`${from === to ? from : `${from}-${to}`}`.padEnd(8)}${auc.toFixed(3)}  (${within[0]!.length} rows a shuffle)`,
    );
  }
}

/** Of each customer's next four opportunities the likeliest is sent and learnt from; judged on what was sent in the second half. */
async function slates(rows: CouponRow[], size: number) {
  const runs = [];
  for (const seed of shuffles) {
    const order = shuffle(rows, seed);
    const { p } = await evaluate(inOrder(order), '--slates', String(size));
    const open = new Map<string, Judged[]>();
    const sent: Judged[] = [];
    judge(order, p).forEach((line, i) => {
      const slate = [...(open.get(order[i]!.customerId) ?? []), line];
      open.set(order[i]!.customerId, slate.length === size ? [] : slate);
      if (slate.length < size || i < order.length / 2) return;
      sent.push(slate.reduce((best, other) => (other.p > best.p ? other : best)));
    });
    const better = [...sent].sort((a, b) => b.p - a.p).slice(0, Math.round(sent.length / 2));
    runs.push({ all: mean(sent.map(({ outcome }) => outcome)), better: mean(better.map(({ outcome }) => outcome)) });
  }
  const [all, better] = [mean(runs.map((run) => run.all)), mean(runs.map((run) => run.better))];
  print(
    `\nslates of ${size}, learning only from the one sent: accepted ${all.toFixed(3)}, of the better half ${better.toFixed(3)}`,
  );
}

/** Budgets kept as the moments come: over everybody, each offer, each customer. */
async function budgets(rows: CouponRow[]) {
  const runs = [];
  for (const seed of shuffles) {
    const order = shuffle(rows, seed);
    const { p } = await evaluate(inOrder(order));
    runs.push(order.map(({ customerId, category, outcome }, i) => ({ customerId, category, outcome, p: p[i]! })));
  }
  for (const publishedEach of [1, 100]) {
    print(`\nmessage budgets, published each ${publishedEach} moments: sent, and accepted of that`);
    for (const share of [0.5, 0.25, 0.1]) {
      const taken = runs.flatMap((moments) => takenUnder(moments, share, publishedEach));
      for (const [kind, of] of Map.groupBy(taken, (one) => one.kind)) {
        const [sent, accepted] = [mean(of.map((one) => one.sent)), mean(of.map((one) => one.accepted))];
        print(
          `  ${String(share).padEnd(6)}${kind.padEnd(16)}${sent.toFixed(3).padStart(7)}${accepted.toFixed(3).padStart(7)}`,
        );
      }
    }
  }
}

async function journey(folder: string) {
  const { log, isJudged } = readCampaigns(folder);
  const { p } = await evaluate(log);
  const judged = judge(log, p).filter((_, i) => isJudged(log[i]!));
  print(`\nComplete Journey: ${judged.length} households in campaigns from 2017-08-01, from earlier data only`);
  print(header);
  print(row('predict, then learn', figuresOf(judged)));
}

function inOrder(rows: CouponRow[]): Opportunity[] {
  return rows.map(({ customerId, category, context, outcome }, i) => {
    return { at: startsAt + i * 1000, customerId, category, context, outcome };
  });
}

function judge(truth: { outcome: number }[], p: number[]): Judged[] {
  return truth.map(({ outcome }, i) => ({ outcome, p: p[i]! }));
}

function shuffle<T>(values: T[], seed: number): T[] {
  const random = seeded(seed);
  const shuffled = [...values];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

const header = `${''.padEnd(26)}${['AUC', 'log loss', 'ECE', '1 in 2', '1 in 4', '1 in 10', 'lift'].map((name) => name.padStart(9)).join('')}`;

function row(name: string, { auc, logLoss, ece, oneIn2, oneIn4, oneIn10, lift }: Figures): string {
  const cells = [auc.toFixed(4), logLoss.toFixed(4), ece.toFixed(4), oneIn2.toFixed(3), oneIn4.toFixed(3), oneIn10.toFixed(3), lift.toFixed(2)]; // biome-ignore format: one row
  return `${name.padEnd(26)}${cells.map((cell) => cell.padStart(9)).join('')}`;
}

function print(line: string) {
  process.stdout.write(`${line}\n`);
}
