// Publishing: the authored catalogue is checked, stored item by item, and compiled into the next snapshot.
import { isDeepStrictEqual } from 'node:util';
import { compileCatalogue, faultsOf, warningsOf } from '../core/decide/compile.ts';
import { locationGeometry } from '../core/geo/location-geometry.ts';
import type { CatalogueFile, VersionedOffer } from '../model/catalogue.ts';
import type { Geofence } from '../model/geofence.ts';
import type { AuthoredCatalogue, Snapshots } from '../ports/catalogue.ts';
import type { MirrorQueue } from '../ports/geofence-mirror.ts';
import type { OfferGates } from '../ports/offer-gates.ts';
import { Contended, type FieldFault, Refused, writeAttempts } from './refused.ts';

export interface PublishPorts {
  authored: AuthoredCatalogue;
  snapshots: Snapshots;
  offerGates: OfferGates;
  /** Where the geofences are mirrored. */
  mirrorQueue?: MirrorQueue;
}

export interface Published {
  version: number;
  geofences: number;
  offers: number;
  /** What is in force now and is unwise. */
  warnings: FieldFault[];
}

/** So many items are stored within a request; a larger first import is for a job, not for a request. */
const maxChangedItems = 5000;

/** What was stored a moment ago may be missing from a listing for about a second. */
const mirroredAfterSeconds = 5;

/** So many warnings are told at a time: an answer stays an answer. */
const maxWarnings = 100;

/** Replaces the authored catalogue and publishes it. Throws Refused, naming every fault, before anything is written. */
export async function replaceCatalogue(ports: PublishPorts, file: CatalogueFile, now: number): Promise<Published> {
  refuseFaults(file);

  // 1. what is new, what is gone; an offer that changed gets the next version
  const stored = await ports.authored.all();
  const geofences = changed(stored.geofences, file.geofences);
  const versionedOffers = withVersions(stored.offers, file.offers);
  const offers = changed(stored.offers, versionedOffers);
  if (geofences.put.length + offers.put.length > maxChangedItems) {
    throw new Refused('catalogue-too-large', `At most ${maxChangedItems} new or changed items per request.`);
  }

  // 2. store; an offer is closed before it disappears
  await Promise.all(offers.gone.map((offer) => ports.offerGates.set(gateOf({ ...offer, state: 'paused' }))));
  await ports.authored.putGeofences(geofences.put);
  await ports.authored.putOffers(offers.put);
  await ports.authored.deleteOffers(offers.gone.map(({ id }) => id));
  await ports.authored.deleteGeofences(geofences.gone.map(({ id }) => id));

  // 3. publish
  return publish(ports, { geofences: file.geofences, offers: versionedOffers }, now);
}

/** Compiles the stored catalogue again, as it is. Throws Refused where it cannot be published: a half-stored one, say. */
export async function republishCatalogue(ports: PublishPorts, now: number): Promise<Published> {
  const stored = await ports.authored.all();
  refuseFaults(stored);
  return publish(ports, stored, now);
}

function refuseFaults(file: CatalogueFile): void {
  const faults = faultsOf(file);
  if (faults.length > 0) throw new Refused('invalid-catalogue', 'The catalogue cannot be published as it is.', faults);
}

async function publish(
  ports: PublishPorts,
  catalogue: { geofences: Geofence[]; offers: VersionedOffer[] },
  now: number,
): Promise<Published> {
  // Gates first: what is paused binds at once, and a new version is let through once somebody can decide by it.
  await Promise.all(catalogue.offers.map((offer) => ports.offerGates.set(gateOf(offer))));
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const version = (await ports.snapshots.currentVersion()) + 1;
    if (await ports.snapshots.publish(compileCatalogue(catalogue, version), now)) {
      await ports.mirrorQueue?.send({ catalogueVersion: version }, mirroredAfterSeconds);
      return {
        version,
        geofences: catalogue.geofences.length,
        offers: catalogue.offers.length,
        warnings: [...warningsOf(catalogue), ...(ports.mirrorQueue ? unmirrored(catalogue.geofences) : [])].slice(
          0,
          maxWarnings,
        ),
      };
    }
  }
  throw new Contended('the catalogue');
}

/** What the copy at Amazon Location cannot hold: matched here all the same. */
function unmirrored(geofences: Geofence[]): FieldFault[] {
  return geofences.flatMap(({ id, kind, shape }, index) => {
    const made = kind === 'exclusion' ? undefined : locationGeometry(shape);
    if (!made || 'geometry' in made) return [];
    return [{ field: `geofences[${index}].shape`, message: `geofence "${id}" is not mirrored: ${made.refused}` }];
  });
}

function gateOf({ id, version, state, endsAt, budgetUnits }: VersionedOffer) {
  return { offerId: id, version, live: state === 'live', endsAt, budgetUnits };
}

function withVersions(stored: VersionedOffer[], offers: CatalogueFile['offers']): VersionedOffer[] {
  const before = new Map(stored.map((offer) => [offer.id, offer]));
  return offers.map((offer) => {
    const version = before.get(offer.id)?.version ?? 0;
    const same = isDeepStrictEqual(before.get(offer.id), { ...offer, version });
    return { ...offer, version: same ? version : version + 1 };
  });
}

function changed<Item extends { id: string }>(stored: Item[], wanted: Item[]): { put: Item[]; gone: Item[] } {
  const before = new Map(stored.map((item) => [item.id, item]));
  const kept = new Set(wanted.map(({ id }) => id));
  return {
    put: wanted.filter((item) => !isDeepStrictEqual(before.get(item.id), item)),
    gone: stored.filter(({ id }) => !kept.has(id)),
  };
}
