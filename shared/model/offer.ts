// An offer: what may be sent, where, when, to whom and how often.
import * as z from 'zod';
import { authoredId, epochMilliseconds, label, locale } from './identifier.ts';
import { storableNumber } from './number.ts';
import { text } from './text.ts';
import { weeklyHours } from './weekly-hours.ts';

/** Lengths that fit a lock screen; title and body together stay far below the 4 KB a push may weigh. */
export const message = z.strictObject({ title: text(120), body: text(400) });

/** The longest window of a cap: 90 days. */
export const maxWindowMinutes = 90 * 24 * 60;

/** At most `limit` sends within any rolling window of `windowMinutes`. */
export const cap = z.strictObject({
  per: z.enum(['customer', 'category', 'offer']),
  limit: z.int().min(1).max(64),
  windowMinutes: z.int().min(1).max(maxWindowMinutes),
});
export type Cap = z.infer<typeof cap>;

export const offer = z
  .strictObject({
    id: authoredId,
    state: z.enum(['draft', 'live', 'paused']).default('live'),
    category: label,
    /** Text per locale; `defaultLocale` is what a customer with another language gets. */
    messages: z.record(locale, message).refine((texts) => Object.keys(texts).length > 0, 'at least one locale'),
    defaultLocale: locale,
    /** Named geofences, and every geofence that carries one of the tags. */
    where: z
      .strictObject({ geofenceIds: z.array(authoredId).max(5000).optional(), tags: z.array(label).max(50).optional() })
      .refine((where) => where.geofenceIds?.length || where.tags?.length, 'name geofenceIds or tags'),
    startsAt: epochMilliseconds,
    endsAt: epochMilliseconds,
    /** Within the dates, only in these hours, local time of the geofence. */
    hours: weeklyHours.optional(),
    /** What one redemption is worth, and what one send costs, in the same unit (money, points). */
    value: storableNumber.min(0).max(1e6),
    cost: storableNumber.min(0).max(1e6).default(0),
    /** How many sends there may be in all. */
    budgetUnits: z.int().min(1).max(1e9).optional(),
    caps: z
      .array(cap)
      .max(10)
      .default([{ per: 'offer', limit: 1, windowMinutes: 24 * 60 }]),
    /** Below this propensity the offer stays silent. */
    minimumPropensity: storableNumber.min(0).max(1).default(0),
    /** Where a tap leads: into the app, or to a page. Never a scheme that runs or carries code. */
    deepLink: z
      .url({ protocol: /^(?!javascript$|data$|vbscript$|file$|blob$)[a-z][a-z0-9+.-]*$/ })
      .max(500)
      .optional(),
  })
  .refine((candidate) => candidate.startsAt < candidate.endsAt, { path: ['endsAt'], message: 'must be after startsAt' })
  .refine((candidate) => Object.hasOwn(candidate.messages, candidate.defaultLocale), {
    path: ['defaultLocale'],
    message: 'must be one of the locales of messages',
  });
export type Offer = z.infer<typeof offer>;
