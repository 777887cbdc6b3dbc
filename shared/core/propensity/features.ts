// Features: an opportunity as numbered fields, by hashing their names and values, so that open sets need no dictionary.
import type { Context } from '../../model/propensity.ts';

/**
 * One opportunity, ready for the model. Field `i` is called `names[i]`; it has up to two features of the shared model, `keys[2 i]`
 * (the field itself) and `keys[2 i + 1]` (crossed with the offer's category), and one slot of the customer's own residual; 0 is none.
 */
export interface Features {
  category: string;
  names: string[];
  keys: number[];
  /** What each key is multiplied by: 1, except for fields that are quantities. */
  values: number[];
  slots: number[];
}

/**
 * Prior variance of a feature's weight, by the kind in the lowest three bits of its key: none, average, field, field × category,
 * whole situation × category, quantity. Measured on coupons, on one half of the people (docs/measured.md, "What relevance brings").
 */
export const worldPriors = [0, 1, 0.1, 0.05, 0.3, 0.25, 0, 0] as const;
const [average, field, cross, situation, quantity] = [1, 2, 3, 4, 5] as const;

/** Prior variance of a slot of the customer's residual, by the kind in its lowest two bits: average, category, expiry or distance, any other field. */
export const ownPriors = [1, 1.5, 0.5, 0.1] as const;
const [ownCategory, ownBand, ownOther] = [1, 2, 3] as const;
export const averageSlot = 1 << 2;

/** Fields in which people differ strongly: how long an offer holds and how far it is. */
const bands = new Set(['expiry', 'distance']);

/** Fields that describe the customer rather than the moment; they are left out of the situation as a whole. */
const personal = new Set([
  'ownRate',
  'redemptionRate',
  'visitRate',
  'visit',
  'interest',
  'sinceLastSend',
  'sendsInWeek',
  'rhythm',
  'importedScore',
  'alsoRedeemed',
]);

/** Fields whose number is a quantity with one learned weight, not the name of a band. */
const quantities = new Set(['importedScore', 'alsoRedeemed']);

/** No weight is pulled further than this by one quantity: the logit of 0.018 or 0.982. */
const largestQuantity = 4;

const none: ReadonlySet<string> = new Set();

/**
 * The features of offering `category` in this context. Pure; about a microsecond for ten fields. `ofThePerson` names further fields
 * that are the same whenever she is asked (a log with ages or incomes): they are no part of a situation, and her residual, which
 * knows who she is, has no use for them.
 */
export function featuresOf(category: string, context: Context, ofThePerson: ReadonlySet<string> = none): Features {
  const fields = Object.keys(context);
  const names = ['average', 'category'];
  const ofCategory = hash(category, 0x9e3779b9);
  const keys = [keyOf(1, average), 0, keyOf(ofCategory, field), 0];
  const values = [1, 1, 1, 1];
  const slots = [averageSlot, slotOf(ofCategory, ownCategory)];

  let together = 0;
  let fieldsTogether = 0;
  for (const name of fields) {
    const value = context[name]!;
    names.push(name);
    const isQuantity = quantities.has(name) && typeof value === 'number';
    const ofField = isQuantity ? hash(name, 1) : hash(wordFor(value), hash(name, 1));
    keys.push(keyOf(ofField, isQuantity ? quantity : field), keyOf(mix(ofField ^ ofCategory), cross));
    const x = isQuantity ? Math.max(-largestQuantity, Math.min(largestQuantity, value)) : 1;
    values.push(x, x);
    const isConstant = ofThePerson.has(name);
    slots.push(isQuantity || isConstant ? 0 : slotOf(ofField, bands.has(name) ? ownBand : ownOther));
    if (isConstant || personal.has(name)) continue;
    // A sum, so that the order in which fields are named does not matter.
    together = (together + mix(ofField)) >>> 0;
    fieldsTogether += 1;
  }
  names.push('situation');
  keys.push(0, fieldsTogether > 1 ? keyOf(mix(together ^ ofCategory), situation) : 0);
  values.push(1, 1);
  slots.push(0);
  return { category, names, keys, values, slots };
}

/** Words stay; integers to 12 are their own band; other numbers fall into half octaves (… 16, 23, 32, 45 …), on either side of zero. */
function wordFor(value: string | number | boolean): string {
  if (typeof value !== 'number') return String(value);
  const size = Math.abs(value);
  if (size <= 12 && Number.isInteger(value)) return String(value);
  return `${value < 0 ? '-' : ''}2^${Math.round(2 * Math.log2(size)) / 2}`;
}

function keyOf(hashed: number, kind: number): number {
  return ((hashed << 3) | kind) >>> 0;
}

function slotOf(hashed: number, kind: number): number {
  return ((hashed << 2) | kind) & 0xffff;
}

/** 32 bits of a text: FNV-1a, mixed by the end of MurmurHash3 (both public domain). */
export function hash(text: string, seed: number): number {
  let hashed = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) hashed = Math.imul(hashed ^ text.charCodeAt(i), 0x01000193);
  return mix(hashed);
}

function mix(hashed: number): number {
  let mixed = hashed >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
