// Evidence: what a fix and the phone's own fix before it say together about where the customer is, and how she came there.
import type { Fix, PositionReport } from '../../model/signal.ts';
import { probabilityInside } from '../geo/certainty.ts';
import { distanceMetres, normalLng } from '../geo/geodesic.ts';
import type { GeofenceIndex } from '../geo/index.ts';
import * as parameters from './parameters.ts';

/** The 68 % radius of a fix, metres: what it states; where it states none, or one that no phone achieves, the worst that is common. */
export function accuracyOf({ accuracyMetres }: Fix): number {
  return isCredible(accuracyMetres) ? accuracyMetres : parameters.unknownAccuracyMetres;
}

/** Faster than anything near shops, even if both fixes err towards each other as far as they say. */
export function isImpossibleJump(report: PositionReport): boolean {
  const { previous } = report;
  if (!previous || previous.at >= report.at) return false;
  const reachMetres = parameters.impossibleMetresPerSecond * secondsBetween(previous, report);
  const degrees = Math.abs(report.lat - previous.lat) + Math.abs(normalLng(report.lng - previous.lng));
  return degrees * mostMetresPerDegree > reachMetres && leastMetres(previous, report) > reachMetres;
}
/** A degree on the equator is 111,320 m, one on the meridian at most 111,694 m: no way is longer than one along each. */
const mostMetresPerDegree = 111_700;

export interface Evidence {
  /** Whether a report that lies in a geofence, and is in it with this probability, begins a visit there. */
  enters(id: string, probability: number): boolean;
  /** Whether a report that lies outside beyond doubt ends a visit. */
  leaves(id: string): boolean;
}

/**
 * To begin a visit, a fix that came about on foot is enough: she has moved for certain, no faster than people walk, and the fix
 * says how sure it is. Any other may be an outlier, a cached place or somebody who rides past: the fix before must say the same.
 * To end one, both must always. Without a fix before, nothing begins, and nothing holds up an end.
 */
export function evidenceOf(index: GeofenceIndex, report: PositionReport, now: number): Evidence {
  const previous = usablePrevious(report);
  if (!previous) return { enters: () => false, leaves: () => true };

  const before = (id: string) => probabilityInside(index, id, previous.lng, previous.lat, accuracyOf(previous));
  return {
    enters(id, probability) {
      const metresPerSecond = paceOf(previous, report);
      const rides = metresPerSecond > parameters.walkingMetresPerSecond;
      // Late reports tell of the past: she has gone on since. Who rides will go on.
      const secondsOn = Math.max(0, now - report.at) / 1000 + (rides ? parameters.passingSeconds : 0);
      if (!index.contains(id, ...ahead(previous, report, metresPerSecond * secondsOn))) return false;
      if (!rides && hasMoved(previous, report) && isCredible(report.accuracyMetres)) {
        const soon = ahead(previous, report, metresPerSecond * parameters.walkingOnSeconds);
        const likeliest = Math.max(probability, probabilityInside(index, id, ...soon, accuracyOf(report)));
        if (likeliest >= parameters.enterProbability) return true;
      }
      return together(before(id), probability) >= parameters.agreementProbability;
    },
    leaves(id) {
      const metres = index.signedDistance(id, previous.lng, previous.lat);
      return metres > parameters.exitMarginMetres && before(id) <= parameters.exitProbability;
    },
  };
}

function usablePrevious({ previous, at }: PositionReport): Fix | undefined {
  return previous && previous.at < at && at - previous.at <= parameters.previousFixMaxAgeMs ? previous : undefined;
}

/** How fast she goes, m/s: what satellites measured of it where both fixes state it, otherwise the way between them too. */
function paceOf(previous: Fix, report: Fix): number {
  const { speedMetresPerSecond: now } = report;
  if (secondsBetween(previous, report) > parameters.paceWindowSeconds) return now ?? 0;
  const { speedMetresPerSecond: before } = previous;
  const stated = Math.max(now ?? 0, before ?? 0);
  if (now !== undefined && before !== undefined) return stated;
  return Math.max(stated, likelyMetresPerSecond(previous, report));
}

/** Whether she is somewhere else for certain, and may have come on foot. Over minutes a mean pace says nothing about that. */
function hasMoved(previous: Fix, report: Fix): boolean {
  const onFoot =
    secondsBetween(previous, report) > parameters.paceWindowSeconds ||
    likelyMetresPerSecond(previous, report) <= parameters.walkingMetresPerSecond;
  return onFoot && leastMetres(previous, report) > 0;
}

/** The way between two fixes if both err towards each other as far as they say. */
function leastMetres(from: Fix, to: Fix): number {
  return Math.max(0, distanceMetres(from.lng, from.lat, to.lng, to.lat) - accuracyOf(from) - accuracyOf(to));
}

/** The pace between two fixes, m/s: what their errors alone would make of it is taken off. */
function likelyMetresPerSecond(from: Fix, to: Fix): number {
  const metres = distanceMetres(from.lng, from.lat, to.lng, to.lat);
  const squared = metres ** 2 - accuracyOf(from) ** 2 - accuracyOf(to) ** 2;
  return Math.sqrt(Math.max(0, squared)) / secondsBetween(from, to);
}

function secondsBetween(from: Fix, to: Fix): number {
  return (to.at - from.at) / 1000;
}

/** Where the way from one fix to another leads in so many metres more: some hundreds, over which a degree is as good as straight. */
function ahead(from: Fix, to: Fix, metres: number): [lng: number, lat: number] {
  const way = distanceMetres(from.lng, from.lat, to.lng, to.lat);
  if (way === 0) return [to.lng, to.lat];
  const share = metres / way;
  const lat = to.lat + (to.lat - from.lat) * share;
  return [to.lng + normalLng(to.lng - from.lng) * share, Math.min(90, Math.max(-90, lat))];
}

function isCredible(accuracyMetres: number | undefined): accuracyMetres is number {
  return accuracyMetres !== undefined && accuracyMetres >= parameters.leastCredibleAccuracyMetres;
}

/**
 * Two fixes as one, as if they erred independently: the odds multiply. They don't quite (errors last a minute or more), which is
 * why this is asked only of the last two, and not of a row of fixes that would talk themselves into certainty.
 */
function together(before: number, now: number): number {
  const odds = oddsOf(before) * oddsOf(now);
  return odds / (1 + odds);
}

/** A probability found by 64 samples is not known to be nearer to 0 or 1 than half a sample. */
function oddsOf(probability: number): number {
  const bounded = Math.min(1 - 1 / 128, Math.max(1 / 128, probability));
  return bounded / (1 - bounded);
}
