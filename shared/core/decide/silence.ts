// Silence: how far a phone may move, and how long, before it need report again.
import type { GeofenceDetails } from '../../model/catalogue.ts';
import { maxOpenVisits } from '../../model/customer.ts';
import type { Fix } from '../../model/signal.ts';
import * as parameters from './parameters.ts';
import type { Catalogue, World } from './world.ts';

/**
 * A fix measured within `withinMetres` of the reported one and before `beforeSeconds` have passed causes no transition under
 * the catalogue answered with, whatever its accuracy and whatever came before it, unless another phone of the customer reports
 * meanwhile. Zero and zero promise nothing: the next fix is wanted.
 */
export interface Silence {
  withinMetres: number;
  beforeSeconds: number;
}

interface Visit {
  geofenceId: string;
  leaseUntil: number;
}

/** Where no position is wanted at all. */
export const unwanted: Silence = { withinMetres: 100_000, beforeSeconds: parameters.maxSilenceSeconds };

/** Nothing farther is promised, however empty the land is: nobody gets there in the time. */
const farthestMetres = parameters.impossibleMetresPerSecond * parameters.maxSilenceSeconds;

/**
 * Phones may measure on a sphere. On the ellipsoid a way is at most 0.45 % longer than on the mean sphere (at the poles, where
 * the radius of curvature is 6,399,594 m against 6,371,009 m).
 */
const sphereShare = 0.995;

/**
 * The promise rests on four things `sense` keeps to: who enters has a fix in the shape; who leaves has one more than
 * `exitMarginMetres` outside; a visit whose lease has been over for `visitGapMs` ends with the next report; and within the
 * buffer of an excluded place none of this happens. So the way to the nearest such line is safe, and so is the way out of a buffer.
 */
export function silenceAt(world: World, openVisits: readonly Visit[], fix: Fix, now: number): Silence {
  const wayOut = wayOutOfExclusion(world.catalogue, fix);
  const wayToLine = wayToNextLine(world.catalogue, openVisits, fix);
  if (wayOut >= wayToLine) return silence(wayOut, parameters.maxSilenceSeconds);
  const secondsOf = ({ leaseUntil }: Visit) => {
    const left = (leaseUntil - now) / 1000;
    const untilLapse = left + parameters.visitGapMs / 1000;
    // An excluded place renews no lease.
    return wayOut > 0 ? untilLapse : Math.min(untilLapse, untilRenewal(left));
  };
  if (openVisits.length === 0) return silence(wayToLine, parameters.maxSilenceSeconds);
  return silence(wayToLine, Math.min(parameters.maxSilenceSeconds, ...openVisits.map(secondsOf)));
}

/** Until a pause ends no position is wanted, however far the phone goes. */
export function silenceUntil(pausedUntil: number, now: number): Silence {
  const seconds = Math.min(parameters.maxSilenceSeconds, (pausedUntil - now) / 1000);
  return { ...unwanted, beforeSeconds: Math.floor(seconds) };
}

function silence(metres: number, seconds: number): Silence {
  const withinMetres = Math.floor(metres * sphereShare);
  const beforeSeconds = Math.floor(seconds);
  return withinMetres > 0 && beforeSeconds > 0
    ? { withinMetres, beforeSeconds }
    : { withinMetres: 0, beforeSeconds: 0 };
}

/**
 * A silent phone must not outlive the lease of its visit, or it would count as gone while it sits there. Where the lease is
 * that short although the phone has just reported, the fix was no evidence: it is tried again, but not in haste.
 */
function untilRenewal(leaseSeconds: number): number {
  return Math.max(parameters.leaseGraceSeconds, leaseSeconds - parameters.leaseGraceSeconds);
}

/** Metres to the edge of the farthest-reaching buffer that holds the fix; 0 outside them all. */
function wayOutOfExclusion(catalogue: Catalogue, { lng, lat }: Fix): number {
  if (!catalogue.hasExclusions) return 0;
  const depths = catalogue
    .exclusionsWithin(lng, lat, parameters.exclusionBufferMetres)
    .map(({ metres }) => parameters.exclusionBufferMetres - metres);
  return Math.max(0, ...depths);
}

/** Metres to the nearest line at which a visit may begin or end; 0 where one may do so here. */
function wayToNextLine(catalogue: Catalogue, openVisits: readonly Visit[], fix: Fix): number {
  const { index, geofence, hasExclusions } = catalogue;
  let way = farthestMetres;
  for (const { geofenceId: id } of openVisits) {
    // A visit whose geofence is gone from the catalogue ends wherever the next fix is.
    if (!geofence(id)) return 0;
    way = Math.min(way, parameters.exitMarginMetres - index.signedDistance(id, fix.lng, fix.lat));
  }
  // Who is in as many geofences as are kept enters no other.
  if (openVisits.length < maxOpenVisits) {
    const isVisited = (id: string) => openVisits.some(({ geofenceId }) => geofenceId === id);
    const skip = (id: string) => isVisited(id) || (hasExclusions && !canBeEntered(catalogue, geofence(id)!));
    // most have no visit, and most catalogues no excluded place: then every geofence counts
    way = index.clearance(fix.lng, fix.lat, way, openVisits.length > 0 || hasExclusions ? skip : undefined);
  }
  return Math.max(0, way);
}

/** Not an excluded place, and not wholly within the buffer of one. */
function canBeEntered(catalogue: Catalogue, { kind, circle }: GeofenceDetails): boolean {
  if (kind === 'exclusion') return false;
  const [lng, lat] = circle.center;
  return catalogue.exclusionsWithin(lng, lat, parameters.exclusionBufferMetres - circle.radiusMetres).length === 0;
}
