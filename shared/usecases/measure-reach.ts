// Reach: how many stores an offer, a drawn shape or a segment's offers would meet customers at, and about how many are there now.
import { checkGeofence } from '../core/geo/check.ts';
import { enclosingCircle } from '../core/geo/enclosing-circle.ts';
import { compileGeofences, openGeofences } from '../core/geo/index.ts';
import type { Authored, AuthoredGeofence } from '../model/authored.ts';
import type { Shape } from '../model/geofence.ts';
import type { Offer } from '../model/offer.ts';
import type { AuthoredCatalogue } from '../ports/catalogue.ts';
import type { Presence } from '../ports/presence.ts';
import { isInForce } from './change-authored.ts';
import { Refused } from './refused.ts';

export interface Reach {
  stores: number;
  /** Rounded to tens. Absent where it would take too long to count. */
  customersPresentNow?: number | 'fewer than 20';
}

/** Fewer are not told: a count of few people is about people. */
const fewestTold = 20;
/** So many places, and so many pages of each of their keys, are looked at while somebody waits. */
const maxPlaces = 50;
const maxPages = 5;
const pageSize = 1000;

/**
 * Asked by one of these: what an offer's `where` says; a shape, then of the stores whose middle lies in it; a segment, then of
 * the places of the offers in force that name it. Excluded places are none.
 */
export async function measureReach(
  { authored: catalogue, presence }: { authored: AuthoredCatalogue; presence: Pick<Presence, 'page'> },
  asked: { where?: Offer['where'] | undefined; shape?: Shape | undefined; segmentId?: string | undefined },
  now: number,
): Promise<Reach> {
  const { authored } = await catalogue.read();
  const { geofences } = authored;
  const { shape, segmentId } = asked;
  const where = segmentId === undefined ? asked.where : whereOf(authored, segmentId);
  const places = [...(where ? named(geofences, where) : []), ...(shape ? within(geofences, shape) : [])];
  const stores = places.filter(({ kind }) => kind === 'store').length;
  const there = places.length <= maxPlaces ? await presentAt(presence, places, now) : undefined;
  if (there === undefined) return { stores };
  return { stores, customersPresentNow: there < fewestTold ? 'fewer than 20' : Math.round(there / 10) * 10 };
}

function whereOf({ offers }: Authored, segmentId: string): Offer['where'] {
  const all = offers
    .filter((one) => isInForce(one) && one.offer!.segmentId === segmentId)
    .map(({ offer }) => offer!.where);
  return {
    geofenceIds: all.flatMap(({ geofenceIds = [] }) => geofenceIds),
    tags: [...new Set(all.flatMap(({ tags = [] }) => tags))],
  };
}

function named(geofences: readonly AuthoredGeofence[], { geofenceIds = [], tags = [] }: Offer['where']) {
  const ids = new Set(geofenceIds);
  return geofences
    .filter(({ kind }) => kind !== 'exclusion')
    .filter((one) => ids.has(one.id) || one.tags?.some((tag) => tags.includes(tag)));
}

function within(geofences: readonly AuthoredGeofence[], shape: Shape) {
  const { errors } = checkGeofence({ id: 'drawn', shape });
  if (errors.length > 0) {
    const faults = errors.map(({ path, message }) => ({ field: path, message }));
    throw new Refused('invalid-catalogue', 'No geofence can have this shape.', faults);
  }
  const index = openGeofences(compileGeofences([{ id: 'drawn', shape }]));
  return geofences.filter((one) => {
    if (one.kind !== 'store') return false;
    const [lng, lat] = enclosingCircle(one.shape).center;
    return index.containing(lng, lat).length > 0;
  });
}

/** Everybody once, however many of the places she is in; nothing where there are more than can be counted here. */
async function presentAt(presence: Pick<Presence, 'page'>, places: readonly AuthoredGeofence[], now: number) {
  const found = new Set<string>();
  const keys = places.flatMap(({ id, presenceShards = 1 }) =>
    Array.from({ length: presenceShards }, (_, shard) => ({ geofenceId: id, shard })),
  );
  if (keys.length > maxPlaces) return undefined;
  const counted = await Promise.all(
    keys.map(async (key) => {
      let after: string | undefined;
      for (let page = 0; page < maxPages; page++) {
        const { customerIds, next } = await presence.page({ ...key, after }, pageSize, now);
        for (const id of customerIds) found.add(id);
        if (next === undefined) return true;
        after = next;
      }
      return false;
    }),
  );
  return counted.every(Boolean) ? found.size : undefined;
}
