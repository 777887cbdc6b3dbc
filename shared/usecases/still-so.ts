// What an offer asks of context and weather, asked once more when its delivery has been claimed: read anew, and strongly.
import { contextMismatch, keyAt } from '../core/context/conditions.ts';
import { cellOfGeofence } from '../core/weather/asked.ts';
import { answerThere, weatherThere } from '../core/weather/there.ts';
import type { GeofenceDetails, VersionedOffer } from '../model/catalogue.ts';
import type { KnownContext } from '../model/context.ts';
import type { OfferReason } from '../model/reason.ts';
import type { ContextStore } from '../ports/context.ts';
import type { Weather } from '../ports/weather.ts';

export interface AskedPorts {
  context: Pick<ContextStore, 'load'>;
  weather: Pick<Weather, 'load'>;
}

/** The reason for which the decision would not choose the offer there any more; nothing where all it asks for still holds. */
export async function noLongerSo(
  ports: AskedPorts,
  offer: VersionedOffer,
  geofence: GeofenceDetails,
  now: number,
): Promise<OfferReason | undefined> {
  const { context, weather } = offer;
  if (context) {
    const keys = [...new Set(context.map((condition) => keyAt(condition, geofence.id)))];
    const found = await Promise.all(keys.map(async (key) => [key, await ports.context.load(key)] as const));
    const known: [string, KnownContext][] = found.flatMap(([key, one]) => (one ? [[key, one]] : []));
    if (contextMismatch(context, geofence.id, Object.fromEntries(known), now)) return 'context-mismatch';
  }
  if (weather) {
    const there = weatherThere(await ports.weather.load(cellOfGeofence(geofence)), [offer], now);
    const answer = answerThere(weather, there, now);
    if (answer !== 'yes') return answer === 'no' ? 'weather-mismatch' : 'weather-unknown';
  }
  return undefined;
}
