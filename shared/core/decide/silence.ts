// Silence: how far a phone may move, and how long, before it need report again.
import type { Fix } from '../../model/signal.ts';
import * as parameters from './parameters.ts';
import type { World } from './world.ts';

/** A fix within `withinMetres` of the reported one and before `beforeSeconds` causes no transition. */
export interface Silence {
  withinMetres: number;
  beforeSeconds: number;
}

/** Nothing farther than this is promised, however empty the land is. */
const farthestMetres = 50_000;

/**
 * The guarantee rests on how `sense` enters and exits: to enter, the fix itself must lie inside the shape; to exit, it
 * must lie at least the margin outside. So the way to the nearest such line is safe. Inside a geofence without a visit
 * the next fix may confirm one: there is no silence. A silent phone must not outlive the lease of a visit either.
 */
export function silenceAt(
  world: World,
  openVisits: readonly { geofenceId: string; leaseUntil: number }[],
  fix: Fix,
  now: number,
): Silence {
  const withinMetres = Math.floor(excludedFor(world, fix) ?? wayToNextLine(world, openVisits, fix));
  const leaseSeconds = Math.min(
    ...openVisits.map((visit) => (visit.leaseUntil - now) / 1000 - parameters.leaseGraceSeconds),
  );
  return {
    withinMetres,
    beforeSeconds:
      withinMetres < 1
        ? parameters.confirmWithinSeconds
        : Math.floor(Math.min(parameters.maxSilenceSeconds, Math.max(parameters.confirmWithinSeconds, leaseSeconds))),
  };
}

/** Inside an excluded place nothing happens until it is left: the way out, metres. */
function excludedFor(world: World, fix: Fix): number | undefined {
  const depths = world.catalogue.index
    .within(fix.lng, fix.lat, parameters.exclusionBufferMetres)
    .filter(({ id }) => world.catalogue.geofence(id)?.kind === 'exclusion')
    .map(({ metres }) => parameters.exclusionBufferMetres - metres);
  return depths.length > 0 ? Math.max(...depths) : undefined;
}

function wayToNextLine(world: World, openVisits: readonly { geofenceId: string }[], fix: Fix): number {
  const { index, geofence } = world.catalogue;
  const visited = new Set(openVisits.map((visit) => visit.geofenceId).filter((id) => geofence(id)));
  let way = farthestMetres;
  for (const id of visited) {
    way = Math.min(way, Math.max(0, parameters.exitMarginMetres - index.signedDistance(id, fix.lng, fix.lat)));
  }
  for (let count = visited.size + 4; ; count *= 4) {
    const nearest = index.nearest(fix.lng, fix.lat, count);
    for (const { id, metres } of nearest) {
      if (visited.has(id)) continue;
      const line = geofence(id)?.kind === 'exclusion' ? metres - parameters.exclusionBufferMetres : metres;
      way = Math.min(way, Math.max(0, line));
    }
    // Sorted by distance: what comes later is farther, and an exclusion's line is nearer than its shape by the buffer.
    const farther = nearest.at(-1)?.metres ?? farthestMetres;
    if (nearest.length < count || farther - parameters.exclusionBufferMetres >= way) return way;
  }
}
