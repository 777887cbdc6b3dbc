// Counting: a batch of tallies is added to the counts of a day. Each counts once, however often it is told.
import type { DayCounts, Tally } from '../../model/tally.ts';
import { type Column, nameLength, otherKey, rowCount } from './tallies.ts';

/** A tally that is told again is known by its name until so many others of its offer and day have come: 32 KB of the item. */
const maxCounted = 4096;
/** So many counters an item has, some 50 bytes each. What stores there are beyond that is counted as one. */
const maxCounters = 2000;

/** @returns the next version, or undefined where everything had been counted. Pure; `tallies` are of one offer and day. */
export function countTallies(before: DayCounts | undefined, tallies: readonly Tally[]): DayCounts | undefined {
  const [first] = tallies;
  if (!first) return undefined;
  const { offerId, day } = first;
  const known = new Set(namesIn(before?.counted ?? ''));
  const counts = new Map(Object.entries(before?.counts ?? {}));
  const knownBefore = known.size;
  for (const tally of tallies) {
    if (known.has(tally.id)) continue;
    known.add(tally.id);
    for (const [name, count] of Object.entries(tally.counts)) {
      const counter = counts.has(name) || counts.size < maxCounters ? name : collapsed(name);
      counts.set(counter, (counts.get(counter) ?? 0) + count);
    }
  }
  if (known.size === knownBefore) return undefined;
  const counted = [...known].slice(-maxCounted).join('');
  return { offerId, day, version: (before?.version ?? 0) + 1, counts: Object.fromEntries(counts), counted };
}

function collapsed(name: string): string {
  const [dimension, , column] = name.split('|');
  return dimension === 'store' ? rowCount('store', otherKey, column as Column) : name;
}

function namesIn(counted: string): string[] {
  return counted.match(new RegExp(`.{${nameLength}}`, 'g')) ?? [];
}
