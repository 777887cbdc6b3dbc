// A signal: something that may change a decision. A position report is the one that comes from a phone.
import * as z from 'zod';
import { clientId, epochMilliseconds } from './identifier.ts';

const longitude = z.number().min(-180).max(180);
const latitude = z.number().min(-90).max(90);
const accuracyMetres = z.number().min(0).max(10_000_000);
const speedMetresPerSecond = z.number().min(0).max(10_000);

/** One fix of a phone: where it was, when, and how sure it is (on Android the 68 % radius). */
export const fix = z.strictObject({
  at: epochMilliseconds,
  lng: longitude,
  lat: latitude,
  accuracyMetres: accuracyMetres.optional(),
  speedMetresPerSecond: speedMetresPerSecond.optional(),
});
export type Fix = z.infer<typeof fix>;

/** A position report. `previous` is the phone's own last fix: nothing about it is kept here. */
export const positionReport = z.strictObject({
  id: clientId,
  ...fix.shape,
  /** The operating system says the position was set by an app. */
  mocked: z.boolean().optional(),
  previous: fix.optional(),
});
export type PositionReport = z.infer<typeof positionReport>;

/** `POST /v1/positions`: 1–50 reports, sorted by `at`, from one device. */
export const positionsRequest = z.strictObject({
  deviceId: clientId.optional(),
  /** Whether to answer with the nearest geofences, for the phone's own monitoring. */
  regions: z.boolean().optional(),
  reports: z
    .array(positionReport)
    .min(1)
    .max(50)
    .refine(
      (reports) => reports.every((report, index) => index === 0 || report.at >= reports[index - 1]!.at),
      'sort the batch by at',
    ),
});

export const signalKind = z.enum(['position', 'crossing', 'dwell', 'weather', 'time', 'context', 'inbox']);
