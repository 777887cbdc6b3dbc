// What a marketer changes, in memory, and the words for changing it.
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import type { OfferContent } from '../../shared/model/offer.ts';
import type { AuthorPorts } from '../../shared/usecases/change-authored.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { aGeofence, anOffer, noon } from './town.ts';

export type Town = AuthorPorts & { authored: ReturnType<typeof memorySnapshots> };

/** One café, and no offer. */
export async function authorTown(): Promise<Town> {
  const town = { authored: memorySnapshots(), history: memoryAuthoredHistory(), offerGates: memoryOfferGates() };
  await replaceCatalogue(town, { geofences: [aGeofence()], offers: [] }, noon, 'ravn');
  return town;
}

export const contentOf = (changes: Parameters<typeof anOffer>[0] = {}): OfferContent => {
  const { id: _, state: __, ...content } = anOffer(changes);
  return content;
};
/** The content of an offer for cocoa. */
export const cocoa = contentOf();
/** Who changes something, and what version they have seen. */
export const as = (by: string, version?: number | 'any') => ({
  by,
  precondition: version === undefined ? ('none' as const) : version === 'any' ? version : { version },
});
/** A delivery that asks the gate of the offer `cocoa`. */
export const claimOf = (version: number) => ({ offerId: 'cocoa', version, deliveryId: `d${version}`, now: noon });
