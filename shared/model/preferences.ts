// Preferences: what a customer says about herself. Soft data, declared rather than inferred.
import * as z from 'zod';
import { authoredId, label } from './identifier.ts';
import { storedObject } from './stored.ts';
import { dailyHours, weeklyWindow } from './weekly-hours.ts';

/**
 * How much of herself a message may let show, each more than the one before: where she is and when; what she has declared;
 * what she has done. With `context-only` nothing personal is read either, when offers are weighed.
 */
export const personalizationCeiling = z.enum(['context-only', 'interests', 'history']);
export type PersonalizationCeiling = z.infer<typeof personalizationCeiling>;

/** `PUT /v1/preferences`: the whole of it, replacing what was said before. Mutes (`PUT /v1/mutes`) stand beside it. */
export const preferences = z.strictObject({
  /** Categories she would like to hear about. */
  interests: z.array(label).max(30).default([]),
  /** Categories she does not want to hear about. */
  mutedCategories: z.array(label).max(30).default([]),
  /** Stores she likes: what is offered there counts like an offer of her interests. */
  favouriteGeofences: z.array(authoredId).max(30).optional(),
  /** Hours in which she wants to be left alone, beside those of the offers. */
  quietHours: dailyHours.optional(),
  /** When she wants offers, by the clock of her phone: at other times she gets none. Absent: at any time. */
  preferredHours: z.array(weeklyWindow).min(1).max(14).optional(),
  /** Absent: `interests`. What she has done shows only where she has said so. */
  personalization: personalizationCeiling.optional(),
});
export type Preferences = z.infer<typeof preferences>;

/** As the customer's item keeps it. */
export const storedPreferences = storedObject(preferences.shape);
