// The situations visits are detected in, each with as many phones, and how every strategy fares in them.
import { randomFrom } from '../../demo/random.ts';
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { openCatalogue, type World } from '../../shared/core/decide/world.ts';
import { type Activity, aPath } from '../traces/path.ts';
import { type Habits, report } from '../traces/phone.ts';
import { staysOf } from '../traces/stays.ts';
import { aTown, type Town } from '../traces/town.ts';
import { type Detection, type Score, scores, sum } from './score.ts';
import { type Strategy, strategies } from './strategies.ts';

export interface Situation {
  name: string;
  activity: Activity;
  habits: Habits;
}

export const situations: Situation[] = [
  { name: 'on foot, open sky', activity: 'foot', habits: { streets: 'open' } },
  { name: 'on foot, street canyon', activity: 'foot', habits: { streets: 'canyon' } },
  { name: 'by bike', activity: 'bike', habits: { streets: 'both' } },
  { name: 'by car', activity: 'car', habits: { streets: 'both' } },
  { name: 'by bus', activity: 'bus', habits: { streets: 'both' } },
  { name: 'café by the boundary, open sky', activity: 'terrace', habits: { streets: 'open' } },
  { name: 'café by the boundary, canyon', activity: 'terrace', habits: { streets: 'canyon' } },
  { name: 'indoors, next to a store or in it', activity: 'home', habits: { streets: 'both' } },
  { name: '1.7 m stated, 200 m off', activity: 'mixed', habits: { streets: 'both', fault: 'liar' } },
  { name: 'stale fixes, given out again', activity: 'mixed', habits: { streets: 'both', fault: 'stale' } },
  { name: 'gaps', activity: 'mixed', habits: { streets: 'both', fault: 'gaps' } },
  { name: 'batches, minutes or hours late', activity: 'mixed', habits: { streets: 'both', fault: 'late' } },
  { name: 'reduced accuracy, 1 to 20 km', activity: 'mixed', habits: { streets: 'both', fault: 'reduced' } },
  { name: 'no accuracy stated', activity: 'mixed', habits: { streets: 'both', fault: 'no-accuracy' } },
];

/** The names of the strategies, in the order of every row's scores. */
export const everybody = ['plain radius', 'radius + cooldown 1 h', 'radius + accuracy buffer', 'Ravn'];

/** Saturday 2026-05-30, 08:00 in Copenhagen. */
const startsAt = Date.UTC(2026, 4, 30, 6);
const hoursPerPhone = 4;

export interface Row {
  situation: string;
  /** One for each strategy, in their order. */
  scores: Score[];
  reports: number;
  fixes: number;
  within: number;
}

/** Lets so many phones live through a situation for four hours each. The same seed gives the same row. */
export function measure(situation: Situation, phones: number, seed: string): Row {
  const town = aTown(randomFrom(seed, 'town'));
  const world = worldOf(town);
  const contenders = strategies(world);
  const row: Row = { situation: situation.name, scores: [], reports: 0, fixes: 0, within: 0 };
  const perPhone = Array.from({ length: phones }, (_, n) => {
    const random = randomFrom(seed, situation.name, n);
    const path = aPath(random, town, situation.activity, hoursPerPhone);
    const { arrivals, fixes, within } = report(random, path, startsAt, situation.habits);
    row.reports += arrivals.length;
    row.fixes += fixes;
    row.within += within;
    const detections = contenders.map((strategy) => detect(strategy, arrivals));
    return scores(staysOf(world.catalogue.index, path, startsAt), detections, hoursPerPhone);
  });
  row.scores = contenders.map((_, n) => sum(perPhone.map((one) => one[n]!)));
  return row;
}

function worldOf({ geofences }: Town): World {
  return { catalogue: openCatalogue(compileCatalogue({ geofences, offers: [] }, 1)) };
}

function detect(strategy: Strategy, arrivals: ReturnType<typeof report>['arrivals']): Detection[] {
  const follow = strategy.follow();
  return arrivals.flatMap(({ report: one, now }, arrival) =>
    follow(one, now).map((geofenceId) => ({ geofenceId, now, arrival })),
  );
}
