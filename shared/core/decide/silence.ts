// Silence: how far a phone may move, and how long, before it need report again.
import type { Fix } from '../../model/signal.ts';
import * as parameters from './parameters.ts';
import type { Catalogue, World } from './world.ts';

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
function excludedFor({ catalogue }: World, fix: Fix): number | undefined {
  const depths = catalogue
    .exclusionsWithin(fix.lng, fix.lat, parameters.exclusionBufferMetres)
    .map(({ metres }) => parameters.exclusionBufferMetres - metres);
  return depths.length > 0 ? Math.max(...depths) : undefined;
}

/** The way to the nearest line whose crossing may matter: to enter, to exit, to be excluded. Metres, never negative. */
function wayToNextLine({ catalogue }: World, openVisits: readonly { geofenceId: string }[], fix: Fix): number {
  const { index, geofence } = catalogue;
  const visited = new Set(openVisits.map((visit) => visit.geofenceId).filter((id) => geofence(id)));
  let way = farthestMetres;
  for (const id of visited) {
    way = Math.min(way, parameters.exitMarginMetres - index.signedDistance(id, fix.lng, fix.lat));
  }
  way = Math.min(way, nearestToEnter(catalogue, visited, fix));
  for (const { metres } of catalogue.exclusionsWithin(fix.lng, fix.lat, way + parameters.exclusionBufferMetres)) {
    way = Math.min(way, metres - parameters.exclusionBufferMetres);
  }
  return Math.max(0, way);
}

/** The distance to the nearest geofence that may be entered. More are asked for only where exclusions crowd the first few. */
function nearestToEnter({ index, geofence }: Catalogue, visited: Set<string>, fix: Fix): number {
  for (let count = visited.size + 1; ; count *= 4) {
    const nearest = index.nearest(fix.lng, fix.lat, count);
    const found = nearest.find(({ id }) => !visited.has(id) && geofence(id)?.kind !== 'exclusion');
    if (found) return found.metres;
    if (nearest.length < count) return farthestMetres;
  }
}
