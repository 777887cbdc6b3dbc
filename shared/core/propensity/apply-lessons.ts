// Apply lessons: a batch of outcomes changes the model that everybody shares.
import type { Lesson } from '../../model/propensity.ts';
import { recalibrate } from './calibration.ts';
import { bounded, moderate, shrink } from './predict.ts';
import {
  emptyModel,
  maxFeatures,
  mostLearnt,
  openWorldModel,
  sigmoid,
  type WorldModel,
  worldModelBytes,
  worldPart,
  worldPrior,
} from './world-model.ts';

/** Tastes change for everybody, slowly: after this long without outcomes, half of the certainty is gone. */
const halfLifeMilliseconds = 365 * 86_400_000;

/**
 * The model after a batch of lessons, at `at`. A lesson that is in the batch twice counts once. Outcomes are applied one after
 * the other, each from what those before it have left open, so that a thousand of them at once do not overshoot. Pure; what it
 * returns is what its bytes hold.
 */
export function applyLessons(model: WorldModel, lessons: Lesson[], at: number): WorldModel {
  const learner = startLearning(fadedTo(model, at));
  const seen = new Set<string>();
  for (const lesson of lessons) {
    if (seen.has(lesson.id)) continue;
    seen.add(lesson.id);
    learner.take(lesson);
  }
  return openWorldModel(worldModelBytes(learner.model));
}

/**
 * The model with its calibration brought up to date, and nothing else: between refreshes, from the lessons that are waiting for
 * the next one. Pure; to be given each lesson once.
 */
export function calibrate(model: WorldModel, lessons: Lesson[]): WorldModel {
  let { calibration } = model;
  for (const lesson of lessons) {
    const world = worldPart(model, lesson.keys, lesson.values);
    const logit = moderate(world.mean + lesson.ownMean, world.variance + lesson.ownVariance);
    calibration = recalibrate(calibration, bounded(logit), lesson.target);
  }
  return { ...model, calibration };
}

export interface Learner {
  /** The model as it now is: it changes with every lesson, until it is published. */
  model: WorldModel;
  take(lesson: Lesson): void;
}

/** Learns lesson by lesson on a copy: for a replay, and inside a batch. */
export function startLearning(start: WorldModel): Learner {
  let model = copyOf(start, start.index.size * 2 + 256);
  return {
    get model() {
      return model;
    },
    take(lesson) {
      const { keys, values, target } = lesson;
      const world = worldPart(model, keys, values);
      const variance = world.variance + lesson.ownVariance;
      const logit = bounded(moderate(world.mean + lesson.ownMean, variance));
      model.calibration = recalibrate(model.calibration, logit, target);
      const p = sigmoid(logit);
      const slope = shrink(variance);
      const pull = slope * (target - p);
      const certainty = slope * slope * p * (1 - p);
      if (model.index.size + keys.length > model.weights.length) model = grown(model);
      for (let k = 0; k < keys.length; k++) {
        const key = keys[k]!;
        const x = values[k]!;
        if (key === 0 || x === 0) continue;
        const i = placeOf(model, key);
        const open = model.variances[i]!;
        model.weights[i]! += open * x * pull;
        model.variances[i]! -= certainty * (open * x) ** 2;
      }
    },
  };
}

function placeOf(model: WorldModel, key: number): number {
  const found = model.index.get(key);
  if (found !== undefined) return found;
  const i = model.index.size;
  model.index.set(key, i);
  model.weights[i] = 0;
  model.variances[i] = worldPrior(key);
  return i;
}

/** Room for more features; once there are a quarter too many, only the most learnt are taken along. */
function grown(model: WorldModel): WorldModel {
  return copyOf(model, Math.min(2 * model.weights.length, Math.ceil(1.25 * maxFeatures) + 1024));
}

function copyOf(model: WorldModel, capacity: number): WorldModel {
  const copy = emptyModel(model.at, model.calibration, capacity);
  for (const [key, from] of mostLearnt(model)) {
    const to = copy.index.size;
    copy.index.set(key, to);
    copy.weights[to] = model.weights[from]!;
    copy.variances[to] = model.variances[from]!;
  }
  return copy;
}

function fadedTo(model: WorldModel, at: number): WorldModel {
  const left = 2 ** (-Math.max(0, at - model.at) / halfLifeMilliseconds);
  const faded = copyOf(model, model.index.size);
  for (const [key, i] of faded.index) {
    const prior = worldPrior(key);
    faded.variances[i] = prior + left * (faded.variances[i]! - prior);
  }
  faded.at = Math.max(model.at, at);
  return faded;
}
