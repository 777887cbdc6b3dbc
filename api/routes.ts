// The table of routes: every HTTP operation there is. A handler imports its own contract; whoever needs them all, this.
import { setAttributes } from './attributes.ts';
import { replaceCatalogue, republishCatalogue } from './catalogue.ts';
import { changeConsents, pause, showConsents } from './consents.ts';
import { reportContext } from './context.ts';
import { auditDecisions, listDecisions, showDecision } from './decisions.ts';
import { registerDevice } from './devices.ts';
import { giveFeedback, listFeedback } from './feedback.ts';
import {
  archiveGeofence,
  importGeofences,
  listGeofences,
  listGeofenceVersions,
  putGeofence,
  showGeofence,
} from './geofences.ts';
import { makeInStoreCode, offersInStore, showInbox } from './in-store.ts';
import { listLive } from './live.ts';
import { eraseCustomer, exportCustomer } from './me.ts';
import {
  archiveOffer,
  launchOffer,
  listOffers,
  listOfferVersions,
  pauseOffer,
  saveOffer,
  showOffer,
} from './offers.ts';
import { recordPurchase, reportOutcomes } from './outcomes.ts';
import { reportPositions } from './positions.ts';
import { setMute, setPreferences, showPreferences } from './preferences.ts';
import { measureReach } from './reach.ts';
import { redeemCode } from './redemptions.ts';
import { reportOffer, reportOffers } from './report.ts';
import type { Route } from './route.ts';
import { importScores } from './scores.ts';
import { archiveSegment, listSegments, listSegmentVersions, putSegment, showSegment } from './segments.ts';
import { showSimulation, startSimulation, stopSimulation } from './simulations.ts';

export const routes = [
  reportPositions,
  showConsents,
  changeConsents,
  pause,
  registerDevice,
  showPreferences,
  setPreferences,
  setMute,
  listDecisions,
  showDecision,
  showInbox,
  makeInStoreCode,
  offersInStore,
  giveFeedback,
  listFeedback,
  auditDecisions,
  reportOutcomes,
  redeemCode,
  recordPurchase,
  setAttributes,
  importScores,
  exportCustomer,
  eraseCustomer,
  replaceCatalogue,
  republishCatalogue,
  listGeofences,
  showGeofence,
  putGeofence,
  archiveGeofence,
  listGeofenceVersions,
  importGeofences,
  listSegments,
  showSegment,
  putSegment,
  archiveSegment,
  listSegmentVersions,
  listOffers,
  showOffer,
  saveOffer,
  launchOffer,
  pauseOffer,
  listOfferVersions,
  archiveOffer,
  measureReach,
  listLive,
  reportOffer,
  reportOffers,
  reportContext,
  startSimulation,
  showSimulation,
  stopSimulation,
] as const satisfies readonly Route[];
