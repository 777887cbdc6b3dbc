// The schemas that have a name of their own in the OpenAPI document, each with a sentence for whoever reads it there.
import type * as z from 'zod';
import { attributeConditions, attributes, attributesRequest } from '../shared/model/attributes.ts';
import { catalogueFile } from '../shared/model/catalogue.ts';
import { consentRequest, consents } from '../shared/model/consent.ts';
import { candidate, facts } from '../shared/model/decision.ts';
import { deliveryEnd } from '../shared/model/delivery.ts';
import { deviceRequest } from '../shared/model/device.ts';
import { geofence } from '../shared/model/geofence.ts';
import { scoresRequest } from '../shared/model/imported-scores.ts';
import { mute, muteRequest } from '../shared/model/mute.ts';
import { offer } from '../shared/model/offer.ts';
import { outcomesRequest, purchase } from '../shared/model/outcome-report.ts';
import { preferences } from '../shared/model/preferences.ts';
import { reason } from '../shared/model/reason.ts';
import { redemptionRequest } from '../shared/model/redemption.ts';
import { reportRow, upliftReport } from '../shared/model/report.ts';
import { fix, positionReport, positionsRequest } from '../shared/model/signal.ts';
import { simulationResult } from '../shared/model/simulation.ts';
import { weeklyHours } from '../shared/model/weekly-hours.ts';
import { liveEvent } from './live.ts';
import { problem } from './problem.ts';

type Named = Record<string, readonly [schema: z.ZodType, description: string]>;

/** What is sent. Unknown fields are refused. */
export const requestSchemas: Named = {
  PositionsRequest: [positionsRequest, 'Sorted by `at`, from one device.'],
  PositionReport: [
    positionReport,
    'One fix; `previous` is the phone’s own last fix, for nothing about it is kept here.',
  ],
  Fix: [fix, 'Where the phone was, when (epoch milliseconds), and how sure it is: on Android the 68 % radius.'],
  ConsentRequest: [consentRequest, 'At least one purpose; `textVersion` is the wording the customer saw.'],
  DeviceRequest: [deviceRequest, '`ios-sandbox` is a development build. `timeZone` is an IANA name.'],
  Preferences: [preferences, 'The whole of it: what is left out is forgotten.'],
  MuteRequest: [muteRequest, 'A category or a geofence, one of the two.'],
  AttributesRequest: [attributesRequest, 'The whole of it: what is left out is forgotten.'],
  AttributeConditions: [
    attributeConditions,
    'By attribute. Every one must fit; values of another type never do, and what is not known of her fits nothing.',
  ],
  OutcomesRequest: [outcomesRequest, 'What the app saw the customer do with what was delivered to her.'],
  Purchase: [purchase, 'One basket; `amount` is in the unit of the offers’ `value`.'],
  RedemptionRequest: [redemptionRequest, 'The code as the customer shows it.'],
  ScoresRequest: [scoresRequest, 'At most one counts for a category: the one computed last.'],
  CatalogueFile: [catalogueFile, 'Every geofence and every offer; ids are unique, and what an offer names exists.'],
  Geofence: [geofence, 'A named area: a circle, or a GeoJSON Polygon or MultiPolygon, longitude before latitude.'],
  Offer: [offer, 'What may be sent, where, when, to whom and how often. `where` names geofences or tags, or both.'],
  WeeklyHours: [
    weeklyHours,
    'Local time of the geofence. `closes` at or before `opens` is the next day. Absent: always; empty: never.',
  ],
};

/** What is answered. More fields and more words may come: a client passes over what it does not know. */
export const answerSchemas: Named = {
  Problem: [problem, 'A refusal (RFC 9457). `code` is for programs and stable; `errors` names the fields.'],
  Reason: [reason, 'Why a report led to an offer, or why to none.'],
  Consents: [consents, 'Per purpose, what was said last and when. A purpose that is absent was never spoken of.'],
  Mute: [mute, 'What is muted; without `until`, for good.'],
  Attributes: [attributes, 'At most 16, by name: texts, numbers, true and false.'],
  Facts: [facts, 'What the decision was made from.'],
  Candidate: [candidate, 'One offer that was weighed, the gate it ended at, and what was compared there.'],
  UpliftReport: [
    upliftReport,
    'Did it help? The verdict goes by `interval`, which is valid at every look. It may come before the figures behind it may be shown.',
  ],
  ReportRow: [reportRow, 'Customers by their first delivery. An empty key is what was not known, or not told apart.'],
  DeliveryEnd: [deliveryEnd, 'How the delivery of the chosen offer ended.'],
  SimulationResult: [
    simulationResult,
    'What the tried offer would have done. `sends` adds up `perDay`, `byHour`; `reasons` adds up to `considered`.',
  ],
  LiveEvent: [liveEvent, 'What happened at a place, without whom it happened to.'],
};
