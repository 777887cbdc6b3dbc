// Counts: what is told of decisions and of the ends of deliveries is counted once, however often it was told; no end goes uncounted; and a customer is in one arm of an offer.
import { tallyOfEnd } from '../../shared/core/uplift/tallies.ts';
import type { DeliveryEnd } from '../../shared/model/delivery.ts';
import type { DayCounts } from '../../shared/model/tally.ts';
import type { Entry } from './history.ts';

type Of<Kind extends Entry['kind']> = Entry & { kind: Kind };

export function judgeCounts(wrong: (entry: Entry, what: string) => void, saw: (what: string) => void) {
  const counted = new Map<string, DayCounts>();
  /** What the counters should hold: by offer and day, then by name. */
  const expected = new Map<string, Map<string, number>>();
  /** By tally and offer: of a decision each offer has one, all with one id. */
  const told = new Set<string>();
  const recorded: DeliveryEnd[] = [];
  /** Customer and offer, as far as may be remembered of her. */
  const assigned = new Set<string>();
  const arms = new Map<string, boolean>();
  const forget = (customerId: string) => {
    for (const name of assigned) if (name.startsWith(`${customerId} `)) assigned.delete(name);
  };

  return {
    told({ tallies }: Of<'tallied'>) {
      for (const { id, offerId, day, counts } of tallies) {
        if (told.has(`${id} ${offerId}`)) continue;
        told.add(`${id} ${offerId}`);
        const key = `${offerId} ${day}`;
        const sums = expected.get(key) ?? new Map<string, number>();
        expected.set(key, sums);
        for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
      }
    },

    ended({ end, first }: Of<'end-recorded'>) {
      if (first) recorded.push(end);
    },

    /** An end that assigns her is written with her. What she lets nobody know any more is not known the next time either. */
    wrote(entry: Of<'wrote'>) {
      const { before, after } = entry;
      if (!after.consents.profiling?.granted) forget(after.customerId);
      const end = after.lastEnd;
      if (!end?.assigned || before?.lastEnd?.deliveryId === end.deliveryId) return;
      const { isHeldOut } = end.assigned;
      saw(isHeldOut ? 'held out and counted' : 'pushed to and counted');
      const name = `${after.customerId} ${end.offerId}`;
      if (assigned.has(name)) wrong(entry, `${name} is assigned to an arm a second time`);
      if ((arms.get(name) ?? isHeldOut) !== isHeldOut) wrong(entry, `${name} is in both arms`);
      assigned.add(name);
      arms.set(name, isHeldOut);
    },

    closed: ({ customerId }: Of<'closed'>) => forget(customerId),

    counted({ counts }: Of<'counted'>) {
      counted.set(`${counts.offerId} ${counts.day}`, counts);
      if (counts.counts['push|converted']) saw('conversion counted');
    },

    atTheEnd(never: (what: string) => void) {
      for (const end of recorded)
        if (!told.has(`${tallyOfEnd(end).id} ${end.offerId}`))
          never(`an end of ${end.offerId} is on record and was not counted`);
      for (const [key, sums] of expected) {
        const { counts = {} } = counted.get(key) ?? {};
        for (const [name, sum] of sums)
          if (counts[name] !== sum) never(`${key} ${name} is counted as ${counts[name] ?? 0}, told was ${sum}`);
        for (const arm of ['push', 'holdout'])
          if ((counts[`${arm}|converted`] ?? 0) > (counts[`customers|${arm}`] ?? 0))
            never(`${key} has more conversions than customers in its arm ${arm}`);
      }
    },
  };
}
