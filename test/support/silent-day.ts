// Days made to break the promise of silence: odd geofences at odd places of the earth, and a phone that roams among them.

import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { openCatalogue, type World } from '../../shared/core/decide/world.ts';
import { offset } from '../../shared/core/geo/geodesic.ts';
import { type Geofence, geofence, type Position, type Shape } from '../../shared/model/geofence.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import { seeded } from '../cli/seeded.ts';

/** Copenhagen, both sides of the antimeridian, far north, the equator. */
const origins: Position[] = [
  [12.57, 55.68],
  [179.999, -17.8],
  [-179.9995, 66],
  [18.95, 78.2],
  [-78.5, 0.001],
];

/** Metres east and north of the origin. */
type Spot = [east: number, north: number];

export interface SilentDay {
  world: World;
  /** A day of fixes in order of time; each with the one before as `previous`. */
  reports: PositionReport[];
}

const startsAt = Date.UTC(2026, 5, 2);
const dayMs = 24 * 3_600_000;

export function silentDay(seed: number): SilentDay {
  const random = seeded(seed);
  const between = (least: number, most: number) => least + (most - least) * random();
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const origin = pick(origins);
  const place = ([east, north]: Spot): Position => offset(origin[0], origin[1], east, north);

  const geofences: Geofence[] = [];
  const spots: Spot[] = [[0, 0]];
  const add = (spot: Spot, reach: number, shape: Shape, kind: Geofence['kind']) => {
    geofences.push(geofence.parse({ id: `g${geofences.length}`, name: 'g', kind, shape, timeZone: 'UTC' }));
    const angle = between(0, 2 * Math.PI);
    // the middle, either side of the edge, and either side of the line that ends a visit
    for (const metres of [0, reach - 5, reach + 8, reach + 24, reach + 40]) {
      spots.push([spot[0] + metres * Math.cos(angle), spot[1] + metres * Math.sin(angle)]);
    }
  };
  const ring = ([east, north]: Spot, metres: number, vertices: number, turned: number): Position[] => {
    const places = Array.from({ length: vertices }, (_, i) => {
      const angle = turned + (2 * Math.PI * i) / vertices;
      const length = metres * between(0.6, 1);
      return place([east + length * Math.cos(angle), north + length * Math.sin(angle)]);
    });
    return [...places, places[0]!];
  };
  const draw = (spot: Spot, reach: number): Shape => {
    const kind = random();
    if (kind < 0.5) return { type: 'Circle', center: place(spot), radiusMetres: reach };
    const outer = ring(spot, reach, 4 + Math.floor(random() * 9), random());
    if (kind < 0.65) return { type: 'Polygon', coordinates: [outer] };
    if (kind < 0.85) return { type: 'Polygon', coordinates: [outer, ring(spot, reach * 0.35, 5, random())] };
    return { type: 'MultiPolygon', coordinates: [[outer], [ring([spot[0] + reach * 2.5, spot[1]], reach, 6, 0)]] };
  };

  // areas: a store within the buffer of an excluded place would be refused when it is published
  const count = 2 + Math.floor(random() * 9);
  for (let i = 0; i < count; i++) {
    const spot: Spot = [between(-1500, 1500), between(-1500, 1500)];
    const reach = random() < 0.15 ? between(500, 3000) : between(12, 300);
    add(spot, reach, draw(spot, reach), 'area');
  }
  if (random() < 0.3) {
    const spot: Spot = [between(-2500, 2500), between(-2500, 2500)];
    const reach = between(20, 200);
    add(spot, reach, draw(spot, reach), 'exclusion');
    spots.push([spot[0] + reach + 605, spot[1]], [spot[0] + reach + 620, spot[1]]);
  }
  // a mall: more geofences at one place than visits are kept
  if (random() < 0.1) {
    for (let i = 0; i < 20; i++) {
      const spot: Spot = [between(-30, 30), between(-30, 30)];
      add(spot, 100, { type: 'Circle', center: place(spot), radiusMetres: between(60, 120) }, 'area');
    }
  }

  const reports: PositionReport[] = [];
  let at = startsAt;
  let here: Spot = pick(spots);
  let drift: Spot = [0, 0];
  let receiver = { accuracy: 10, lie: 1, stated: true };
  const measure = () => {
    const sigma = (receiver.accuracy * receiver.lie) / 1.51;
    const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    // errors last: nine tenths of one go on into the next
    drift = [0.9 * drift[0] + 0.44 * sigma * gauss(), 0.9 * drift[1] + 0.44 * sigma * gauss()];
    const last = reports.at(-1);
    const cached = last !== undefined && random() < 0.1;
    const [lng, lat] = cached ? [last.lng, last.lat] : place([here[0] + drift[0], here[1] + drift[1]]);
    const { id: _id, previous: _previous, mocked: _mocked, ...previous } = last ?? { id: '' };
    reports.push({
      id: `r${reports.length}`,
      at: Math.round(at),
      lng,
      lat,
      ...(receiver.stated && { accuracyMetres: receiver.accuracy }),
      ...(random() < 0.3 && { speedMetresPerSecond: between(0, 12) }),
      ...(random() < 0.005 && { mocked: true }),
      ...(last && random() < 0.95 && { previous: previous as PositionReport['previous'] }),
    });
  };

  while (at < startsAt + dayMs) {
    receiver = {
      accuracy: pick([3, 5, 8, 12, 20, 35, 60, 100, 150]),
      lie: random() < 0.1 ? 5 : 1,
      stated: random() < 0.95,
    };
    const goal = pick(spots);
    const pace = pick([1.4, 1.4, 5, 14]);
    const metres = Math.hypot(goal[0] - here[0], goal[1] - here[1]);
    const from = here;
    const everySeconds = pick([15, 30, 60]);
    for (let gone = 0; gone < metres; gone += pace * everySeconds) {
      here = [from[0] + ((goal[0] - from[0]) * gone) / metres, from[1] + ((goal[1] - from[1]) * gone) / metres];
      measure();
      at += everySeconds * 1000;
    }
    here = goal;
    const until = at + between(2, 120) * 60_000;
    const restSeconds = pick([60, 150, 300]);
    for (; at < until; at += restSeconds * 1000 * between(0.7, 1.3)) measure();
    if (random() < 0.15) at += between(5, 180) * 60_000;
  }
  return { world: { catalogue: openCatalogue(compileCatalogue({ geofences, offers: [] }, 1)) }, reports };
}
