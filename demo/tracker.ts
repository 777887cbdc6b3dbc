// A tracker: follows a bicycle and says which circles it comes into and leaves, in the words of Amazon Location.
import type { OutsideEvent } from './afternoon.ts';
import { fixEveryMs, type Reporter } from './phone.ts';
import { metresBetween, type Position } from './plane.ts';
import type { Fix, Receiver } from './receiver.ts';
import { places } from './stores.ts';
import type { Walker } from './walker.ts';

/** Hears that a device came into a geofence or left it. */
export type Cross = (crossing: { type: 'ENTER' | 'EXIT'; deviceId: string; geofenceId: string; fix: Fix }) => void;

/** Amazon Location's `DistanceBased` filter: a position nearer than this to the one before is not looked at. */
const filterMetres = 30;

/** The demo's tracker knows circles only. An exclusion is not in the collection, so it is crossed unseen. */
const circles = places.flatMap(({ id, kind, shape }) =>
  kind !== 'exclusion' && shape.type === 'Circle' ? [{ id, ...shape }] : [],
);

/** Reports by itself, to whoever hears of crossings; there is no answer. `deviceId` is the customer's id, as Ravn wants it. */
export function createTracker(options: {
  deviceId: string;
  walker: Walker;
  receiver: Receiver;
  firstFixAt: number;
  cross: Cross;
}): Reporter {
  const { deviceId, walker, receiver, cross } = options;
  let nextFixAt = options.firstFixAt;
  let looked: Position | undefined;
  let inside = new Set<string>();
  let fix: Fix | undefined;

  return {
    wantsToReport(now) {
      if (now < nextFixAt) return false;
      nextFixAt = now + fixEveryMs;
      fix = receiver.fix(walker.at(now), now);
      return !looked || metresBetween(looked, [fix.lng, fix.lat]) >= filterMetres;
    },
    async report() {
      if (!fix) return;
      const seen = fix;
      looked = [seen.lng, seen.lat];
      const before = inside;
      inside = new Set(
        circles
          .filter(({ center, radiusMetres }) => metresBetween(center, looked!) <= radiusMetres)
          .map(({ id }) => id),
      );
      for (const geofenceId of before)
        if (!inside.has(geofenceId)) cross({ type: 'EXIT', deviceId, geofenceId, fix: seen });
      for (const geofenceId of inside)
        if (!before.has(geofenceId)) cross({ type: 'ENTER', deviceId, geofenceId, fix: seen });
    },
  };
}

/** The "Location Geofence Event" that Amazon Location puts on the bus for a tracker linked to `collection` (an ARN). */
export function locationEvent(
  collection: string,
  { type, deviceId, geofenceId, fix }: Parameters<Cross>[0],
): OutsideEvent {
  return {
    source: 'aws.geo',
    'detail-type': 'Location Geofence Event',
    resources: [collection, collection.replace(/geofence-collection\/.*$/, 'tracker/bicycles')],
    detail: {
      EventType: type,
      GeofenceId: geofenceId,
      DeviceId: deviceId,
      SampleTime: new Date(fix.at).toISOString(),
      Position: [fix.lng, fix.lat],
      Accuracy: { Horizontal: fix.accuracyMetres },
    },
  };
}
