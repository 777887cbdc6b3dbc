// Where somebody truly was: a path of samples five seconds apart, made of ways and stays.
import { between, pick, type Random } from '../../demo/random.ts';
import { around, type Place, type Store, somewhere, type Town } from './town.ts';

export const sampleSeconds = 5;

export interface Sample {
  at: Place;
  metresPerSecond: number;
  /** Under a roof satellites aren't heard: the phone falls back on Wi-Fi. */
  roof: boolean;
}

export const activities = ['foot', 'bike', 'car', 'bus', 'terrace', 'home', 'mixed'] as const;
export type Activity = (typeof activities)[number];

/** A path of so many hours. Straight ways between places: what matters is how long somebody is in a circle, and how fast. */
export function aPath(random: Random, town: Town, activity: Activity, hours: number): Sample[] {
  const samples: Sample[] = [];
  const length = (hours * 3600) / sampleSeconds;
  let here: Place = somewhere(random);
  while (samples.length < length) {
    const doing = activity === 'mixed' ? pick(random, activities.slice(0, -1)) : activity;
    const target = destination(random, town, doing);
    go(samples, random, here, target.at, doing);
    stay(samples, target);
    here = target.at;
  }
  return samples.slice(0, length);
}

interface Target {
  at: Place;
  seconds: number;
  roof: boolean;
}

const minutes = (random: Random, least: number, most: number) => 60 * between(random, least, most);

function destination(random: Random, { stores }: Town, activity: Activity): Target {
  const store: Store = pick(random, stores);
  switch (activity) {
    // A table outside, 3 to 25 m within the boundary or outside it: nobody sits on the line, and the truth is clear.
    case 'terrace': {
      const side = random() < 0.5 ? -1 : 1;
      const at = around(random, store.at, store.radiusMetres + side * between(random, 3, 25));
      return { at, seconds: minutes(random, 20, 75), roof: false };
    }
    // Living or working next to a store, not in it.
    case 'home': {
      if (random() < 0.4) return shopping(random, store);
      const at = around(random, store.at, store.radiusMetres + between(random, 30, 250));
      return { at, seconds: minutes(random, 30, 120), roof: true };
    }
    // Rides lead past stores more often than to one.
    case 'bike':
    case 'car':
    case 'bus':
      return random() < 0.3 ? shopping(random, store) : elsewhere(random);
    default:
      return random() < 0.5 ? shopping(random, store) : elsewhere(random);
  }
}

function shopping(random: Random, store: Store): Target {
  return { at: around(random, store.at, between(random, 0, 40)), seconds: minutes(random, 3, 30), roof: true };
}

function elsewhere(random: Random): Target {
  return { at: somewhere(random), seconds: minutes(random, 1, 10), roof: random() < 0.5 };
}

/** Cruising speed, and what interrupts it: a stop every so many metres, for so many seconds. */
const travel = {
  foot: { speed: [1.1, 1.6], every: 400, stop: [0, 30] },
  bike: { speed: [4, 6], every: 600, stop: [0, 30] },
  car: { speed: [8, 14], every: 500, stop: [5, 40] },
  bus: { speed: [7, 11], every: 350, stop: [12, 30] },
} as const;

function go(samples: Sample[], random: Random, from: Place, to: Place, activity: Activity): void {
  const { speed, every, stop } =
    travel[activity === 'bike' || activity === 'car' || activity === 'bus' ? activity : 'foot'];
  const metresPerSecond = between(random, speed[0], speed[1]);
  const metres = Math.hypot(to[0] - from[0], to[1] - from[1]);
  let sinceStop = every * random();
  for (let gone = 0; gone < metres; gone += metresPerSecond * sampleSeconds) {
    const share = gone / metres;
    const at: Place = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    samples.push({ at, metresPerSecond, roof: false });
    sinceStop += metresPerSecond * sampleSeconds;
    if (sinceStop < every) continue;
    sinceStop = 0;
    stay(samples, { at, seconds: between(random, stop[0], stop[1]), roof: false });
  }
}

function stay(samples: Sample[], { at, seconds, roof }: Target): void {
  for (let passed = 0; passed < seconds; passed += sampleSeconds) samples.push({ at, metresPerSecond: 0, roof });
}
