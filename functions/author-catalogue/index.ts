// The marketer's geofences, segments and offers: shown, changed, launched, paused, archived; and whom they reach.
import * as geofences from '../../api/geofences.ts';
import * as offers from '../../api/offers.ts';
import { measureReach as reach } from '../../api/reach.ts';
import * as segments from '../../api/segments.ts';
import {
  archiveGeofence,
  listGeofences,
  listGeofenceVersions,
  putGeofence,
  showGeofence,
} from '../../shared/usecases/author-geofences.ts';
import {
  archiveOffer,
  launchOffer,
  listOffers,
  listVersions,
  pauseOffer,
  saveOffer,
  showOffer,
} from '../../shared/usecases/author-offers.ts';
import {
  archiveSegment,
  listSegments,
  listSegmentVersions,
  putSegment,
  showSegment,
} from '../../shared/usecases/author-segments.ts';
import { measureReach } from '../../shared/usecases/measure-reach.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';
import { preconditionOf } from '../edge/precondition.ts';

const ports = () => adapters.authorPorts();
const asked = (request: { headers: Parameters<typeof preconditionOf>[0]; callerId: string }) => ({
  precondition: preconditionOf(request.headers),
  by: request.callerId,
});

export const handler = http(
  on(geofences.listGeofences, async ({ query }) => listGeofences(ports(), query)),
  on(geofences.showGeofence, async ({ path }) => showGeofence(ports(), path.geofenceId)),
  on(geofences.putGeofence, async (request) =>
    putGeofence(ports(), { id: request.path.geofenceId, ...request.body }, asked(request), Date.now()),
  ),
  on(geofences.archiveGeofence, async (request) =>
    archiveGeofence(ports(), request.path.geofenceId, asked(request), Date.now()),
  ),
  on(geofences.listGeofenceVersions, async ({ path }) => ({
    versions: await listGeofenceVersions(ports(), path.geofenceId),
  })),
  on(segments.listSegments, async () => ({ segments: await listSegments(ports()) })),
  on(segments.showSegment, async ({ path }) => showSegment(ports(), path.segmentId)),
  on(segments.putSegment, async (request) =>
    putSegment(ports(), { id: request.path.segmentId, ...request.body }, asked(request), Date.now()),
  ),
  on(segments.archiveSegment, async (request) =>
    archiveSegment(ports(), request.path.segmentId, asked(request), Date.now()),
  ),
  on(segments.listSegmentVersions, async ({ path }) => ({
    versions: await listSegmentVersions(ports(), path.segmentId),
  })),
  on(offers.listOffers, async () => ({ offers: await listOffers(ports()) })),
  on(offers.showOffer, async ({ path }) => showOffer(ports(), path.offerId)),
  on(offers.saveOffer, async (request) =>
    saveOffer(ports(), request.path.offerId, request.body, asked(request), Date.now()),
  ),
  on(offers.launchOffer, async (request) => launchOffer(ports(), request.path.offerId, asked(request), Date.now())),
  on(offers.pauseOffer, async (request) => {
    const { precondition = 'any', by } = asked(request);
    return pauseOffer(ports(), request.path.offerId, { precondition, by }, Date.now());
  }),
  on(offers.archiveOffer, async (request) => archiveOffer(ports(), request.path.offerId, asked(request), Date.now())),
  on(offers.listOfferVersions, async ({ path }) => ({ versions: await listVersions(ports(), path.offerId) })),
  on(reach, async ({ body }) => measureReach({ ...ports(), presence: adapters.presence() }, body, Date.now())),
);
