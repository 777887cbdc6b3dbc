// The mirror queue: a catalogue was published, and its geofences are copied to Amazon Location.
import { mirrorMessage } from '../../shared/model/mirror.ts';
import { mirrorGeofences } from '../../shared/usecases/mirror-geofences.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';
import { logger } from '../edge/telemetry.ts';

export const handler = queue(mirrorMessage, async ({ catalogueVersion }) => {
  const { put, removed, refused } = await mirrorGeofences({
    authored: adapters.snapshots(),
    mirror: adapters.geofenceMirror(),
  });
  logger().info('geofences mirrored', { catalogueVersion, put, removed, refused: refused.length });
  for (const { id, why } of refused) logger().warn('a geofence is not mirrored', { geofenceId: id, why });
  return undefined;
});
