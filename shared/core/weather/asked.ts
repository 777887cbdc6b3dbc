// Which weather is asked about where: of every cell, the conditions of the offers that are on in it.
import type { GeofenceDetails, VersionedOffer } from '../../model/catalogue.ts';
import type { WeatherCondition } from '../../model/weather.ts';
import type { Catalogue } from '../decide/world.ts';
import { cellOf } from './cell.ts';
import { conditionKey } from './conditions.ts';

/** A forecast that is asked for so long before an offer begins is there when it does. */
const aheadMs = 10 * 60_000;

/** The cell of a geofence: that of the middle of the circle round it. */
export const cellOfGeofence = ({ circle }: GeofenceDetails): string => cellOf(circle.center);

/** The offers of a geofence that ask about the weather and are on, or about to be. */
export function weatherOffersAt(catalogue: Catalogue, geofenceId: string, now: number): VersionedOffer[] {
  return catalogue
    .offersAt(geofenceId)
    .filter(
      ({ weather, state, startsAt, endsAt }) =>
        weather && state === 'live' && now >= startsAt - aheadMs && now < endsAt,
    );
}

/** Every cell in which an offer asks about the weather, with what is asked there, by `conditionKey`. */
export function askedWeather(catalogue: Catalogue, now: number): Map<string, Map<string, WeatherCondition>> {
  const cells = new Map<string, Map<string, WeatherCondition>>();
  for (const geofence of catalogue.geofences()) {
    if (geofence.kind === 'exclusion') continue;
    for (const { weather } of weatherOffersAt(catalogue, geofence.id, now)) {
      const cell = cellOfGeofence(geofence);
      const conditions = cells.get(cell) ?? new Map<string, WeatherCondition>();
      cells.set(cell, conditions);
      conditions.set(conditionKey(weather!), weather!);
    }
  }
  return cells;
}
