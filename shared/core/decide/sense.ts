// Sensing: from a position report to facts. Geometry ends here; no offer is looked at, and no coordinate goes on.
import { type Customer, maxOpenVisits, type OpenVisit } from '../../model/customer.ts';
import type { Facts, Transition } from '../../model/decision.ts';
import type { PositionReason } from '../../model/reason.ts';
import type { Fix, PositionReport } from '../../model/signal.ts';
import { probabilityInside } from '../geo/certainty.ts';
import { accuracyOf, evidenceOf, isImpossibleJump } from './evidence.ts';
import * as parameters from './parameters.ts';
import { type Silence, silenceAt, silenceUntil, unwanted } from './silence.ts';
import { applyFacts, entering } from './visits.ts';
import type { World } from './world.ts';

/** Either a reason why nothing changes, or facts to decide on; and always how long the phone may stay silent. */
export type Sensed = { next: Silence } & (
  | { reason: PositionReason; facts?: undefined }
  | { facts: Facts; reason?: undefined }
);

/**
 * Asks the position gates in order; the first that fails is the reason. `previous` in the report is the phone's own last
 * fix, from which jumps and passing by are judged; without it, a stay must be confirmed by a further report.
 */
export function sense(
  world: World,
  customer: Customer,
  report: PositionReport,
  now: number,
  deviceId?: string,
): Sensed {
  const refusal = beforeLooking(customer, report, now);
  if (refusal === 'no-location-consent' || refusal === 'paused') {
    return { reason: refusal, next: refusal === 'paused' ? silenceUntil(customer.pausedUntil!, now) : unwanted };
  }
  const observed = refusal ?? observe(world, customer, report, now);
  if (typeof observed === 'string') {
    return { reason: observed, next: silenceAt(world, customer.openVisits, report, now) };
  }
  const facts = factsOf(world, customer, report, observed, now, deviceId);
  const { openVisits } = applyFacts(customer, facts, world.catalogue.version);
  return { facts, next: silenceAt(world, openVisits, report, now) };
}

/** For how long evidence of being in a geofence holds, milliseconds. */
export const leaseMs = (parameters.maxSilenceSeconds + parameters.leaseGraceSeconds) * 1000;

/** The gates that need no look at the map. */
function beforeLooking(customer: Customer, report: PositionReport, now: number): PositionReason | undefined {
  const last = customer.lastReport;
  if (last?.id === report.id) return 'duplicate';
  if (now - report.at > parameters.staleAfterMs || (last && report.at <= last.at)) return 'stale';
  if (report.at - now > parameters.futureAfterMs) return 'future';
  if (!customer.consents.location?.granted) return 'no-location-consent';
  if (customer.pausedUntil !== undefined && now < customer.pausedUntil) return 'paused';
  return undefined;
}

interface Observed {
  entered: string[];
  exited: OpenVisit[];
  /** Visits this report is fresh evidence of. */
  prolonged: OpenVisit[];
  /** Visits for which a newer catalogue than the one last weighed is in force. */
  news: OpenVisit[];
}

/** Looks at the map: what changed, or why nothing did. */
function observe(world: World, customer: Customer, report: PositionReport, now: number): Observed | PositionReason {
  if (isExcluded(world, report)) return 'excluded-place';
  const visits = customer.openVisits.filter((visit) => now < visit.leaseUntil + parameters.visitGapMs);
  const nearby = look(world, visits, report, now);
  if (accuracyOf(report) > parameters.inaccurateMetres && nearby.blurred) return 'inaccurate';
  if (isImpossibleJump(report)) return 'impossible-jump';
  if (report.mocked) return 'mocked';

  if (!nearby.any && customer.openVisits.length === 0) return 'not-near';
  const lapsed = customer.openVisits.filter((visit) => !visits.includes(visit));
  const observed = {
    entered: nearby.arrived.slice(0, Math.max(0, maxOpenVisits - visits.length)),
    exited: [...nearby.left, ...lapsed],
    prolonged: nearby.stayed.filter((visit) => isDue(visit, now)),
    news: nearby.stayed.filter((visit) => visit.catalogueVersion !== world.catalogue.version),
  };
  const { entered, exited, prolonged, news } = observed;
  if (entered.length + exited.length + prolonged.length + news.length > 0) return observed;
  return nearby.undecided ? 'unconfirmed' : 'no-change';
}

function factsOf(
  { catalogue }: World,
  customer: Customer,
  report: PositionReport,
  observed: Observed,
  now: number,
  deviceId?: string,
): Facts {
  const { entered, exited, prolonged, news } = observed;
  const idsOf = (visits: OpenVisit[]) => visits.map((visit) => visit.geofenceId);
  const transitions: Transition[] = [
    ...exited.map(({ geofenceId, visit }) => ({ kind: 'exit' as const, geofenceId, visit })),
    ...entered.map((geofenceId) => entering(catalogue, customer, geofenceId)),
  ];
  return {
    signal: { kind: 'position', id: report.id, at: report.at },
    deviceId,
    transitions,
    present: [...entered, ...new Set([...idsOf(prolonged), ...idsOf(news)])],
    consider: [...entered, ...idsOf(news)],
    leaseUntil: now + leaseMs,
  };
}

function isExcluded({ catalogue }: World, fix: Fix): boolean {
  return (
    catalogue.hasExclusions && catalogue.exclusionsWithin(fix.lng, fix.lat, parameters.exclusionBufferMetres).length > 0
  );
}

interface Nearby {
  /** Geofences a visit begins in, beyond reasonable doubt. */
  arrived: string[];
  /** Open visits that go on: more likely than not she is still there. */
  stayed: OpenVisit[];
  /** Open visits that have ended, beyond reasonable doubt. */
  left: OpenVisit[];
  /** Another fix may begin or end a visit. */
  undecided: boolean;
  /** Some geofence lies within the fix's error, and is not clearly round it. */
  blurred: boolean;
  /** There is a geofence within reach, or a visit that has not ended. */
  any: boolean;
}

/** Judges every geofence within the reach of the fix's error, and every open visit. */
function look(world: World, visits: OpenVisit[], fix: PositionReport, now: number): Nearby {
  const { index, geofence, hasExclusions } = world.catalogue;
  const accuracy = accuracyOf(fix);
  const exitMargin = Math.max(parameters.exitMarginMetres, accuracy);
  const result: Nearby = {
    arrived: [],
    stayed: [],
    left: [],
    undecided: false,
    blurred: false,
    any: visits.length > 0,
  };
  const near = index.within(fix.lng, fix.lat, 3 * accuracy + exitMargin);
  // most reports come from where nothing is
  if (near.length === 0 && visits.length === 0) return result;
  const evidence = evidenceOf(index, fix, now);

  for (const { id, metres } of near) {
    if (hasExclusions && geofence(id)?.kind === 'exclusion') continue;
    if (visits.some((visit) => visit.geofenceId === id)) continue;
    result.any = true;
    const probability = probabilityInside(index, id, fix.lng, fix.lat, accuracy, metres);
    result.blurred ||= probability > 0 && probability < parameters.enterProbability;
    if (metres <= 0 && evidence.enters(id, probability)) result.arrived.push(id);
    else result.undecided ||= probability > parameters.exitProbability;
  }
  for (const visit of visits) {
    const id = visit.geofenceId;
    // A geofence that is no longer in the catalogue has been left.
    if (!geofence(id)) {
      result.left.push(visit);
      continue;
    }
    const metres = near.find((one) => one.id === id)?.metres;
    const probability = metres === undefined ? 0 : probabilityInside(index, id, fix.lng, fix.lat, accuracy, metres);
    result.blurred ||= probability > 0 && probability < parameters.enterProbability;
    if (probability >= parameters.stayProbability) result.stayed.push(visit);
    if (probability > parameters.exitProbability || (metres !== undefined && metres <= exitMargin)) continue;
    if (evidence.leaves(id)) result.left.push(visit);
    else result.undecided = true;
  }
  return result;
}

/** A visit is written again only past half of its lease: most reports of somebody who sits still cost no write. */
function isDue(visit: OpenVisit, now: number): boolean {
  return visit.leaseUntil - now < leaseMs / 2;
}
