// The city: its stores with opening hours that suit the moment, and its offers, as one catalogue to publish.
import { clock, daily, minuteOfDay, type WeeklyWindow } from './hours.ts';
import { type Offer, offers } from './offers.ts';
import { between, randomFrom } from './random.ts';
import { type Place, places, type Shape } from './stores.ts';

export const timeZone = 'Europe/Copenhagen';

interface Geofence {
  id: string;
  name: string;
  kind: Place['kind'];
  shape: Shape;
  timeZone: string;
  tags?: string[];
  openingHours?: WeeklyWindow[];
}

export interface City {
  catalogue: { geofences: Geofence[]; offers: Offer[] };
  /** The stores whose doors are open when the demo starts. */
  openNow: Set<string>;
  /** The local hour the opening hours were laid round, `03:00`. */
  hoursRound: string;
  /** When the offer with hours begins, local time. */
  bunsFrom: string;
}

/** One store in so many is closed at the start, so that `outside-hours` is seen. */
const closedShare = 1 / 8;
/** Before this many milliseconds the offer with hours does not begin: customers should be in the stores by then. */
const bunsNotBeforeMs = 20_000;

/**
 * The city of a seed at a moment. Opening hours are not real: they are laid round the present local hour, most stores
 * open since some hours and for some more, a few closed, because a demo at midnight should show a town at noon.
 */
export function city(seed: number, now: number): City {
  const random = randomFrom(seed, 'hours');
  const localMinute = minuteOfDay(timeZone, now);
  const hour = localMinute - (localMinute % 60);
  const midnight = Math.floor(now / 60_000) * 60_000 - localMinute * 60_000;
  const bunsFromMinute = localMinute + Math.ceil(((now % 60_000) + bunsNotBeforeMs) / 60_000);

  const openNow = new Set<string>();
  const geofences = places.map((place): Geofence => {
    const tags = [place.category, place.quarter].filter((tag) => tag !== undefined);
    const { id, name, kind, shape } = place;
    if (kind !== 'store') return { id, name, kind, shape, timeZone, tags };
    const closed = random() < closedShare;
    if (!closed) openNow.add(id);
    const [opened, closes] = [
      hour - 60 * Math.round(between(random, 2, 5)),
      hour + 60 * Math.round(between(random, 6, 9)),
    ];
    const openingHours = closed ? daily(hour + 4 * 60, hour + 10 * 60) : daily(opened, closes);
    return { id, name, kind, shape, timeZone, tags, openingHours };
  });
  return {
    catalogue: { geofences, offers: offers(midnight, bunsFromMinute) },
    openNow,
    hoursRound: clock(hour),
    bunsFrom: clock(bunsFromMinute),
  };
}
