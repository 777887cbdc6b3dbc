// Weekly hours: when a geofence is open or an offer is on, in the geofence's own local time. The words are schema.org's.
import * as z from 'zod';

export const dayOfWeek = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
export type DayOfWeek = z.infer<typeof dayOfWeek>;

const opens = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as "09:00", at most "23:59"');
const closes = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a local time such as "17:00", at most "24:00"');

/** `closes` at or before `opens` means the next day: 22:00–02:00 on Friday ends on Saturday; 00:00–00:00 is the whole day. */
export const weeklyWindow = z.strictObject({
  dayOfWeek: z.array(dayOfWeek).min(1).max(7),
  opens,
  closes,
});

/** Absent means always; an empty list means never. */
export const weeklyHours = z.array(weeklyWindow).max(50);
export type WeeklyHours = z.infer<typeof weeklyHours>;
