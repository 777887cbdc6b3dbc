// A rainy afternoon: the sky over the town as it clouds over, pours, drizzles and clears, told as a radar would tell it.
import { inTime, type Moment } from './course.ts';

interface Line extends Moment {
  temperatureC: number;
  millimetresPerHour: number;
  windMps: number;
  kind: 'clear' | 'cloud' | 'rain';
  /** MET Norway's `symbol_code`. */
  symbol: string;
  says: string;
}

const line = (
  minute: number,
  [temperatureC, millimetresPerHour, windMps]: [number, number, number],
  [kind, symbol, says]: [Line['kind'], string, string],
): Line => ({ minute, temperatureC, millimetresPerHour, windMps, kind, symbol, says });

const course: Line[] = [
  line(0, [9.4, 0, 4.2], ['cloud', 'partlycloudy_day', 'a dry afternoon, 9 degrees']),
  line(25, [8.9, 0, 6.8], ['cloud', 'cloudy', 'it clouds over']),
  line(45, [7.6, 0.8, 8.9], ['rain', 'lightrain', 'it begins to rain']),
  line(60, [6.9, 4.6, 11.3], ['rain', 'heavyrain', 'it pours']),
  line(100, [6.7, 1.9, 9.7], ['rain', 'rain', 'it goes on raining']),
  line(150, [7.1, 0.3, 7.2], ['rain', 'lightrainshowers_day', 'it drizzles']),
  line(190, [7.8, 0, 5.1], ['cloud', 'cloudy', 'the rain is over']),
  line(230, [7.4, 0, 3.8], ['clear', 'fair_day', 'it clears']),
];

/** The sky so many minutes into the afternoon; before it and after it as at its ends. */
export function sky(minute: number): Line {
  return course.findLast((one) => one.minute <= minute) ?? course[0]!;
}

/** A radar's word holds until its next one; this long at most, seconds. */
const lifetime = 15 * 60;

/** An event on the bus as somebody else puts it there. */
export interface OutsideEvent {
  source: string;
  'detail-type': string;
  detail: Record<string, unknown>;
  /** What the event is about, as ARNs: rules choose events of AWS services by it. */
  resources?: string[];
}

/** Plays the afternoon over these places ([longitude, latitude]), until its end or `signal`. */
export async function playAfternoon(options: {
  places: [number, number][];
  putEvent: (event: OutsideEvent) => void;
  tell: (says: string) => void;
  signal: AbortSignal;
  secondMs?: number;
}): Promise<void> {
  const { places, putEvent, tell } = options;
  for await (const { says, kind, temperatureC, millimetresPerHour, windMps } of inTime(course, options)) {
    tell(says);
    const at = Date.now();
    const weather = { temperatureC, precipitationMmPerHour: millimetresPerHour, kind, windMps, isDaylight: true };
    for (const [lng, lat] of places) {
      const observation = { observedAt: at, lifetime, ...weather };
      const detail = { schemaVersion: 1, at, lng, lat, observation };
      putEvent({ source: 'demo.radar', 'detail-type': 'WeatherChanged', detail });
    }
  }
}

/** One place in each hundredth of a degree is enough: weather is told for 11 km around. */
export function fewPlaces(all: [number, number][]): [number, number][] {
  return [...new Map(all.map((place) => [place.map((degrees) => degrees.toFixed(2)).join(), place])).values()];
}
