// One day of one phone in a town: home, the way to work, lunch near shops, a shopping street, a café by a boundary, home again.
import { distanceMetres, offset } from '../../shared/core/geo/geodesic.ts';
import type { Position } from '../../shared/model/geofence.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import { type Random, seeded } from './random.ts';
import { centre, type Store, type Town } from './town.ts';

export const situations = [
  'at home',
  'at work',
  'commute by bike',
  'commute by bus',
  'commute on foot',
  'lunch near shops',
  'shopping street',
  'café by the boundary',
] as const;
export type Situation = (typeof situations)[number];

export interface Fix extends PositionReport {
  situation: Situation;
}

export const fixEverySeconds = 30;
const fixEveryMs = fixEverySeconds * 1000;
const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Where a phone is, and under which sky. */
interface Stay {
  at: Position;
  sky: keyof typeof errors;
}

/**
 * Errors by sky, deviations in metres an axis. `wander` remembers for so many seconds (a receiver at rest errs like an
 * Ornstein-Uhlenbeck process: Sensors 20(21) 6050, 2020). Open: within 4.9 m (GPS.gov); canyon: 25 % of fixes within 5 m across the
 * street (Wang, Groves and Ziebart, Journal of Navigation 68(3), 2015); roof: Wi-Fi, which states 15 to 65 m. An outlier is 40 to 150 m off.
 */
const errors = {
  open: { wander: 4, seconds: 100, white: 1.5, stated: [4, 10], outlier: 0.001 },
  canyon: { wander: 16, seconds: 60, white: 4, stated: [10, 32], outlier: 0.01 },
  roof: { wander: 18, seconds: 180, white: 6, stated: [15, 50], outlier: 0.01 },
} as const;

/** A day from midnight to midnight, a fix every 30 s. The same seed gives the same day. */
export function aDay(town: Town, seed: number, startsAt: number): Fix[] {
  const random = seeded(seed);
  const between = (least: number, most: number) => least + (most - least) * random();
  const near = (place: Position, metres: number): Position => {
    const angle = between(0, 2 * Math.PI);
    return offset(place[0], place[1], metres * Math.cos(angle), metres * Math.sin(angle));
  };
  const nearest = (place: Position, stores: readonly Store[]) =>
    stores.toSorted((a, b) => metresBetween(place, a.center) - metresBetween(place, b.center));

  const home = near(centre, between(1500, 5000));
  const work = near(centre, between(300, 4000));
  const commute = (['commute by bike', 'commute by bus', 'commute on foot'] as const)[seed % 3]!;
  const metresPerSecond = { 'commute by bike': 5, 'commute by bus': 9, 'commute on foot': 1.4 }[commute];
  const street = town.streets[Math.floor(random() * town.streets.length)]!;
  const phone = phoneFrom(random, startsAt);

  // Who walks to work lives near it.
  const bed = commute === 'commute on foot' ? near(work, between(600, 1800)) : home;
  phone.stay('at home', { at: bed, sky: 'roof' }, startsAt + between(7, 8.5) * 60 * minuteMs);
  const ride = (to: Position) => {
    const stops = commute === 'commute by bus' ? 400 : Number.POSITIVE_INFINITY;
    phone.go(commute, to, metresPerSecond, commute === 'commute on foot' ? 'canyon' : 'open', stops);
  };
  ride(work);
  phone.stay('at work', { at: work, sky: 'roof' }, startsAt + between(11.8, 12.5) * 60 * minuteMs);
  const [lunch] = nearest(near(work, between(50, 400)), town.stores);
  phone.go('lunch near shops', lunch!.center, 1.4, 'canyon');
  phone.stay(
    'lunch near shops',
    { at: near(lunch!.center, 20), sky: 'roof' },
    phone.now() + between(20, 40) * minuteMs,
  );
  phone.go('lunch near shops', work, 1.4, 'canyon');
  phone.stay('at work', { at: work, sky: 'roof' }, startsAt + between(16, 17) * 60 * minuteMs);
  if (random() < 0.5) {
    phone.go('commute on foot', street.from, 1.4, 'canyon');
    const wanted = nearest(street.from, street.stores).filter(() => random() < 0.15);
    for (const store of wanted) {
      phone.go('shopping street', store.center, 1.2, 'canyon');
      phone.stay(
        'shopping street',
        { at: near(store.center, 10), sky: 'roof' },
        phone.now() + between(5, 25) * minuteMs,
      );
    }
    const [cafe] = nearest(phone.here(), town.stores).slice(2);
    const edge = near(cafe!.center, cafe!.radiusMetres + between(-12, 12));
    phone.go('shopping street', edge, 1.2, 'canyon');
    phone.stay('café by the boundary', { at: edge, sky: 'canyon' }, phone.now() + between(30, 60) * minuteMs);
  }
  ride(bed);
  phone.stay('at home', { at: bed, sky: 'roof' }, startsAt + dayMs);
  return phone.fixes;
}

function phoneFrom(random: Random, startsAt: number) {
  const fixes: Fix[] = [];
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let error: [east: number, north: number] = [normal(), normal()];
  let here: Position = [0, 0];
  let now = startsAt;

  function measure(situation: Situation, { at, sky }: Stay) {
    if (now >= startsAt + dayMs) return;
    const { wander, seconds, white, stated, outlier } = errors[sky];
    const kept = Math.exp(-fixEverySeconds / seconds);
    const fresh = Math.sqrt(1 - kept * kept);
    error = [kept * error[0] + fresh * normal(), kept * error[1] + fresh * normal()];
    const off = random() < outlier ? 40 + 110 * random() : 0;
    const angle = 2 * Math.PI * random();
    const [lng, lat] = offset(
      at[0],
      at[1],
      wander * error[0] + white * normal() + off * Math.cos(angle),
      wander * error[1] + white * normal() + off * Math.sin(angle),
    );
    const last = fixes.at(-1);
    const previous = last && { at: last.at, lng: last.lng, lat: last.lat, accuracyMetres: last.accuracyMetres };
    const accuracyMetres = Math.round(stated[0] + (stated[1] - stated[0]) * random());
    fixes.push({ id: `f${fixes.length}`, at: now, lng, lat, accuracyMetres, situation, ...(previous && { previous }) });
    here = at;
    now += fixEveryMs;
  }

  return {
    fixes,
    now: () => now,
    here: () => here,
    stay(situation: Situation, stay: Stay, until: number) {
      do measure(situation, stay);
      while (now < until);
    },
    /** Along the streets: first one axis, then the other. Every `stopMetres` a halt of half a minute. */
    go(
      situation: Situation,
      to: Position,
      metresPerSecond: number,
      sky: Stay['sky'],
      stopMetres = Number.POSITIVE_INFINITY,
    ) {
      for (const corner of [[to[0], here[1]] as Position, to]) {
        const from = here;
        const metres = metresBetween(from, corner);
        let gone = metresPerSecond * fixEverySeconds;
        for (let stop = stopMetres; gone < metres; gone += metresPerSecond * fixEverySeconds) {
          const at: Position = [
            from[0] + ((corner[0] - from[0]) * gone) / metres,
            from[1] + ((corner[1] - from[1]) * gone) / metres,
          ];
          measure(situation, { at, sky });
          if (gone < stop) continue;
          measure(situation, { at, sky });
          stop += stopMetres;
        }
      }
      measure(situation, { at: to, sky });
    },
  };
}

function metresBetween(a: Position, b: Position): number {
  return distanceMetres(a[0], a[1], b[0], b[1]);
}
