// A walker: somebody on foot in the streets, who rests at places and then walks to the next.
import { along, metresBetween, type Position } from './plane.ts';
import { between, type Random } from './random.ts';
import { positionOf, route } from './routes.ts';
import type { Corner } from './streets.ts';

export interface Walker {
  /** Where the walker is at `now` (epoch milliseconds, never earlier than the last time asked), and how fast. */
  at(now: number): { position: Position; metresPerSecond: number };
}

/** Pace on foot, and the limit of what is believable when time is sped up. */
const paceMetresPerSecond = [1.2, 1.6] as const;
export const fastestMetresPerSecond = 40;
const restMinutes = [3, 12] as const;

/**
 * Starts at `start`, with the corners `ahead` still to walk, after resting until `restUntil`. From then on the walker
 * rests some minutes at the end of each way and asks `nextGoal` where to go. With `speed` 5, a minute of real time holds
 * five minutes of walking and resting.
 */
export function createWalker(options: {
  random: Random;
  speed: number;
  start: Position;
  ahead: Corner[];
  restUntil: number;
  now: number;
  nextGoal: (here: Corner) => Corner;
}): Walker {
  const { random, speed, nextGoal } = options;
  const metresPerSecond = Math.min(fastestMetresPerSecond, between(random, ...paceMetresPerSecond) * speed);
  let position = options.start;
  let ahead = [...options.ahead];
  let restUntil = options.restUntil;
  let reached = options.now;

  return {
    at(now) {
      while (reached < now) {
        if (restUntil > reached) {
          reached = Math.min(now, restUntil);
        } else {
          walkUntil(now);
        }
      }
      return { position, metresPerSecond: restUntil > now ? 0 : metresPerSecond };
    },
  };

  /** One step to the next corner, or as far as time allows. */
  function walkUntil(now: number): void {
    const corner = ahead[0]!;
    const metres = metresBetween(position, positionOf(corner));
    const neededMs = (metres / metresPerSecond) * 1000;
    if (reached + neededMs > now) {
      position = along(position, positionOf(corner), (now - reached) / neededMs);
      reached = now;
      return;
    }
    position = positionOf(corner);
    reached += neededMs;
    ahead.shift();
    if (ahead.length > 0) return;
    restUntil = reached + (between(random, ...restMinutes) * 60_000) / speed;
    const [, ...way] = route(corner, nextGoal(corner));
    ahead = way;
  }
}
