// A town as dense as Copenhagen: two shopping streets with 60 stores per km², one store per km² elsewhere, some areas, a hospital.
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { openCatalogue, type World } from '../../shared/core/decide/world.ts';
import { offset } from '../../shared/core/geo/geodesic.ts';
import { type Geofence, geofence, type Position, type Shape } from '../../shared/model/geofence.ts';
import { seeded } from './random.ts';

export const centre: Position = [12.5683, 55.6761];

export interface Store {
  center: Position;
  radiusMetres: number;
}

export interface Town {
  geofences: Geofence[];
  world: World;
  stores: Store[];
  /** A shopping street is 1 km long and half a kilometre wide, side streets included. */
  streets: { from: Position; stores: Store[] }[];
}

const storesPerStreet = 30;
const storesElsewhere = 100;
const townMetres = 10_000;

export function aTown(seed: number): Town {
  const random = seeded(seed);
  const between = (least: number, most: number) => least + (most - least) * random();
  const place = (east: number, north: number): Position => offset(centre[0], centre[1], east, north);
  // Below 100 m a phone cannot tell inside from outside.
  const store = (center: Position): Store => ({ center, radiusMetres: Math.round(between(100, 150)) });

  const streets = [
    [-500, 0],
    [-2500, -1200],
  ].map(([east, north]) => ({
    from: place(east!, north!),
    stores: Array.from({ length: storesPerStreet }, () =>
      store(place(east! + between(0, 1000), north! + between(-250, 250))),
    ),
  }));
  const half = townMetres / 2;
  const elsewhere = Array.from({ length: storesElsewhere }, () =>
    store(place(between(-half, half), between(-half, half))),
  );
  const stores = [...streets.flatMap((street) => street.stores), ...elsewhere];

  const geofences: Geofence[] = [];
  const add = (kind: Geofence['kind'], shape: Shape) =>
    geofences.push(
      geofence.parse({ id: `${kind}-${geofences.length}`, name: kind, kind, shape, timeZone: 'Europe/Copenhagen' }),
    );
  // One of those elsewhere lies less than 610 m from the excluded place: an area may, a store may not.
  for (const { center, radiusMetres } of stores) add('area', { type: 'Circle', center, radiusMetres });
  for (let i = 0; i < 6; i++) {
    const [east, north, metres] = [between(-half, half), between(-half, half), between(200, 500)];
    const ring = [0, 1, 2, 3, 4, 0].map((corner) => {
      const angle = (corner * 2 * Math.PI) / 5;
      return place(east + metres * Math.cos(angle), north + metres * Math.sin(angle));
    });
    add('area', { type: 'Polygon', coordinates: [ring] });
  }
  add('exclusion', { type: 'Circle', center: place(1200, 2300), radiusMetres: 150 });
  const world = { catalogue: openCatalogue(compileCatalogue({ geofences, offers: [] }, 1)) };
  return { geofences, world, stores, streets };
}
