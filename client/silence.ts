// Silence: whether a fix changes nothing by what the server promised, and which regions a phone should watch meanwhile.
import type { Fix, ReportPositionsAnswer } from './api.ts';

export type Region = NonNullable<ReportPositionsAnswer['regions']>[number];

/** The last reported fix, and what was promised for it: within so many metres and before so many seconds nothing changes. */
export interface Promised {
  fix: Fix;
  next: ReportPositionsAnswer['next'];
}

export function isSilent({ fix, next }: Promised, other: Fix): boolean {
  return other.at < endOf({ fix, next }) && metresBetween(fix, other) <= next.withinMetres;
}

/** From here on a fix is wanted wherever the phone is, epoch milliseconds. */
export const endOf = ({ fix, next }: Promised): number => fix.at + next.beforeSeconds * 1000;

/** The mean radius of the earth (IUGG). The server's promise allows for phones that measure on a sphere. */
const earthMetres = 6_371_009;

type Place = Pick<Fix, 'lng' | 'lat'>;

/** Great-circle distance by the haversine formula. */
export function metresBetween(from: Place, to: Place): number {
  const radians = Math.PI / 180;
  const squared =
    Math.sin(((to.lat - from.lat) * radians) / 2) ** 2 +
    Math.cos(from.lat * radians) * Math.cos(to.lat * radians) * Math.sin(((to.lng - from.lng) * radians) / 2) ** 2;
  return 2 * earthMetres * Math.asin(Math.min(1, Math.sqrt(squared)));
}

/** A new catalogue reaches every phone within this (the server's `maxSilenceSeconds`). */
const regionsAgeMs = 900_000;

/** Nearer than this regions are not asked for again: a mall would have a phone ask at every step. */
const leastReachMetres = 200;

/**
 * Whether to ask for the nearest regions: at first, when those that are known may be out of date, and half-way to the
 * farthest of them. (All geofences nearer than that one are known, and half of the way is left to ask in.)
 */
export function regionsDue(known: { fix: Fix; regions: readonly Region[] } | undefined, fix: Fix): boolean {
  if (!known || fix.at - known.fix.at >= regionsAgeMs) return true;
  if (known.regions.length === 0) return false;
  const reaches = known.regions.map(
    ({ center: [lng, lat], radiusMetres }) => metresBetween(known.fix, { lng, lat }) - radiusMetres,
  );
  return metresBetween(known.fix, fix) > Math.max(leastReachMetres, ...reaches) / 2;
}

/**
 * A fix as the API takes it, or undefined where there is no position in it: iOS says with a negative accuracy that
 * coordinates or speed are invalid, and gives fractions of milliseconds.
 */
export function usableFix({ at, lng, lat, accuracyMetres, speedMetresPerSecond }: Fix): Fix | undefined {
  const isPlace = Math.abs(lng) <= 180 && Math.abs(lat) <= 90 && Number.isFinite(at) && at >= 0 && at < 1e13;
  if (!isPlace || (accuracyMetres != null && accuracyMetres < 0)) return undefined;
  return {
    at: Math.floor(at),
    lng,
    lat,
    ...(isWithin(accuracyMetres, 10_000_000) && { accuracyMetres }),
    ...(isWithin(speedMetresPerSecond, 10_000) && { speedMetresPerSecond }),
  };
}

/** Browsers say `null` for what is not known. */
const isWithin = (value: number | null | undefined, most: number) => value != null && value >= 0 && value <= most;
