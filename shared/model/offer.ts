// An offer: what may be sent, where, when, to whom and how often.
import * as z from 'zod';
import { attributeConditions } from './attributes.ts';
import { contextCondition } from './context.ts';
import { authoredId, epochMilliseconds, label, locale } from './identifier.ts';
import { storableNumber } from './number.ts';
import { text } from './text.ts';
import { weatherCondition } from './weather.ts';
import { dailyHours, specialDays, weeklyHours } from './weekly-hours.ts';

/** Lengths that fit a lock screen; title and body together stay far below the 4 KB a push may weigh. */
export const message = z.strictObject({ title: text(120), body: text(400) });

/** The longest window of a cap, and the longest cooldown: 90 days. */
export const maxWindowMinutes = 90 * 24 * 60;

/** At most `limit` sends within any rolling window of `windowMinutes`. */
export const cap = z.strictObject({
  per: z.enum(['customer', 'category', 'offer']),
  limit: z.int().min(1).max(64),
  windowMinutes: z.int().min(1).max(maxWindowMinutes),
});
export type Cap = z.infer<typeof cap>;

/**
 * What brings the offer up. `enter`: coming in, or the offer coming on while the customer is there. `present`: only
 * that something turned while she was there (its hours began, it began to rain, it came into stock); coming in does not
 * count. `dwellMinutes`: having been
 * there so long without a break.
 */
export const trigger = z.union([
  z.enum(['enter', 'present']),
  z.strictObject({ dwellMinutes: z.int().min(1).max(240) }),
]);

/** For whom it is meant; every condition that is named must hold. Without consent to profiling nobody belongs to an audience. */
export const audience = z
  .strictObject({
    /** One of these is among the interests she has declared. */
    interests: z.array(label).min(1).max(30).optional(),
    /** Her how-many-eth visit to this geofence it is: `{ atMost: 1 }` is a new visitor, `{ atLeast: 2 }` a returning one. */
    visits: z
      .strictObject({ atLeast: z.int().min(1).optional(), atMost: z.int().min(1).optional() })
      .refine(({ atLeast = 1, atMost = atLeast }) => atLeast <= atMost, {
        path: ['atMost'],
        message: 'must not be less than atLeast',
      })
      .optional(),
    /** What a team's own systems say of her. */
    attributes: attributeConditions.optional(),
  })
  .refine(
    ({ interests, visits, attributes }) => (interests ?? visits ?? attributes) !== undefined,
    'name interests, visits or attributes',
  );

/**
 * When nobody is sent anything, unless the offer says otherwise: the hours outside of which US law forbids calls and
 * texts that sell (before 8 a.m. and after 9 p.m. at the called party's location, 47 CFR 64.1200(c)(1)).
 */
export const usualQuietHours = { from: '21:00', until: '08:00' };

const fields = {
  category: label,
  /** Text per locale; `defaultLocale` is what a customer with another language gets. */
  messages: z.record(locale, message).refine((texts) => Object.keys(texts).length > 0, 'at least one locale'),
  defaultLocale: locale,
  /** `open`: the texts let show that they are meant for her. Absent, or `subtle`: they might be sent to anybody. */
  personalization: z.enum(['subtle', 'open']).optional(),
  /** What open texts let show: what she has declared, or what she has done. Absent: `history`. */
  reveals: z.enum(['interests', 'history']).optional(),
  /** Subtle texts, for those who allow less than the open ones let show. Without them they get nothing. */
  subtleMessages: z.record(locale, message).optional(),
  /** Named geofences, and every geofence that carries one of the tags. */
  where: z
    .strictObject({ geofenceIds: z.array(authoredId).max(5000).optional(), tags: z.array(label).max(50).optional() })
    .refine((where) => where.geofenceIds?.length || where.tags?.length, 'name geofenceIds or tags'),
  startsAt: epochMilliseconds,
  endsAt: epochMilliseconds,
  /** Within the dates, only in these hours, local time of the geofence. */
  hours: weeklyHours.optional(),
  /** Dates on which other hours hold than `hours`, or none. */
  specialHours: specialDays.optional(),
  /** By the clock of the geofence and by that of the customer's phone: quiet in either is quiet. */
  quietHours: z.union([dailyHours, z.literal('none')]).default(usualQuietHours),
  /** Only in this weather. Where the weather is not known, or no longer, the offer stays silent. */
  weather: weatherCondition.optional(),
  /** Only while all of these hold. What is not known, or no longer, does not: the offer stays silent. */
  context: z.array(contextCondition).min(1).max(10).optional(),
  on: trigger.default('enter'),
  audience: audience.optional(),
  /** A segment whose audience she belongs to as well. */
  segmentId: authoredId.optional(),
  /** What one redemption is worth, and what one send costs, in the same unit (money, points). */
  value: storableNumber.min(0).max(1e6),
  cost: storableNumber.min(0).max(1e6).default(0),
  /** How many sends there may be in all. */
  budgetUnits: z.int().min(1).max(1e9).optional(),
  caps: z
    .array(cap)
    .max(10)
    .default([{ per: 'offer', limit: 1, windowMinutes: 24 * 60 }]),
  /** Not within so many minutes after any send at the same geofence. */
  cooldownMinutes: z.int().min(1).max(maxWindowMinutes).optional(),
  /** This share of its deliveries passes every gate and the claim, and is deliberately not pushed: what they buy anyway is what the push is compared with. */
  holdoutShare: storableNumber.min(0).max(1).default(0),
  /** Below this propensity the offer stays silent. */
  minimumPropensity: storableNumber.min(0).max(1).default(0),
  /**
   * A budget of messages: of the moments in which nothing else stands in its way, it takes the best by propensity, `share` of
   * them. 0.25 is one in four. What is best is asked among its own moments, or among those of all offers that name the same
   * pool and share. It is learnt from all of them; until the first are known, all are taken.
   */
  sendBudget: z.strictObject({ share: storableNumber.gt(0).lt(1), pool: label.optional() }).optional(),
  /**
   * Each delivery carries a code of its own, good once at the till: for so long after the push, or until a moment. In the
   * text it is `{code}`, its end `{codeExpiresAt}`.
   */
  redemption: z
    .strictObject({
      codeValidMinutes: z.int().min(1).max(maxWindowMinutes).optional(),
      validUntil: epochMilliseconds.optional(),
    })
    .refine(
      ({ codeValidMinutes, validUntil }) => (codeValidMinutes === undefined) !== (validUntil === undefined),
      'name codeValidMinutes or validUntil, one of them',
    )
    .optional(),
  /** Where a tap leads: into the app, or to a page. Never a scheme that runs or carries code. */
  deepLink: z
    .url({ protocol: /^(?!javascript$|data$|vbscript$|file$|blob$)[a-z][a-z0-9+.-]*$/ })
    .max(500)
    .optional(),
};

/** What fields of an offer mean for each other. */
const rules: readonly { holds(candidate: Fields): boolean; path: string[]; message: string }[] = [
  {
    holds: ({ startsAt, endsAt }) => startsAt < endsAt,
    path: ['endsAt'],
    message: 'must be after startsAt',
  },
  {
    holds: ({ redemption, endsAt }) => redemption?.validUntil === undefined || redemption.validUntil >= endsAt,
    path: ['redemption', 'validUntil'],
    message: 'must not be before endsAt: the last code would have expired when it is handed out',
  },
  {
    holds: ({ messages, defaultLocale }) => Object.hasOwn(messages, defaultLocale),
    path: ['defaultLocale'],
    message: 'must be one of the locales of messages',
  },
  {
    holds: ({ subtleMessages, defaultLocale }) => !subtleMessages || Object.hasOwn(subtleMessages, defaultLocale),
    path: ['subtleMessages'],
    message: 'must have a text in defaultLocale',
  },
  {
    holds: ({ personalization, reveals, subtleMessages }) =>
      personalization === 'open' || (reveals === undefined && subtleMessages === undefined),
    path: ['personalization'],
    message: 'must be "open" where reveals or subtleMessages are named',
  },
];
type Fields = z.infer<z.ZodObject<typeof fields>>;

function ruled<Shape extends typeof fields>(shape: Shape) {
  return z.strictObject(shape).superRefine((candidate, context) => {
    for (const { holds, path, message } of rules)
      if (!holds(candidate as Fields)) context.addIssue({ code: 'custom', path, message });
  });
}

/** An offer as it is worked on: without its id, and without its state. */
export const offerContent = ruled(fields);
export type OfferContent = z.infer<typeof offerContent>;

export const offer = ruled({
  id: authoredId,
  state: z.enum(['draft', 'live', 'paused']).default('live'),
  ...fields,
});
export type Offer = z.infer<typeof offer>;
