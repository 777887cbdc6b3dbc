// Local time: what the clock on the wall shows in a zone, from the offset that the zone has at that moment.

/** Zones change their offset on a quarter of an hour of UTC, all of them since 1972: one look-up holds for 15 minutes. */
const slotMs = 15 * 60_000;

export const minutesPerDay = 24 * 60;

/**
 * What the clock and calendar on the wall show, as minutes since 1970-01-01 00:00 by that same clock: an hour that a
 * change of clocks repeats comes twice, one that it skips never. Throws a RangeError for a name that is no zone.
 */
export function localMinute(zone: string, at: number): number {
  return Math.floor(at / 60_000) + offsetMinutes(zone, at);
}

/** Whether this runtime knows the zone: what is stored was checked by another one, maybe with newer tables. */
export function isKnownZone(zone: string): boolean {
  try {
    return Boolean(clockOf(zone));
  } catch {
    return false;
  }
}

/** How far local time is ahead of UTC, minutes. */
function offsetMinutes(zone: string, at: number): number {
  const { formatter, offsets } = clockOf(zone);
  const slot = Math.floor(at / slotMs);
  const known = offsets.get(slot);
  if (known !== undefined) return known;
  const offset = readOffset(formatter, slot * slotMs);
  // A week of quarters of an hour; a replay over years must not keep them all.
  if (offsets.size > 700) offsets.clear();
  offsets.set(slot, offset);
  return offset;
}

interface Clock {
  formatter: Intl.DateTimeFormat;
  /** Offset by slot. */
  offsets: Map<number, number>;
}

const clocks = new Map<string, Clock>();

function clockOf(zone: string): Clock {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = {
    formatter: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }),
    offsets: new Map<number, number>(),
  };
  clocks.set(zone, clock);
  return clock;
}

/** "GMT+05:45" → 345, "GMT" → 0. */
function readOffset(formatter: Intl.DateTimeFormat, at: number): number {
  const name = formatter.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name) ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
