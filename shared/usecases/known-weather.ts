// The weather a warm function keeps: a cell is looked up again every 15 seconds, or at once where a message needs a newer one.
import type { Catalogue } from '../core/decide/world.ts';
import { cellOfGeofence, weatherOffersAt } from '../core/weather/asked.ts';
import { weatherThere } from '../core/weather/there.ts';
import type { Facts } from '../model/decision.ts';
import type { CellWeather, WeatherThere } from '../model/weather.ts';
import type { Weather } from '../ports/weather.ts';

export interface KnownWeather {
  /** At most 15 seconds old, and no older than the version `atLeast`. */
  of(cell: string, now: number, atLeast?: number): Promise<CellWeather | undefined>;
}

const lookAgainAfterMs = 15_000;

/** Keeps the cells asked for; those that nobody asks for any more are dropped when there are many. */
export function keepWeather(weather: Pick<Weather, 'load'>, most = 5000): KnownWeather {
  const known = new Map<string, { lookedAt: number; found: Promise<CellWeather | undefined> }>();

  return {
    async of(cell, now, atLeast = 0) {
      const kept = known.get(cell);
      if (kept && Math.abs(now - kept.lookedAt) < lookAgainAfterMs) {
        const found = await kept.found;
        if ((found?.version ?? 0) >= atLeast) return found;
      }
      if (known.size >= most) known.clear();
      const found = weather.load(cell);
      known.set(cell, { lookedAt: now, found });
      // A failed look-up is tried again by the next caller.
      found.catch(() => known.delete(cell));
      return found;
    },
  };
}

/** The facts with the weather at the geofences to consider, where an offer asks about it. Nothing is looked up where none does. */
export async function withWeather(
  known: KnownWeather,
  catalogue: Catalogue,
  facts: Facts,
  now: number,
  atLeast?: number,
): Promise<Facts> {
  const asking = facts.consider.filter((geofenceId) => weatherOffersAt(catalogue, geofenceId, now).length > 0);
  if (asking.length === 0) return facts;
  const there = await Promise.all(
    asking.map(async (geofenceId): Promise<[string, WeatherThere][]> => {
      const geofence = catalogue.geofence(geofenceId);
      const there =
        geofence &&
        weatherThere(await known.of(cellOfGeofence(geofence), now, atLeast), catalogue.offersAt(geofenceId), now);
      return there ? [[geofenceId, there]] : [];
    }),
  );
  return { ...facts, weather: Object.fromEntries(there.flat()) };
}
