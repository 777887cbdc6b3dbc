// What a phone reports of a path, and when it arrives: errors, liars, stale fixes, gaps, batches, reduced and missing accuracy.
import { between, normal, type Random } from '../../demo/random.ts';
import type { Fix, PositionReport } from '../../shared/model/signal.ts';
import { phoneErrors, type Sky } from './errors.ts';
import { type Sample, sampleSeconds } from './path.ts';
import { around, type Place, position } from './town.ts';

/** A report, and when it reaches the server. */
export interface Arrival {
  report: PositionReport;
  now: number;
}

export interface Habits {
  /** Under what sky the streets lie; below a roof it is always `roof`. */
  streets: 'open' | 'canyon' | 'both';
  /** What else is wrong with this phone. */
  fault?: 'liar' | 'stale' | 'gaps' | 'late' | 'reduced' | 'no-accuracy';
}

export interface Reported {
  arrivals: Arrival[];
  /** How many of the fixes lie within the accuracy they state: 68 % if it were true. */
  fixes: number;
  within: number;
}

/** One fix every 30 s, give or take five. */
const everySeconds = 30;

/** The reports of one phone along a path, in the order of arrival. `previous` is the phone's own last fix. */
export function report(random: Random, path: Sample[], startsAt: number, { streets, fault }: Habits): Reported {
  const see = phoneErrors(random);
  const disturb = disturbance(random, fault);
  const taken: Fix[] = [];
  const reports: PositionReport[] = [];
  let [fixes, within, before] = [0, 0, 0];
  let canyon = random() < 0.5;

  for (let seconds = 0; ; seconds += disturb.nextAfter(everySeconds + between(random, -5, 5))) {
    const sample = path[Math.floor(seconds / sampleSeconds)];
    if (!sample) break;
    // Now and then she turns into another kind of street.
    if (random() < 0.05) canyon = !canyon;
    const sky: Sky = sample.roof ? 'roof' : streets === 'both' ? (canyon ? 'canyon' : 'open') : streets;
    const seen = see(sample.at, sky, seconds - before);
    before = seconds;
    const { at: place, accuracyMetres } = disturb.fix(seen.at, seen.accuracyMetres, sample.at);
    const [lng, lat] = position(place);
    // Satellites give a speed of their own, good to some decimetres; Wi-Fi gives none.
    const speed = Math.max(0, sample.metresPerSecond + 0.3 * normal(random));
    const at = startsAt + Math.round(seconds * 1000);
    const speedMetresPerSecond = sky !== 'roof' && fault !== 'reduced' && random() < 0.7 ? speed : undefined;
    const fix: Fix = disturb.cached(taken, { at, lng, lat, accuracyMetres, speedMetresPerSecond });
    fixes++;
    const off = Math.hypot(place[0] - sample.at[0], place[1] - sample.at[1]);
    if (accuracyMetres === undefined || off <= accuracyMetres) within++;
    reports.push({ id: `r${fixes}`, ...fix, previous: taken.at(-1) });
    taken.push(fix);
  }
  return { arrivals: deliver(random, reports, fault), fixes, within };
}

function disturbance(random: Random, fault: Habits['fault']) {
  let lies = 0;
  let lie: Place = [0, 0];
  return {
    nextAfter(seconds: number): number {
      // An hour has some three fixes when Precise Location is off (Core Location, reduced accuracy).
      if (fault === 'reduced') return between(random, 600, 1800);
      // Out of coverage, or put to sleep by the battery saver: ten minutes in the mean.
      if (fault === 'gaps' && random() < 0.08) return seconds - 600 * Math.log(1 - random());
      return seconds;
    },
    fix(seen: Place, accuracyMetres: number | undefined, truth: Place): { at: Place; accuracyMetres?: number } {
      if (fault === 'no-accuracy') return { at: seen };
      if (fault === 'reduced') {
        // 1 to 20 km, and the place is anywhere in it.
        const reach = between(random, 1000, 20_000);
        return { at: around(random, truth, reach * Math.sqrt(random())), accuracyMetres: reach };
      }
      if (fault === 'liar') {
        // 200 m off and sure to 1.7 m, more than once an hour: one fix as a rule, one in six goes on for three to five.
        if (lies === 0 && random() < 0.012) {
          const length = random();
          lies = length < 0.6 ? 1 : length < 0.85 ? 2 : Math.floor(between(random, 3, 6));
          lie = around(random, [0, 0], between(random, 150, 250));
        }
        if (lies > 0) {
          lies--;
          return { at: [truth[0] + lie[0] + normal(random), truth[1] + lie[1] + normal(random)], accuracyMetres: 1.7 };
        }
      }
      return { at: seen, accuracyMetres };
    },
    /** The operating system's last known place, two to thirty minutes old, given out as if it were new. */
    cached(taken: Fix[], fix: Fix): Fix {
      if (fault !== 'stale' || random() > 0.02) return fix;
      const old = taken.at(-Math.floor(between(random, 4, 60)));
      return old ? { ...old, at: fix.at, speedMetresPerSecond: undefined } : fix;
    },
  };
}

/** A second on the way; or again, minutes later, as it was; or in batches, four minutes or hours late. */
function deliver(random: Random, reports: PositionReport[], fault: Habits['fault']): Arrival[] {
  if (fault === 'late') return inBatches(random, reports);
  const arrivals = reports.map((one) => ({ report: one, now: one.at + 1000 }));
  if (fault !== 'stale') return arrivals;
  const again = arrivals
    .filter(() => random() < 0.03)
    .map(({ report: one, now }) => ({ report: one, now: now + Math.round(between(random, 20, 1800)) * 1000 }));
  return [...arrivals, ...again].sort((a, b) => a.now - b.now);
}

function inBatches(random: Random, reports: PositionReport[]): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let first = 0; first < reports.length; ) {
    // Most batches hold four minutes; two in a hundred, nearly half of the time, one to four hours.
    const length = random() < 0.98 ? 8 : Math.floor(between(random, 120, 480));
    const batch = reports.slice(first, first + length);
    const now = batch.at(-1)!.at + 1000;
    arrivals.push(...batch.map((one) => ({ report: one, now })));
    first += length;
  }
  return arrivals;
}
