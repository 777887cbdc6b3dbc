// Hours: when a geofence is open or an offer is on, in the geofence's own local time. The words are schema.org's.
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

/**
 * A calendar date that is not like the others, as schema.org's specialOpeningHoursSpecification: its own hours, or none
 * at all. What is said of a date stands in place of the weekly windows that would open on it; a window that opened the
 * evening before still runs to its end. Several entries for one date are several windows.
 */
export const specialDay = z
  .strictObject({ date: z.iso.date(), opens: opens.optional(), closes: closes.optional() })
  .refine((day) => (day.opens === undefined) === (day.closes === undefined), {
    path: ['closes'],
    message: 'name opens and closes, or neither for a day that is closed',
  });
export const specialDays = z.array(specialDay).max(200);
export type SpecialDays = z.infer<typeof specialDays>;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as "21:00"');

/** The same hours every day, over midnight where `until` is before `from`. */
export const dailyHours = z
  .strictObject({ from: clockTime, until: clockTime })
  .refine(({ from, until }) => from !== until, { path: ['until'], message: 'must differ from "from"' });
export type DailyHours = z.infer<typeof dailyHours>;
