// Written time: a moment as people of a locale write it, by the clock of a zone.

/** The time of day in the zone, with the date where that is not the date of `now` there: "14.00", "3. jun., 14.00". */
export function writtenTime(at: number, now: number, timeZone: string, locale: string): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const date = day.format(at) === day.format(now) ? {} : ({ day: 'numeric', month: 'short' } as const);
  const style = { timeZone, hour: 'numeric', minute: '2-digit', ...date } as const;
  return new Intl.DateTimeFormat(knownLocale(locale), style).format(at);
}

/** The locale, where it is a well-formed tag (ours may be more than BCP 47 allows), and English where it is not or is unknown. */
function knownLocale(locale: string): string[] {
  try {
    return [...Intl.getCanonicalLocales(locale), 'en'];
  } catch {
    return ['en'];
  }
}
