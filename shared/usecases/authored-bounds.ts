// What keeps the one document of everything authored small enough to be read and written with every change, for years.
import type { Authored, AuthoredOffer } from '../model/authored.ts';
import { keptMs } from '../model/retention.ts';
import { type FieldFault, Refused } from './refused.ts';

/** Of each so many can be authored at a time; of offers, those that are not archived. With them a list is an answer of 4 MB at the most, of the 6 that Lambda gives. */
const most = { geofences: 50_000, offers: 3000, segments: 1000 };

/** So many archived offers stay listed, the latest; others are kept as a version, under their id. */
const mostArchived = 1000;
/** With a change: each is written once, 25 to a call. */
const mostLeaving = 500;

/** Throws Refused where a change adds to what is too many already. */
export function refuseTooMany(before: Authored, after: Authored): void {
  const faults: FieldFault[] = (['geofences', 'offers', 'segments'] as const)
    .filter((list) => countOf(after, list) > Math.max(most[list], countOf(before, list)))
    .map((list) => ({ field: list, message: `there can be ${most[list]} at a time: archive some first` }));
  if (faults.length > 0) throw new Refused('invalid-catalogue', 'There would be too many.', faults);
}

const countOf = (authored: Authored, list: keyof typeof most) =>
  list === 'offers' ? authored.offers.filter(({ state }) => state !== 'archived').length : authored[list].length;

/** Without those offers that were archived long ago, of which only the number of their version stays. */
export function withoutLongArchived(authored: Authored, now: number): Authored {
  const leaving = new Set(
    authored.offers
      .filter(({ state }) => state === 'archived')
      .sort((a, b) => b.changedAt - a.changedAt)
      .filter(({ changedAt }, index) => index >= mostArchived || changedAt < now - keptMs.archivedOffer)
      .slice(-mostLeaving),
  );
  if (leaving.size === 0) return authored;
  const versions = [...leaving].map(({ id, version }: AuthoredOffer) => [id, version]);
  return {
    ...authored,
    offers: authored.offers.filter((offer) => !leaving.has(offer)),
    goneOffers: { ...authored.goneOffers, ...Object.fromEntries(versions) },
  };
}
