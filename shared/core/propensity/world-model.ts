// The world model: the weights everybody shares, published with the catalogue, and its bytes.
import { type Calibration, uncalibrated } from './calibration.ts';
import { featuresOf, worldPriors } from './features.ts';

/** Weight and variance of each feature, by key. Features that are not in it are as the prior says: weight 0. */
export interface WorldModel {
  /** Epoch milliseconds up to which outcomes are in it. */
  at: number;
  index: Map<number, number>;
  weights: Float32Array;
  variances: Float32Array;
  calibration: Calibration;
}

/** At most so many features: 320 KB published. Of more, those of which least was learnt are dropped. */
export const maxFeatures = 32_768;

/** What is assumed before the first outcome; without it, an even chance. */
export interface Start {
  /** How many in a hundred redeem what they are sent, as a share. */
  rate: number;
  /** The same among those who have declared an interest in the category. */
  interestedRate: number;
}

/** A model that has seen nothing. */
export function newWorldModel(at: number, start?: Start): WorldModel {
  const model = emptyModel(at, uncalibrated, 2);
  if (!start) return model;
  const { keys, names } = featuresOf('', { interest: true });
  const average = logit(start.rate) * startScale;
  put(model, keys[0]!, average);
  put(model, keys[2 * names.indexOf('interest')]!, logit(start.interestedRate) * startScale - average);
  return model;
}

/**
 * Before anything is known an opportunity of some eight fields has a variance of about 6, which draws its p towards one half; the
 * start is set so far out that what comes out is the rate.
 */
const startScale = Math.sqrt(1 + (Math.PI * 6) / 8);

export function emptyModel(at: number, calibration: Calibration, capacity: number): WorldModel {
  return {
    at,
    index: new Map(),
    weights: new Float32Array(capacity),
    variances: new Float32Array(capacity),
    calibration,
  };
}

function put(model: WorldModel, key: number, weight: number) {
  const i = model.index.size;
  model.index.set(key, i);
  model.weights[i] = weight;
  model.variances[i] = worldPrior(key);
}

export function worldPrior(key: number): number {
  return worldPriors[key & 7]!;
}

export function logit(p: number): number {
  return Math.log(p / (1 - p));
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The world's part in a prediction: mean and variance of the logit over an opportunity's features. */
export function worldPart(
  model: WorldModel,
  keys: number[],
  values: number[],
  byField?: number[],
): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k]!;
    if (key === 0) continue;
    const x = values[k]!;
    const i = model.index.get(key);
    if (i === undefined) {
      variance += worldPrior(key) * x * x;
      continue;
    }
    const part = model.weights[i]! * x;
    mean += part;
    variance += model.variances[i]! * x * x;
    if (byField) byField[k >> 1]! += part;
  }
  return { mean, variance };
}

const formatVersion = 1;
const header = 36;
const varianceOne = 0xffff;

/** 36 bytes and 10 a feature: key, weight (float32), variance as a share of its prior (16 bits). */
export function worldModelBytes(model: WorldModel): Uint8Array {
  const kept = mostLearnt(model);
  const bytes = new Uint8Array(header + 10 * kept.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, formatVersion, true);
  view.setUint32(4, kept.length, true);
  view.setFloat64(8, model.at, true);
  const { a, b, varianceA, covariance, varianceB } = model.calibration;
  [a, b, varianceA, covariance, varianceB].forEach((number, i) => {
    view.setFloat32(16 + 4 * i, number, true);
  });
  kept.forEach(([key, i], at) => {
    view.setUint32(header + 10 * at, key, true);
    view.setFloat32(header + 10 * at + 4, model.weights[i]!, true);
    // Never zero: a weight that could not move any more would be wrong for ever.
    const share = Math.max(1, Math.round((varianceOne * model.variances[i]!) / worldPrior(key)));
    view.setUint16(header + 10 * at + 8, Math.min(varianceOne, share), true);
  });
  return bytes;
}

/** Opens a published model. Throws RangeError on bytes that are none of this version. */
export function openWorldModel(bytes: Uint8Array): WorldModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length < header ? -1 : view.getUint32(4, true);
  if (count < 0 || view.getUint32(0, true) !== formatVersion || bytes.length !== header + 10 * count) {
    throw new RangeError(`no world model of version ${formatVersion}: ${bytes.length} bytes`);
  }
  const [a, b, varianceA, covariance, varianceB] = [0, 1, 2, 3, 4].map((i) => view.getFloat32(16 + 4 * i, true));
  const calibration = { a: a!, b: b!, varianceA: varianceA!, covariance: covariance!, varianceB: varianceB! };
  const model = emptyModel(view.getFloat64(8, true), calibration, count);
  for (let i = 0; i < count; i++) {
    const key = view.getUint32(header + 10 * i, true);
    model.index.set(key, i);
    model.weights[i] = view.getFloat32(header + 10 * i + 4, true);
    model.variances[i] = (worldPrior(key) * view.getUint16(header + 10 * i + 8, true)) / varianceOne;
  }
  return model;
}

/** Key and index of the features that are kept, in their order. */
export function mostLearnt(model: WorldModel): [number, number][] {
  const all = [...model.index];
  if (all.length <= maxFeatures) return all;
  const open = ([key, i]: [number, number]) => model.variances[i]! / worldPrior(key);
  return all
    .sort((a, b) => open(a) - open(b))
    .slice(0, maxFeatures)
    .sort(([, i], [, j]) => i - j);
}
