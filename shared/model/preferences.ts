// Preferences: what a customer says about herself. Soft data, declared rather than inferred.
import * as z from 'zod';
import { label } from './identifier.ts';
import { storedObject } from './stored.ts';
import { dailyHours } from './weekly-hours.ts';

/** `PUT /v1/preferences`: the whole of it, replacing what was said before. */
export const preferences = z.strictObject({
  /** Categories she would like to hear about. */
  interests: z.array(label).max(30).default([]),
  /** Categories she does not want to hear about. */
  mutedCategories: z.array(label).max(30).default([]),
  /** Hours in which she wants to be left alone, beside those of the offers. */
  quietHours: dailyHours.optional(),
});
export type Preferences = z.infer<typeof preferences>;

/** As the customer's item keeps it. */
export const storedPreferences = storedObject(preferences.shape);
