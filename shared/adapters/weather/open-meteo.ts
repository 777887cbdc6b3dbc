// Open-Meteo, with a commercial key or self-hosted: its free service is not for commercial use.
import * as z from 'zod';
import type { Reading } from '../../model/forecast.ts';
import { position } from '../../model/geofence.ts';
import type { WeatherAnswer, WeatherProvider } from '../../ports/weather-provider.ts';
import { type Asking, ask, freshForSeconds, notAsDocumented } from './ask.ts';
import { wmoKind } from './wmo-codes.ts';

export const openMeteoUrl = 'https://customer-api.open-meteo.com/v1/';

const fields = 'temperature_2m,precipitation,weather_code,wind_speed_10m,is_day';

/** Local time without an offset, or seconds since 1970 where the answer was asked for so. */
const time = z.union([z.iso.datetime({ local: true, offset: false, precision: -1 }), z.int()]);
const series = z.array(z.number().nullable());
const units = z.object({ temperature_2m: z.string(), precipitation: z.string(), wind_speed_10m: z.string() });

/** What is read of the answer; https://open-meteo.com/en/docs describes all of it. */
const answer = z.object({
  latitude: position.def.items[1],
  longitude: position.def.items[0],
  utc_offset_seconds: z.int().min(-86_400).max(86_400),
  current_units: units.partial().optional(),
  current: z
    .object({
      time,
      interval: z.int().min(1).max(21_600),
      temperature_2m: z.number().nullish(),
      precipitation: z.number().nullish(),
      weather_code: z.int().nullish(),
      wind_speed_10m: z.number().nullish(),
      is_day: z.int().nullish(),
    })
    .optional(),
  hourly_units: units,
  hourly: z.object({
    time: z.array(time).min(1),
    temperature_2m: series,
    precipitation: series,
    weather_code: series,
    wind_speed_10m: series,
    is_day: series.optional(),
  }),
});
type Answer = z.infer<typeof answer>;

/** @param apiKey of the commercial service; a self-hosted one has a `baseUrl` instead. */
export function openMeteo({
  baseUrl = openMeteoUrl,
  apiKey,
  ...asking
}: Asking & { baseUrl?: string; apiKey?: string }): WeatherProvider {
  return {
    name: 'Open-Meteo',
    async forecast([lng, lat], lastModified): Promise<WeatherAnswer> {
      const url = new URL('forecast', baseUrl);
      url.search = new URLSearchParams({
        latitude: String(lat),
        longitude: String(lng),
        current: fields,
        hourly: fields,
        past_hours: '1',
        forecast_hours: '8',
        wind_speed_unit: 'ms',
        timezone: 'UTC',
        ...(apiKey !== undefined && { apikey: apiKey }),
      }).toString();
      const got = await ask(asking, url, lastModified);
      if (got.kind === 'failed') return got;
      const fresh = { freshForSeconds: freshForSeconds(got.headers) };
      if (got.kind === 'not-modified') return { kind: 'unchanged', ...fresh };
      const parsed = answer.safeParse(got.json);
      if (!parsed.success) return notAsDocumented(parsed.error.issues);
      const { longitude, latitude } = parsed.data;
      return {
        kind: 'forecast',
        place: [longitude, latitude],
        readings: [...hourlyReadings(parsed.data), ...currentReading(parsed.data)],
        lastModified: got.headers.get('last-modified') ?? undefined,
        ...fresh,
      };
    },
  };
}

/**
 * The one offset of the answer holds for all of its times, on both sides of a change of the clocks: the series goes on
 * through hours that no clock on the wall shows.
 */
const epochOf = (at: string | number, { utc_offset_seconds: offset }: Answer) =>
  typeof at === 'number' ? at * 1000 : Date.parse(`${at}Z`) - offset * 1000;

function hourlyReadings(data: Answer): Reading[] {
  const { hourly, hourly_units: units } = data;
  return hourly.time.flatMap((at, hour): Reading[] => {
    const temperature = hourly.temperature_2m[hour];
    // what has fallen is stated at the end of its hour
    const amount = hourly.precipitation[hour + 1];
    const wind = hourly.wind_speed_10m[hour];
    const kind = wmoKind(hourly.weather_code[hour] ?? Number.NaN);
    const isDay = hourly.is_day?.[hour] ?? undefined;
    if (temperature == null || amount == null || wind == null || !kind) return [];
    return [
      {
        at: epochOf(at, data),
        seconds: 3600,
        temperature: { value: temperature, unit: units.temperature_2m },
        wind: { value: wind, unit: units.wind_speed_10m },
        precipitation: { value: amount, unit: units.precipitation, overSeconds: 3600 },
        kind,
        ...(isDay !== undefined && { isDaylight: isDay === 1 }),
      },
    ];
  });
}

/** The quarter of an hour that is now, where the answer holds all of it; past that, the hour's reading holds again. */
function currentReading(data: Answer): Reading[] {
  const { current, current_units: { temperature_2m: degrees, precipitation: height, wind_speed_10m: speed } = {} } =
    data;
  const kind = wmoKind(current?.weather_code ?? Number.NaN);
  if (current?.temperature_2m == null || current.precipitation == null || current.wind_speed_10m == null) return [];
  if (!kind || degrees === undefined || height === undefined || speed === undefined) return [];
  return [
    {
      at: epochOf(current.time, data),
      seconds: 2 * current.interval,
      temperature: { value: current.temperature_2m, unit: degrees },
      wind: { value: current.wind_speed_10m, unit: speed },
      precipitation: { value: current.precipitation, unit: height, overSeconds: current.interval },
      kind,
      ...(current.is_day != null && { isDaylight: current.is_day === 1 }),
    },
  ];
}
