// The weather of a replay: observations by cell and time, and which of them a decision would have known.
import * as z from 'zod';
import type { Catalogue } from '../../shared/core/decide/world.ts';
import { askedWeather, cellOfGeofence } from '../../shared/core/weather/asked.ts';
import { cellOf } from '../../shared/core/weather/cell.ts';
import { rememberAll } from '../../shared/core/weather/conditions.ts';
import { holds } from '../../shared/core/weather/current.ts';
import { weatherThere } from '../../shared/core/weather/there.ts';
import type { Facts } from '../../shared/model/decision.ts';
import { epochMilliseconds } from '../../shared/model/identifier.ts';
import { type ConditionMemory, type Observation, observation } from '../../shared/model/weather.ts';
import { lastKnown } from './course.ts';

/** An observation, where it was made and when it became known. It holds for the cell of some 11 km round the place. */
export const weatherLine = z.object({
  at: epochMilliseconds,
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  observation,
});
export type WeatherLine = z.infer<typeof weatherLine>;

interface Told {
  at: number;
  told: Observation;
  conditions: Record<string, ConditionMemory>;
}

/** Gives facts the weather at the geofences to consider, as it was known then. Memory: every line; and what is remembered of the conditions of its cell. Lines may come in any order. */
export function openSkies(catalogue: Catalogue, lines: WeatherLine[]): (facts: Facts, now: number) => Facts {
  const byCell = Map.groupBy(lines, ({ lng, lat }) => cellOf([lng, lat]));
  const known = new Map([...byCell].map(([cell, of]) => [cell, inOrder(catalogue, cell, of)]));
  const asking = (geofenceId: string) => catalogue.offersAt(geofenceId).some(({ weather }) => weather !== undefined);

  return (facts, now) => {
    const places = facts.consider.filter(asking);
    if (places.length === 0) return facts;
    const there = places.flatMap((geofenceId) => {
      const geofence = catalogue.geofence(geofenceId);
      const last = geofence && lastHolding(known.get(cellOfGeofence(geofence)) ?? [], now);
      const weather = last && weatherThere({ ...last, forecast: [] }, catalogue.offersAt(geofenceId), now);
      return weather ? [[geofenceId, weather] as const] : [];
    });
    return { ...facts, weather: Object.fromEntries(there) };
  };
}

function inOrder(catalogue: Catalogue, cell: string, lines: WeatherLine[]): Told[] {
  let conditions: Told['conditions'] = {};
  return lines
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, observation: told }) => {
      conditions = rememberAll(askedWeather(catalogue, at).get(cell) ?? new Map(), conditions, told, at).memory;
      return { at, told, conditions };
    });
}

/** The last one that was known at the moment, if it holds then. */
function lastHolding(course: Told[], now: number): Told | undefined {
  const last = lastKnown(course, now);
  return last && holds(last.told, now) ? last : undefined;
}
