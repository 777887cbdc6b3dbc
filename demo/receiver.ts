// A phone's receiver: turns where somebody is into what a phone would say, with errors like those of phones in a town.
import { moved, type Position } from './plane.ts';
import { between, normal, type Random } from './random.ts';

export interface Fix {
  at: number;
  lng: number;
  lat: number;
  accuracyMetres: number;
  speedMetresPerSecond: number;
}

/**
 * `honest`: errs as it says. `liar`: says 4 m while a street off. `jumping`: now and then is in another town.
 * `mocked`: an app sets the position, and the operating system says so.
 */
export type Temperament = 'honest' | 'liar' | 'jumping' | 'mocked';

export interface Receiver {
  fix(truth: { position: Position; metresPerSecond: number }, now: number): Fix;
}

/** Accuracy on a phone is the radius that holds 68 %: 1.51 standard deviations of each axis (the Rayleigh distribution). */
const sigmas = 1.51;
/** Errors wander rather than jump: after this long a fix knows little of the one before. */
const errorMemoryMs = 20_000;
/** Between tall houses a fix is off by a block, for some seconds, about every five minutes. */
const canyonShare = 1 / 300;
const canyonMs = [3000, 8000] as const;
const jumpShare = 1 / 40;

export function createReceiver(random: Random, temperament: Temperament): Receiver {
  const usualAccuracy = between(random, 5, 20);
  let accuracy = usualAccuracy;
  let [east, north] = [normal(random), normal(random)];
  let canyonUntil = 0;
  let canyonAccuracy = 0;
  let last = 0;

  return {
    fix({ position, metresPerSecond }, now) {
      const memory = Math.exp(-(now - last) / errorMemoryMs);
      last = now;
      east = memory * east + Math.sqrt(1 - memory ** 2) * normal(random);
      north = memory * north + Math.sqrt(1 - memory ** 2) * normal(random);
      accuracy = Math.min(30, Math.max(5, usualAccuracy * between(random, 0.8, 1.5)));
      if (now > canyonUntil && random() < canyonShare) {
        canyonUntil = now + between(random, ...canyonMs);
        canyonAccuracy = between(random, 60, 180);
      }
      if (now < canyonUntil) accuracy = canyonAccuracy;
      const off = temperament === 'liar' ? between(random, 80, 200) : accuracy / sigmas;
      const jump = temperament === 'jumping' && random() < jumpShare ? 30_000 : 0;
      const [lng, lat] = moved(position, east * off, north * off + jump);
      return {
        at: now,
        lng: round(lng, 6),
        lat: round(lat, 6),
        accuracyMetres: temperament === 'liar' ? 4 : round(accuracy, 1),
        speedMetresPerSecond: round(Math.max(0, metresPerSecond + normal(random) * 0.3), 1),
      };
    },
  };
}

/** Six decimals of a degree are 11 cm, which is what phones give. */
function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
