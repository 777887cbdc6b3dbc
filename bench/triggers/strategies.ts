// Who detects visits: three that others use, and Ravn. Each gets the same reports in the same order of arrival.
import { sense } from '../../shared/core/decide/sense.ts';
import { applyFacts } from '../../shared/core/decide/visits.ts';
import type { World } from '../../shared/core/decide/world.ts';
import { type Customer, newCustomer } from '../../shared/model/customer.ts';
import type { PositionReport } from '../../shared/model/signal.ts';

/** Follows one phone: a report and the server's clock in, the geofences a visit begins in out. */
export type Follow = (report: PositionReport, now: number) => string[];

export interface Strategy {
  name: string;
  follow(): Follow;
}

const hour = 3_600_000;

export function strategies(world: World): Strategy[] {
  return [
    { name: 'plain radius', follow: () => timely(byRadius(world, () => 0)) },
    { name: 'radius + cooldown 1 h', follow: () => timely(withCooldown(byRadius(world, () => 0))) },
    {
      name: 'radius + accuracy buffer',
      follow: () => timely(byRadius(world, (report) => report.accuracyMetres ?? 0)),
    },
    { name: 'Ravn', follow: () => ravn(world) },
  ];
}

/**
 * The others are spared what any server drops: reports more than five minutes old, repeated, or older than one already seen.
 * Otherwise a batch that comes late would be held against the circle.
 */
function timely(follow: Follow): Follow {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (report, now) => {
    if (report.at <= lastAt || now - report.at > 300_000) return [];
    lastAt = report.at;
    return follow(report, now);
  };
}

/** Inside once the fix lies inside by `buffer` metres, outside once it lies outside by as much. Distances are exact. */
function byRadius({ catalogue: { index } }: World, buffer: (report: PositionReport) => number): Follow {
  let inside = new Set<string>();
  return (report) => {
    const metres = buffer(report);
    const near = index.within(report.lng, report.lat, metres);
    const within = new Set(
      near.filter((at) => at.metres <= (inside.has(at.id) ? metres : -metres)).map(({ id }) => id),
    );
    const entered = [...within].filter((id) => !inside.has(id));
    inside = within;
    return entered;
  };
}

function withCooldown(follow: Follow): Follow {
  const last = new Map<string, number>();
  return (report, now) => {
    const entered = follow(report, now).filter((id) => now - (last.get(id) ?? Number.NEGATIVE_INFINITY) >= hour);
    for (const id of entered) last.set(id, now);
    return entered;
  };
}

/** The production code. What it keeps between two reports is the customer's item, which holds no position. */
function ravn(world: World): Follow {
  let customer: Customer | undefined;
  return (report, now) => {
    customer ??= { ...newCustomer('bench'), consents: { location: { granted: true, at: now - hour } } };
    const { facts } = sense(world, customer, report, now);
    if (!facts) return [];
    customer = applyFacts(customer, facts, world.catalogue.version);
    return facts.transitions.filter(({ kind }) => kind === 'enter').map(({ geofenceId }) => geofenceId);
  };
}
