// Regions: the nearest geofences as circles, for the phone's own monitoring while the app sleeps.
import type { RegisteredDevice } from '../../model/device.ts';
import type { Fix } from '../../model/signal.ts';
import type { World } from './world.ts';

/** A circle that holds a geofence wholly. `id` is the geofence's. */
export interface Region {
  id: string;
  /** [longitude, latitude] in degrees. */
  center: [number, number];
  radiusMetres: number;
}

/** How many regions an app may monitor: 20 on iOS (CLLocationManager), 100 on Android (GeofencingClient). One is left for `next`. */
const regionsOf = { ios: 19, 'ios-sandbox': 19, android: 99 } as const satisfies Record<
  RegisteredDevice['platform'],
  number
>;

/** The geofences nearest to a fix, ascending by distance (of the shape, not of its circle). Excluded places are not given away. */
export function regionsAt({ catalogue }: World, fix: Fix, platform: RegisteredDevice['platform'] = 'ios'): Region[] {
  const wanted = regionsOf[platform];
  // The index does not know kinds: more are fetched where excluded places crowd.
  for (let count = wanted; ; count *= 4) {
    const nearest = catalogue.index.nearest(fix.lng, fix.lat, count);
    const found = nearest.map(({ id }) => catalogue.geofence(id)!).filter(({ kind }) => kind !== 'exclusion');
    if (found.length >= wanted || nearest.length < count) {
      return found.slice(0, wanted).map(({ id, circle }) => ({ id, ...circle }));
    }
  }
}
