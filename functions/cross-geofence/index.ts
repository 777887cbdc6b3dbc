// A tracker's geofence event, its position left behind by the rule: a customer has come in, or left.
import { geofenceCrossed } from '../../events/geofence-crossed.ts';
import { crossGeofence } from '../../shared/usecases/cross-geofence.ts';
import * as adapters from '../edge/adapters.ts';
import { count } from '../edge/telemetry.ts';

export const handler = async (received: unknown): Promise<void> => {
  const crossing = geofenceCrossed.parse(received);
  const ports = { ...adapters.commitPorts(), dwellQueue: adapters.dwellQueue(), lessons: adapters.lessons() };
  count('Reason', [await crossGeofence(ports, crossing, Date.now())]);
};
