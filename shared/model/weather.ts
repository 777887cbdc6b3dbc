// Weather: what is observed at a place, and what an offer may ask of it.
import * as z from 'zod';
import { epochMilliseconds } from './identifier.ts';
import { storableNumber } from './number.ts';
import { storedObject } from './stored.ts';

/** The one word for the weather; where several things happen, the one that disturbs most. */
export const weatherKind = z.enum(['clear', 'cloud', 'rain', 'sleet', 'snow', 'fog', 'thunder']);
export type WeatherKind = z.infer<typeof weatherKind>;

// What has been measured on earth (WMO's archive of extremes), and a little more: beyond it is a fault of the source.
/** Celsius. Measured: −89.2 (Vostok, 1983) to 56.7 (Furnace Creek, 1913). */
const temperatureC = storableNumber.min(-95).max(60);
/** Measured: 305 mm in 42 minutes (Holt, 1947). */
const precipitationMmPerHour = storableNumber.min(0).max(450);
/** Metres per second. Measured: 113 (Barrow Island, 1996). */
const windMps = storableNumber.min(0).max(120);

/** Seconds for which an observation may hold at most. A lifetime that was meant in milliseconds is refused by it. */
const longestLifetime = 24 * 60 * 60;

/** The weather at one place, true from `observedAt` (epoch milliseconds) for `lifetime` seconds; afterwards it is unknown. */
export const observation = storedObject({
  observedAt: epochMilliseconds,
  lifetime: z.int().min(1).max(longestLifetime),
  temperatureC,
  precipitationMmPerHour,
  kind: weatherKind,
  windMps,
  isDaylight: z.boolean(),
});
export type Observation = z.infer<typeof observation>;

const range = (quantity: z.ZodNumber) =>
  z
    .strictObject({ atLeast: quantity.optional(), atMost: quantity.optional() })
    .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, 'name atLeast, atMost or both')
    .refine(({ atLeast, atMost }) => atLeast === undefined || atMost === undefined || atLeast <= atMost, {
      path: ['atMost'],
      message: 'must not be less than atLeast',
    });

/**
 * In which weather an offer is meant: everything that is named must hold. `turnedWithinMinutes`: and only so long after
 * the weather has turned so ("it has just begun to rain"); without it, whenever it is so.
 */
export const weatherCondition = z
  .strictObject({
    kinds: z.array(weatherKind).min(1).max(weatherKind.options.length).optional(),
    temperatureC: range(temperatureC).optional(),
    precipitationMmPerHour: range(precipitationMmPerHour).optional(),
    windMps: range(windMps).optional(),
    isDaylight: z.boolean().optional(),
    turnedWithinMinutes: z
      .int()
      .min(1)
      .max(24 * 60)
      .optional(),
  })
  .refine(
    ({ turnedWithinMinutes: _, ...of }) => Object.values(of).some((value) => value !== undefined),
    'name kinds, temperatureC, precipitationMmPerHour, windMps or isDaylight',
  );
export type WeatherCondition = z.infer<typeof weatherCondition>;

/** The weather at a geofence as a decision knew it: the observation, and which conditions had turned when, by `conditionKey`. */
export const weatherThere = storedObject({
  observation,
  turnedAt: z.record(z.string(), epochMilliseconds).optional(),
});
export type WeatherThere = z.infer<typeof weatherThere>;

/** What is remembered of one condition in one cell, so that a turn is noticed once. */
const conditionMemory = storedObject({
  answer: z.enum(['yes', 'no', 'unknown']),
  /** When it last changed between yes and no. */
  changedAt: epochMilliseconds.optional(),
  /** When the weather last turned from not so to so. */
  turnedAt: epochMilliseconds.optional(),
});
export type ConditionMemory = z.infer<typeof conditionMemory>;

/** The weather of one cell, as stored: what is known of it, when to ask again, and who is still to be told. */
export const cellWeather = storedObject({
  cell: z.string(),
  /** Counts up by one with every write; a message that needs this weather names it. */
  version: z.int().min(1),
  /** The provider's forecast for this hour and the next ones. */
  forecast: z.array(observation),
  /** What a `WeatherChanged` event said last; while it is younger than the forecast's, it is what holds. */
  told: observation.optional(),
  /** The provider's own validator of `forecast`, sent back as `If-Modified-Since`. */
  lastModified: z.string().optional(),
  askAt: epochMilliseconds,
  /** Requests for this cell that failed in a row, and why the last one did. */
  failures: z.int().min(0),
  cause: z.string().optional(),
  /** By `conditionKey`. */
  conditions: z.record(z.string(), conditionMemory),
  /** The conditions that came to hold, and of which those present have not been told yet. */
  owed: z.array(z.string()),
});
export type CellWeather = z.infer<typeof cellWeather>;

/** How the provider as a whole is doing, and what has been asked of it this hour. */
export const providerHealth = storedObject({
  version: z.int().min(1),
  /** The hour, counted from 1970, to which `requests` belongs. */
  hour: z.int(),
  requests: z.int().min(0),
  /** Requests that failed in a row, whatever the cell. */
  failures: z.int().min(0),
  /** Since when no request has been answered well; absent where the last one was. */
  failingSince: epochMilliseconds.optional(),
  /** Nothing is asked before this; then one request tries. */
  openUntil: epochMilliseconds.optional(),
  /** What has been complained of in the log since the last good answer. */
  causes: z.array(z.string()),
});
export type ProviderHealth = z.infer<typeof providerHealth>;
