// Walkers made up: people who come on foot to the geofences of an offer, stay a while and go, for a week. Drawn from a seed.
import type { GeofenceDetails } from '../../model/catalogue.ts';
import type { PositionReport } from '../../model/signal.ts';
import { chance, type Random } from '../decide/chance.ts';
import type { Catalogue } from '../decide/world.ts';
import { isKnownZone, localMinute } from '../time/local-time.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const days = 7;
/** A walk begins and ends so far from the edge. */
const approachMetres = 150;
/** Somebody who shops in town: one to eight errands a week, after seven and before ten. */
const errands = [1, 8] as const;
const waking = [7 * 60, 22 * 60] as const;
/** A stay: half are shorter than the geometric mean, a quarter of an hour. */
const stayMinutes = [3, 75] as const;
const paceMetresPerSecond = [1.1, 1.6] as const;
/** How well phones see in town, and how often a walking one reports; one that lies still, less. */
const accuracyMetres = [6, 25] as const;
const reportSeconds = { walking: 30, staying: 180 };
const metresPerDegreeLat = 111_320;

/**
 * The reports of one walker, in the order of time, as a phone sends them that reports at fixed times. The same seed and
 * number give the same walks. None where no place can be found within the geofences.
 * @param from the first moment there may be, epoch milliseconds.
 */
export function walker(
  catalogue: Catalogue,
  geofenceIds: readonly string[],
  seed: string,
  number: number,
  from: number,
): PositionReport[] {
  const random = chance(seed, number);
  const favourites = Array.from({ length: 3 }, () => pick(random, geofenceIds));
  const walks: PositionReport[][] = [];
  for (let left = Math.round(between(random, ...errands)); left > 0; left--) {
    const geofence = catalogue.geofence(pick(random, favourites));
    const goal = geofence && insideOf(catalogue, geofence, random);
    if (!goal) continue;
    const day = from + Math.floor(random() * days) * dayMs;
    walks.push(walk(random, geofence, goal, atLocal(geofence, day, between(random, ...waking))));
  }
  const inOrder = walks.sort((a, b) => a[0]!.at - b[0]!.at);
  // Who is still out on one errand does not begin the next.
  const one = inOrder.filter((reports, n) => n === 0 || reports[0]!.at > inOrder[n - 1]!.at(-1)!.at);
  return one.flat().map((report, n) => ({ ...report, id: `w${number}-${n}` }));
}

type Place = readonly [lng: number, lat: number];

/** From outside straight to the goal, a stay, and away another way. */
function walk(random: Random, { circle }: GeofenceDetails, goal: Place, startsAt: number): PositionReport[] {
  const reach = 2 * circle.radiusMetres + approachMetres;
  const [start, end] = [around(random, goal, reach), around(random, goal, reach)];
  const walkingMs = (reach / between(random, ...paceMetresPerSecond)) * 1000;
  const stayMs = stayMinutes[0] * minuteMs * (stayMinutes[1] / stayMinutes[0]) ** random();
  const reports: PositionReport[] = [];
  let at = startsAt;
  while (at < startsAt + 2 * walkingMs + stayMs) {
    const gone = at - startsAt;
    const stays = gone >= walkingMs && gone < walkingMs + stayMs;
    const place =
      gone < walkingMs
        ? along(start, goal, gone / walkingMs)
        : stays
          ? goal
          : along(goal, end, (gone - walkingMs - stayMs) / walkingMs);
    reports.push(seen(random, place, Math.round(at)));
    at += between(random, 0.8, 1.2) * 1000 * (stays ? reportSeconds.staying : reportSeconds.walking);
  }
  return reports;
}

/** As a phone measures it: the stated accuracy is the 68 % radius of a normal error. */
function seen(random: Random, [lng, lat]: Place, at: number): PositionReport {
  const accuracy = Math.round(between(random, ...accuracyMetres));
  const off = (accuracy / 1.51) * Math.sqrt(-2 * Math.log(1 - random()));
  const [east, north] = [off * Math.cos(2 * Math.PI * random()), off * Math.sin(2 * Math.PI * random())];
  const [seenLng, seenLat] = moved([lng, lat], east, north);
  return { id: '', at, lng: seenLng, lat: seenLat, accuracyMetres: accuracy };
}

/** A place within the geofence: of twenty drawn in its circle, the first that lies inside. */
function insideOf(catalogue: Catalogue, { id, circle }: GeofenceDetails, random: Random): Place | undefined {
  for (let draw = 0; draw < 20; draw++) {
    const place = around(random, circle.center, circle.radiusMetres * 0.8 * Math.sqrt(random()));
    if (catalogue.index.contains(id, ...place)) return place;
  }
  return undefined;
}

/** The moment of a day at which the clock of the geofence shows so many minutes. On a day that changes clocks, an hour off. */
function atLocal({ timeZone }: GeofenceDetails, day: number, minuteOfDay: number): number {
  const midnight = Math.floor(day / dayMs) * dayMs;
  const ahead = isKnownZone(timeZone) ? localMinute(timeZone, midnight) - midnight / minuteMs : 0;
  const at = midnight + (minuteOfDay - ahead) * minuteMs;
  return at < day ? at + dayMs : at;
}

const around = (random: Random, place: Place, metres: number): Place => {
  const angle = 2 * Math.PI * random();
  return moved(place, metres * Math.cos(angle), metres * Math.sin(angle));
};

/** On the plane that touches the earth there: over some hundred metres, and not at a pole. */
function moved([lng, lat]: Place, east: number, north: number): Place {
  const metresPerDegreeLng = Math.max(1, metresPerDegreeLat * Math.cos((lat * Math.PI) / 180));
  // Past ±180 it goes on counting: a way across the antimeridian stays short.
  return [lng + east / metresPerDegreeLng, Math.max(-90, Math.min(90, lat + north / metresPerDegreeLat))];
}

const along = (from: Place, to: Place, share: number): Place => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
];
const between = (random: Random, least: number, most: number): number => least + random() * (most - least);
const pick = <Item>(random: Random, from: readonly Item[]): Item => from[Math.floor(random() * from.length)]!;
