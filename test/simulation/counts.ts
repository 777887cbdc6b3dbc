// Counts: what was told of the ends of deliveries adds up to what is on record, once for each, however often it was told.
import { isDeepStrictEqual } from 'node:util';
import { countTallies } from '../../shared/core/uplift/count.ts';
import { tallyOfEnd } from '../../shared/core/uplift/tallies.ts';
import type { DeliveryEnd } from '../../shared/model/delivery.ts';
import type { Tally } from '../../shared/model/tally.ts';

/** @param told every end in the order told; @param recorded the first end of each delivery. Of who was erased in between there may be more told. */
export function judgeCounts(
  told: readonly DeliveryEnd[],
  recorded: Iterable<DeliveryEnd>,
  never: (what: string) => void,
) {
  const ends = [...recorded];
  const ids = new Set(ends.map(({ deliveryId }) => deliveryId));
  const counted = countsOf(told.filter(({ deliveryId }) => ids.has(deliveryId)));
  const expected = countsOf(ends);
  for (const [key, counts] of Object.entries(expected)) {
    if (!isDeepStrictEqual(counted[key], counts))
      never(`${key} is counted as ${JSON.stringify(counted[key])}, on record is ${JSON.stringify(counts)}`);
  }
}

/** By offer and day. */
function countsOf(ends: DeliveryEnd[]): Record<string, Record<string, number>> {
  const byItem = Map.groupBy(ends.map(tallyOfEnd), ({ offerId, day }: Tally) => `${offerId} ${day}`);
  return Object.fromEntries(
    [...byItem].map(([key, tallies]) => {
      const counts = Object.entries(countTallies(undefined, tallies)!.counts);
      return [key, Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1)))];
    }),
  );
}
