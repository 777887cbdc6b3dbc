// WeatherChanged: what anybody may put on the bus who knows the weather better than the forecast: a radar, a station on a roof.
import * as z from 'zod';
import { epochMilliseconds } from '../shared/model/identifier.ts';
import { observation } from '../shared/model/weather.ts';

/** The detail-type; any source may send it. */
export const weatherChangedType = 'WeatherChanged';

/** The detail. `lng` and `lat` say where it was observed (degrees); it holds for the whole cell round there, some 11 km. */
export const weatherChanged = z.strictObject({
  schemaVersion: z.literal(1),
  at: epochMilliseconds,
  lng: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  observation: z.strictObject(observation.shape),
});
export type WeatherChanged = z.infer<typeof weatherChanged>;
