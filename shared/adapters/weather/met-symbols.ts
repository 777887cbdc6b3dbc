// MET Norway's weather symbols: every one of the 41, and which kind of weather it is.
import type { WeatherKind } from '../../model/weather.ts';

/** From MET's legend of symbols (metno/weathericons). "lightssleet…" and "lightssnow…" are spelt so, and documented as a slip that stays. */
const kinds: Record<string, WeatherKind> = {
  clearsky: 'clear',
  fair: 'clear',
  partlycloudy: 'cloud',
  cloudy: 'cloud',
  fog: 'fog',
  lightrain: 'rain',
  rain: 'rain',
  heavyrain: 'rain',
  lightrainshowers: 'rain',
  rainshowers: 'rain',
  heavyrainshowers: 'rain',
  lightsleet: 'sleet',
  sleet: 'sleet',
  heavysleet: 'sleet',
  lightsleetshowers: 'sleet',
  sleetshowers: 'sleet',
  heavysleetshowers: 'sleet',
  lightsnow: 'snow',
  snow: 'snow',
  heavysnow: 'snow',
  lightsnowshowers: 'snow',
  snowshowers: 'snow',
  heavysnowshowers: 'snow',
  lightrainandthunder: 'thunder',
  rainandthunder: 'thunder',
  heavyrainandthunder: 'thunder',
  lightrainshowersandthunder: 'thunder',
  rainshowersandthunder: 'thunder',
  heavyrainshowersandthunder: 'thunder',
  lightsleetandthunder: 'thunder',
  sleetandthunder: 'thunder',
  heavysleetandthunder: 'thunder',
  lightssleetshowersandthunder: 'thunder',
  sleetshowersandthunder: 'thunder',
  heavysleetshowersandthunder: 'thunder',
  lightsnowandthunder: 'thunder',
  snowandthunder: 'thunder',
  heavysnowandthunder: 'thunder',
  lightssnowshowersandthunder: 'thunder',
  snowshowersandthunder: 'thunder',
  heavysnowshowersandthunder: 'thunder',
};

/** In the polar twilight the sun stays below the horizon all day. */
const daylight: Record<string, boolean> = { day: true, night: false, polartwilight: false };

/** What a `symbol_code` such as `rainshowers_day` says; nothing for one that MET has never defined. */
export function symbolMeaning(code: string): { kind: WeatherKind; isDaylight?: boolean } | undefined {
  const [name, variant, ...more] = code.split('_');
  const kind = Object.hasOwn(kinds, name!) ? kinds[name!] : undefined;
  if (!kind || more.length > 0 || (variant !== undefined && !Object.hasOwn(daylight, variant))) return undefined;
  return variant === undefined ? { kind } : { kind, isDaylight: daylight[variant] };
}
