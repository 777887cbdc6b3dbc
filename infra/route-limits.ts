// Route limits: how many requests a second the gateway lets through to a route, by who calls it and what a call costs.
import { replaceCatalogue, republishCatalogue } from '../api/catalogue.ts';
import { importGeofences } from '../api/geofences.ts';
import { offersInStore } from '../api/in-store.ts';
import { reportPositions } from '../api/positions.ts';
import { measureReach } from '../api/reach.ts';
import { redeemCode } from '../api/redemptions.ts';
import { reportOffer, reportOffers } from '../api/report.ts';
import { type Route, type RouteKey, routeKey } from '../api/route.ts';
import { routes } from '../api/routes.ts';
import { startSimulation } from '../api/simulations.ts';
import type { Stage } from './stage.ts';

/** A token bucket, as API Gateway has it for each route. It counts all callers together: it knows no other way. */
export interface Limit {
  requestsPerSecond: number;
  burst: number;
}

/** What a route of the class may take, given what the stage allows to any. A stage file may say otherwise, by these names. */
const classes = {
  /** Phones that report: what the stage is for. */
  positions: (stage: Limit) => stage,
  /** What else apps ask for their customer. They report many times for each such call. */
  customers: (stage: Limit) => share(stage, 1 / 2),
  /** Tills and other systems that tell what happened. */
  partners: (stage: Limit) => share(stage, 1 / 4),
  /**
   * Who asks with a code may be guessing. A thousand tills that redeem three a minute each fit; where a million codes are
   * out, one guess in 35 million hits, which takes eight days at this rate.
   */
  codes: () => ({ requestsPerSecond: 50, burst: 100 }),
  /** People at consoles, and what their pages poll. */
  marketers: () => ({ requestsPerSecond: 50, burst: 100 }),
  /** A core for half a second and up to half a minute each: compiling, importing, trying, counting. */
  heavy: () => ({ requestsPerSecond: 5, burst: 20 }),
} satisfies Record<string, (stage: Limit) => Limit>;

type LimitClass = keyof typeof classes;

const share = ({ requestsPerSecond, burst }: Limit, part: number): Limit => ({
  requestsPerSecond: requestsPerSecond * part,
  burst: Math.ceil(burst * part),
});

const ofCallers = { customer: 'customers', partner: 'partners', marketer: 'marketers' } as const;

const exceptions = new Map<RouteKey, LimitClass>(
  Object.entries({
    positions: [reportPositions],
    codes: [redeemCode, offersInStore],
    heavy: [
      replaceCatalogue,
      republishCatalogue,
      importGeofences,
      measureReach,
      startSimulation,
      reportOffer,
      reportOffers,
    ],
  }).flatMap(([name, those]) => those.map((route) => [routeKey(route), name as LimitClass] as const)),
);

/** What a stage may give a limit of its own: classes, and single routes (`POST /v1/purchases`). */
export const limitNames: string[] = [...Object.keys(classes), ...routes.map(routeKey)];

/** What the stage says of the route, or of its class, or else what its class has; never more than the stage's own. */
export function limitOf(route: Route, { limits = {}, ...stage }: Stage['throttle']): Limit {
  const key = routeKey(route);
  const name = exceptions.get(key) ?? ofCallers[route.caller];
  const limit = limits[key] ?? limits[name] ?? classes[name](stage);
  return {
    requestsPerSecond: Math.min(limit.requestsPerSecond, stage.requestsPerSecond),
    burst: Math.min(limit.burst, stage.burst),
  };
}
