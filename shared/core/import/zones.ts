// Zones: which time zone holds a point, and which zones a country has.
import tzlookup from '@photostructure/tz-lookup';

/** The IANA zone at a point. Right at land borders to about a kilometre; more than 12 nautical miles off a coast it is `Etc/GMT±n`. */
export function zoneAt(lng: number, lat: number): string {
  return tzlookup(lat, wrapLongitude(lng));
}

/** A longitude in [-180, 180). */
export function wrapLongitude(lng: number): number {
  return lng >= -180 && lng <= 180 ? lng : ((((lng + 180) % 360) + 360) % 360) - 180;
}

/** One name for zones that are the same under two names (Asia/Kolkata, Asia/Calcutta). */
export function canonicalZone(name: string): string {
  let canonical = canonicalZones.get(name);
  if (canonical === undefined) {
    canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    canonicalZones.set(name, canonical);
  }
  return canonical;
}
const canonicalZones = new Map<string, string>();

/** The canonical zones of a country, given as `DK`, `Denmark` or `Danmark`; nothing where the country is not understood. */
export function zonesOfCountry(country: string): ReadonlySet<string> | undefined {
  const key = country.trim().toLowerCase();
  if (zonesOfCountries.has(key)) return zonesOfCountries.get(key);
  const zones = timeZonesOf(/^[a-z]{2}$/.test(key) && key !== 'uk' ? key.toUpperCase() : codeOf(key));
  const answer = zones.length > 0 ? new Set(zones.map(canonicalZone)) : undefined;
  if (zonesOfCountries.size < 1000) zonesOfCountries.set(key, answer);
  return answer;
}
const zonesOfCountries = new Map<string, ReadonlySet<string> | undefined>();

/** Languages in which a store list may name a country. */
const languages = ['en', 'da', 'sv', 'nb', 'de', 'nl', 'fr', 'es', 'it', 'pt', 'pl', 'fi'];
let codes: Map<string, string> | undefined;

function codeOf(name: string): string | undefined {
  if (!codes) {
    codes = new Map([
      ['uk', 'GB'],
      ['usa', 'US'],
      ['united states of america', 'US'],
    ]);
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const regions = letters
      .flatMap((first) => letters.map((second) => first + second))
      .filter((code) => timeZonesOf(code).length > 0);
    for (const language of languages) {
      const names = new Intl.DisplayNames(language, { type: 'region' });
      for (const code of regions) codes.set(names.of(code)!.toLowerCase(), code);
    }
  }
  return codes.get(name);
}

function timeZonesOf(code: string | undefined): string[] {
  // The 2024 library does not know the method yet; Node 24 has it (ECMA-402 Intl Locale Info).
  type LocaleInfo = { getTimeZones?: () => string[] | undefined };
  return code ? ((new Intl.Locale('und', { region: code }) as LocaleInfo).getTimeZones?.() ?? []) : [];
}
