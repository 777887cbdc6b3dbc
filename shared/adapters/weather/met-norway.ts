// MET Norway's Locationforecast 2.0, the default: the whole world, free, no key; wants to know who asks, and attribution.
import * as z from 'zod';
import type { Reading } from '../../model/forecast.ts';
import { position } from '../../model/geofence.ts';
import type { WeatherAnswer, WeatherProvider } from '../../ports/weather-provider.ts';
import { type Asking, ask, freshForSeconds, notAsDocumented } from './ask.ts';
import { symbolMeaning } from './met-symbols.ts';

export const metNorwayUrl = 'https://api.met.no/weatherapi/locationforecast/2.0/';

const coming = z
  .object({
    summary: z.object({ symbol_code: z.string() }),
    // of 12 hours the symbol alone is told
    details: z.object({ precipitation_amount: z.number().optional() }).default({}),
  })
  .optional();

/** What is read of the answer; https://api.met.no/doc/ForecastJSON describes all of it. */
const answer = z.object({
  geometry: z.object({ coordinates: z.tuple([position.def.items[0], position.def.items[1]]).rest(z.number()) }),
  properties: z.object({
    meta: z.object({
      units: z.object({ air_temperature: z.string(), precipitation_amount: z.string(), wind_speed: z.string() }),
    }),
    timeseries: z
      .array(
        z.object({
          time: z.iso.datetime(),
          data: z.object({
            instant: z.object({
              details: z.object({ air_temperature: z.number().optional(), wind_speed: z.number().optional() }),
            }),
            next_1_hours: coming,
            next_6_hours: coming,
          }),
        }),
      )
      .min(1),
  }),
});
type Answer = z.infer<typeof answer>;

/** @param baseUrl another place that answers the same, such as a cache of one's own. */
export function metNorway({ baseUrl = metNorwayUrl, ...asking }: Asking & { baseUrl?: string }): WeatherProvider {
  return {
    name: 'MET Norway',
    async forecast([lng, lat], lastModified): Promise<WeatherAnswer> {
      const url = new URL('compact', baseUrl);
      url.search = new URLSearchParams({ lat: String(lat), lon: String(lng) }).toString();
      const got = await ask(asking, url, lastModified);
      if (got.kind === 'failed') return got;
      const fresh = { freshForSeconds: freshForSeconds(got.headers) };
      if (got.kind === 'not-modified') return { kind: 'unchanged', ...fresh };
      const parsed = answer.safeParse(got.json);
      if (!parsed.success) return notAsDocumented(parsed.error.issues);
      const [answerLng, answerLat] = parsed.data.geometry.coordinates;
      return {
        kind: 'forecast',
        place: [answerLng, answerLat],
        readings: readingsOf(parsed.data),
        lastModified: got.headers.get('last-modified') ?? undefined,
        ...fresh,
      };
    },
  };
}

/** The last steps of a forecast say nothing of what is coming, and so are no reading. */
function readingsOf({ properties: { meta, timeseries } }: Answer): Reading[] {
  const { units } = meta;
  return timeseries.flatMap(({ time, data: { instant, next_1_hours: hour, next_6_hours: sixHours } }) => {
    const { air_temperature: temperature, wind_speed: wind } = instant.details;
    const [next, hours] = hour?.details.precipitation_amount === undefined ? [sixHours, 6] : [hour, 1];
    const amount = next?.details.precipitation_amount;
    const meaning = next && symbolMeaning(next.summary.symbol_code);
    if (temperature === undefined || wind === undefined || amount === undefined || !meaning) return [];
    const seconds = hours * 3600;
    return {
      at: Date.parse(time),
      seconds,
      temperature: { value: temperature, unit: units.air_temperature },
      wind: { value: wind, unit: units.wind_speed },
      precipitation: { value: amount, unit: units.precipitation_amount, overSeconds: seconds },
      ...meaning,
    };
  });
}
