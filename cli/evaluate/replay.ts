// The replay of outcomes: each is predicted before it is looked at, and learnt when it had become known.
import { applyLessons, calibrate, startLearning } from '../../shared/core/propensity/apply-lessons.ts';
import { type Features, featuresOf } from '../../shared/core/propensity/features.ts';
import { learn } from '../../shared/core/propensity/learn.ts';
import { predict } from '../../shared/core/propensity/predict.ts';
import { openResidual } from '../../shared/core/propensity/residual.ts';
import { newWorldModel, worldModelBytes } from '../../shared/core/propensity/world-model.ts';
import type { Lesson } from '../../shared/model/propensity.ts';
import type { OutcomeLine } from './outcome-line.ts';
import type { Tally } from './tally.ts';

export interface Options {
  /** Learn only from the likeliest of so many consecutive opportunities of a customer. */
  slates?: number;
  /** Publish the world model after so many outcomes, as production does; without it, after each. */
  refresh?: number;
  /** Fields that say who the customer is rather than when she was asked. */
  ofThePerson?: ReadonlySet<string>;
}

export interface Replay {
  /** Predicts one line, and learns what has become known. */
  step(number: number, line: OutcomeLine): number;
  /** Bytes of the world model as it would now be published. */
  worldBytes(): number;
}

/** An outcome that waits to be learnt. */
interface Known {
  number: number;
  at: number;
  customerId?: string;
  features: Features;
  outcome: 0 | 1;
}

interface Follower {
  /** As it would lie in the table. */
  stored?: Uint8Array;
  outcomes: number;
  slate?: { size: number; best: Known; p: number };
}

/** Every so many lines the clock is looked at. */
const timedEvery = 8;

/** Starts a replay. Memory: the residual of every customer, none of the lines. `clock` is in milliseconds. */
export function startReplay(tally: Tally, { slates, refresh, ofThePerson }: Options, clock: () => number): Replay {
  const followers = new Map<string, Follower>();
  const waiting: Known[] = [];
  const world = refresh ? publishing(refresh) : continuous();
  let lines = 0;

  return {
    step(number, line) {
      const { at, customerId, outcome } = line;
      for (let known = waiting[0]; known && known.at <= at; known = waiting[0]) {
        waiting.shift();
        takeIn(known);
      }
      lines += 1;
      const timed = lines % timedEvery === 0;
      const follower = customerId === undefined ? undefined : followerOf(customerId);

      // 1. predict
      const began = timed ? clock() : 0;
      const features = featuresOf(line.category, line.context, ofThePerson);
      const residual = follower?.stored && openResidual(follower.stored);
      const { p } = predict(world.model(), residual, features, at);
      if (timed) tally.predictMilliseconds.push(clock() - began);
      tally.count(line, p, follower?.outcomes);

      // 2. learn, at once or later
      const known: Known = { number, at: line.outcomeAt ?? at, customerId, features, outcome };
      if (slates && follower) offer(follower, known, p, slates);
      else if (!slates) accept(known, at, timed);
      return p;
    },
    worldBytes: () => worldModelBytes(world.model()).length,
  };

  /** Adds an opportunity to the customer's slate; of a full one the likeliest is what was sent, and all that is learnt from. */
  function offer(follower: Follower, known: Known, p: number, size: number) {
    const slate = follower.slate ?? { size: 0, best: known, p };
    if (p > slate.p) Object.assign(slate, { best: known, p });
    slate.size += 1;
    follower.slate = slate;
    if (slate.size < size) return;
    follower.slate = undefined;
    tally.countSent(slate.p, slate.best.outcome);
    accept(slate.best, known.at, false);
  }

  function accept(known: Known, now: number, timed: boolean) {
    if (known.at > now) {
      insert(known);
      return;
    }
    const began = timed ? clock() : 0;
    takeIn(known);
    if (timed) tally.updateMilliseconds.push(clock() - began);
  }

  /** Puts it before whatever becomes known later; outcomes of the same moment keep their order. */
  function insert(known: Known) {
    let [low, high] = [0, waiting.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (waiting[middle]!.at <= known.at) low = middle + 1;
      else high = middle;
    }
    waiting.splice(low, 0, known);
  }

  function takeIn({ number, at, customerId, features, outcome }: Known) {
    const follower = customerId === undefined ? undefined : followerOf(customerId);
    const evidence = { id: `line ${number}`, at, target: outcome, strength: 1, teaches: true };
    const before = follower?.stored && openResidual(follower.stored);
    const { residual, lesson } = learn(world.model(), before, features, evidence);
    if (lesson) world.take(lesson);
    if (!follower) return;
    follower.stored = residual.bytes;
    follower.outcomes += 1;
    tally.residualBytes = Math.max(tally.residualBytes, residual.bytes.length);
  }

  function followerOf(customerId: string): Follower {
    const known = followers.get(customerId);
    if (known) return known;
    const follower = { outcomes: 0 };
    followers.set(customerId, follower);
    tally.customers += 1;
    return follower;
  }
}

function continuous() {
  const learner = startLearning(newWorldModel(0));
  return { model: () => learner.model, take: (lesson: Lesson) => learner.take(lesson) };
}

/** The world model as production has it: lessons gather, and only the two weights of the calibration move between refreshes. */
function publishing(refresh: number) {
  let model = newWorldModel(0);
  let lessons: Lesson[] = [];
  return {
    model: () => model,
    take(lesson: Lesson) {
      lessons.push(lesson);
      if (lessons.length >= refresh) {
        model = applyLessons(model, lessons, lesson.at);
        lessons = [];
      } else model = calibrate(model, [lesson]);
    },
  };
}
