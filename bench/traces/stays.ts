// The truth: who was in which geofence, from when to when. What every strategy is measured by, written without knowing any.
import type { GeofenceIndex } from '../../shared/core/geo/index.ts';
import { type Sample, sampleSeconds } from './path.ts';
import { position } from './town.ts';

/**
 * A **true visit** is a stay of two minutes or more. Two minutes is what a push needs to be of use, and longer than any
 * bus stop, red light or ride through a circle of these sizes.
 * **Passing by** is a shorter stay at more than walking pace: no visit, whoever detects one is wrong.
 * A **brush** is a shorter stay on foot: she was there, so a detection is not false, but too short to blame anybody for missing it.
 */
export type StayKind = 'visit' | 'passing' | 'brush';

export interface Stay {
  geofenceId: string;
  kind: StayKind;
  /** Epoch milliseconds. */
  from: number;
  to: number;
}

const visitSeconds = 120;
/** Stepping out for less than this is no leaving. */
const gapSeconds = 60;
/** Nobody walks faster. */
const walkingMetresPerSecond = 2.5;

export function staysOf(index: GeofenceIndex, path: Sample[], startsAt: number): Stay[] {
  const found: (Stay & { fastest: number })[] = [];
  const latest = new Map<string, Stay & { fastest: number }>();
  let lastPlace: Sample['at'] | undefined;
  let inside: string[] = [];
  path.forEach(({ at, metresPerSecond }, n) => {
    if (at !== lastPlace) inside = index.containing(...position(at));
    lastPlace = at;
    const now = startsAt + n * sampleSeconds * 1000;
    for (const geofenceId of inside) {
      let stay = latest.get(geofenceId);
      if (!stay || now - stay.to > gapSeconds * 1000) {
        stay = { geofenceId, kind: 'visit', from: now, to: now, fastest: 0 };
        latest.set(geofenceId, stay);
        found.push(stay);
      }
      stay.to = now;
      stay.fastest = Math.max(stay.fastest, metresPerSecond);
    }
  });
  return found.map(({ fastest, ...stay }) => ({ ...stay, kind: kindOf((stay.to - stay.from) / 1000, fastest) }));
}

function kindOf(seconds: number, fastest: number): StayKind {
  if (seconds >= visitSeconds) return 'visit';
  return fastest > walkingMetresPerSecond ? 'passing' : 'brush';
}
