// Generated from docs/openapi.json by `npm run openapi`; not to be edited. Every call of a customer's app, and its types.

/** What any call may be told besides. */
export interface Options {
  /** Languages for the texts of the answer, as in `Accept-Language`: `da-DK, en`. */
  language?: string;
  /** How often it is tried at the most; 4 if absent. */
  attempts?: number;
}

/** The calls. Each rejects with a `RavnError`; a refusal of Ravn's carries its `Problem`. */
export interface Calls {
  /**
   * Report 1–50 positions of one phone.
   * Sorted by `at`, one request in flight at a time. `next` promises that a fix within `withinMetres` of the last reported one, before `beforeSeconds` have passed, changes nothing: the phone may stay silent. A field that does not fit refuses the whole batch.
   * Sent twice, it does nothing more; the answer shows that it is the second.
   */
  reportPositions(body: PositionsRequest, options?: Options): Promise<ReportPositionsAnswer>;
  /**
   * What the customer has allowed, per purpose, and since when; and until when she has paused.
   * Sent twice, it does nothing more and is answered alike.
   */
  showConsents(options?: Options): Promise<ShowConsentsAnswer>;
  /**
   * Give or withdraw consents.
   * What is not named stays as it is. What is withdrawn binds the next delivery already. Every change is a line of the ledger, which is part of `GET /v1/export`; sent again, a request adds none.
   * Sent twice, it does nothing more and is answered alike.
   */
  changeConsents(body: ConsentRequest, options?: Options): Promise<ChangeConsentsAnswer>;
  /**
   * Be left alone for some hours.
   * For up to 720 hours (30 days) every position is refused with the reason `paused` and nothing of it is kept, and nothing is sent; 0 ends the pause.
   * Sent twice, it does nothing more; the answer shows that it is the second.
   */
  pause(body: PauseRequest, options?: Options): Promise<PauseAnswer>;
  /**
   * Keep the push token of a phone.
   * The id is the app’s own, one for each installation. A token has one owner: registering it moves it here. Of more than eight devices the oldest gives way.
   * Sent twice, it does nothing more; the answer shows that it is the second.
   */
  registerDevice(deviceId: string, body: DeviceRequest, options?: Options): Promise<RegisterDeviceAnswer>;
  /**
   * What the customer has said about herself, and what she has muted.
   * Sent twice, it does nothing more and is answered alike.
   */
  showPreferences(options?: Options): Promise<ShowPreferencesAnswer>;
  /**
   * Replace interests, favourites, preferred times and the degree of personalization.
   * What is left out is forgotten; mutes stay. It binds the next delivery already.
   * Sent twice, it does nothing more and is answered alike.
   */
  setPreferences(body: Preferences, options?: Options): Promise<SetPreferencesAnswer>;
  /**
   * Mute a category or a store, for good or until a moment; or end that with `muted: false`.
   * Name a `category` or a `geofenceId`. It binds the next delivery already, and for a category it takes the place of what the preferences say.
   * Sent twice, it does nothing more and is answered alike.
   */
  setMute(body: MuteRequest, options?: Options): Promise<SetMuteAnswer>;
  /**
   * The newest 50 decisions, each told to the customer.
   * Each as `GET /v1/decisions/{decisionId}` tells it.
   * Sent twice, it does nothing more and is answered alike.
   */
  listDecisions(options?: Options): Promise<ListDecisionsAnswer>;
  /**
   * One decision, told to the customer: why this, why now, what else there was, how to get fewer of these.
   * Each of `fewer` is a call as it stands. A decision of somebody else’s looks like one that does not exist. Texts are in a language of `Accept-Language`, else of her phone.
   * Sent twice, it does nothing more and is answered alike.
   */
  showDecision(decisionId: string, options?: Options): Promise<ShowDecisionAnswer>;
  /**
   * The offers of the current visit, to be shown quietly in the app.
   * What was pushed in this visit; or, where nothing was, what passes the same gates but those of pushes. What is shown counts as one send, however often it is asked for.
   * Sent twice, it does nothing more and is answered alike.
   */
  showInbox(options?: Options): Promise<ShowInboxAnswer>;
  /**
   * A code to show at the till of the store the customer is in: five minutes, once.
   * Asked again while most of its time is left, it is the same one; there is never more than one.
   * Sent twice, it does nothing more and is answered alike.
   */
  makeInStoreCode(options?: Options): Promise<MakeInStoreCodeAnswer>;
  /**
   * Rate an offer that was chosen for the customer, and say why.
   * Name the decision, or the offer: then the newest of her decisions that chose it is meant. One for each decision: said again, it takes the place of what was said. Kept for a year.
   * Sent twice, it does nothing more; the answer shows that it is the second.
   */
  giveFeedback(body: GiveFeedbackRequest, options?: Options): Promise<GiveFeedbackAnswer>;
  /**
   * Tell what came of deliveries: seen, opened, dismissed, muted, redeemed.
   * One to fifty; the same id again is a `duplicate`. Without consent to profiling nothing is learnt from them and nothing kept, but that an offer has been redeemed.
   * Sent twice, it does nothing more; the answer shows that it is the second.
   */
  reportOutcomes(body: OutcomesRequest, options?: Options): Promise<ReportOutcomesAnswer>;
  /**
   * Everything that is kept about me.
   * In pages: as long as there is a `next`, ask again with it as `cursor`; the lists of all pages belong together. A page can be asked for again. Deliveries are in `customer` (what is under way, how the last one ended, what counts against caps) and in the `end` of decisions. Positions are not in it, because none is kept.
   * Sent twice, it does nothing more and is answered alike.
   */
  exportCustomer(query?: { cursor?: string }, options?: Options): Promise<ExportCustomerAnswer>;
  /**
   * Erase me.
   * From the answer on nothing is readable and nothing is sent. A quarter of an hour later what was under way is swept up; only then can the same id give a consent again. `receipt` is a JWS (EdDSA) of the other fields but `publicKey`, which verifies it.
   * Sent twice, it does nothing more and is answered alike.
   */
  eraseCustomer(options?: Options): Promise<EraseCustomerAnswer>;
}

/** Method and path of each call. */
export const operations = {
  reportPositions: { method: 'POST', path: '/v1/positions', takes: 'body' },
  showConsents: { method: 'GET', path: '/v1/consents', takes: 'nothing' },
  changeConsents: { method: 'PUT', path: '/v1/consents', takes: 'body' },
  pause: { method: 'POST', path: '/v1/pause', takes: 'body' },
  registerDevice: { method: 'PUT', path: '/v1/devices/{deviceId}', takes: 'body' },
  showPreferences: { method: 'GET', path: '/v1/preferences', takes: 'nothing' },
  setPreferences: { method: 'PUT', path: '/v1/preferences', takes: 'body' },
  setMute: { method: 'PUT', path: '/v1/mutes', takes: 'body' },
  listDecisions: { method: 'GET', path: '/v1/decisions', takes: 'nothing' },
  showDecision: { method: 'GET', path: '/v1/decisions/{decisionId}', takes: 'nothing' },
  showInbox: { method: 'GET', path: '/v1/inbox', takes: 'nothing' },
  makeInStoreCode: { method: 'POST', path: '/v1/in-store-codes', takes: 'nothing' },
  giveFeedback: { method: 'POST', path: '/v1/feedback', takes: 'body' },
  reportOutcomes: { method: 'POST', path: '/v1/outcomes', takes: 'body' },
  exportCustomer: { method: 'GET', path: '/v1/export', takes: 'query' },
  eraseCustomer: { method: 'DELETE', path: '/v1/me', takes: 'nothing' },
} as const;

export type PositionsRequest = { deviceId?: string; regions?: boolean; reports: PositionReport[] };

export type PositionReport = { id: string; at: number; lng: number; lat: number; accuracyMetres?: number; speedMetresPerSecond?: number; mocked?: boolean; previous?: Fix };

export type Fix = { at: number; lng: number; lat: number; accuracyMetres?: number; speedMetresPerSecond?: number };

export type ReportPositionsAnswer = { results: ({ id: string; reason: Reason; decisionId?: string })[]; next: { withinMetres: number; beforeSeconds: number }; regions?: ({ id: string; center: [number, number]; radiusMetres: number })[] };

export type Reason = 'duplicate' | 'stale' | 'future' | 'no-location-consent' | 'paused' | 'excluded-place' | 'inaccurate' | 'impossible-jump' | 'mocked' | 'not-near' | 'unconfirmed' | 'no-change' | 'exited' | 'no-offer' | 'not-live' | 'outside-dates' | 'outside-hours' | 'weather-unknown' | 'weather-mismatch' | 'context-mismatch' | 'not-triggered' | 'not-in-audience' | 'muted-category' | 'muted-store' | 'too-personal' | 'already-redeemed' | 'cooldown' | 'capped' | 'pending' | 'quiet-hours' | 'no-push-consent' | 'no-device' | 'below-propensity' | 'outranked' | 'chosen' | (string & {});

export type ShowConsentsAnswer = { consents: Consents; pausedUntil?: number };

export type Consents = { [K in 'location' | 'profiling' | 'push']?: { granted: boolean; at: number; textVersion?: string } };

export type ConsentRequest = { location?: boolean; profiling?: boolean; push?: boolean; textVersion: string; locale?: string; source?: string };

export type ChangeConsentsAnswer = { consents: Consents };

export type PauseRequest = { hours: number };

export type PauseAnswer = { pausedUntil?: number };

export type DeviceRequest = { platform: 'ios' | 'ios-sandbox' | 'android'; token: string; locale?: string; timeZone?: string };

export type RegisterDeviceAnswer = { platform: 'ios' | 'ios-sandbox' | 'android'; locale?: string; timeZone?: string; registeredAt: number; deviceId: string };

export type ShowPreferencesAnswer = { interests: string[]; mutedCategories: string[]; favouriteGeofences?: string[]; quietHours?: { from: string; until: string }; preferredHours?: ({ dayOfWeek: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[]; opens: string; closes: string })[]; personalization?: 'context-only' | 'interests' | 'history'; mutes: Mute[] };

export type Mute = { category?: string; geofenceId?: string; until?: number };

export type Preferences = { interests?: string[]; mutedCategories?: string[]; favouriteGeofences?: string[]; quietHours?: { from: string; until: string }; preferredHours?: ({ dayOfWeek: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[]; opens: string; closes: string })[]; personalization?: 'context-only' | 'interests' | 'history' };

export type SetPreferencesAnswer = { interests: string[]; mutedCategories: string[]; favouriteGeofences?: string[]; quietHours?: { from: string; until: string }; preferredHours?: ({ dayOfWeek: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[]; opens: string; closes: string })[]; personalization?: 'context-only' | 'interests' | 'history' };

export type MuteRequest = { category?: string; geofenceId?: string; muted?: boolean; until?: number };

export type SetMuteAnswer = { mutes: Mute[] };

export type ListDecisionsAnswer = { decisions: ShowDecisionAnswer[] };

export type ShowDecisionAnswer = { id: string; at: number; reason: 'not-live' | 'outside-dates' | 'outside-hours' | 'weather-unknown' | 'weather-mismatch' | 'context-mismatch' | 'not-triggered' | 'not-in-audience' | 'muted-category' | 'muted-store' | 'too-personal' | 'already-redeemed' | 'cooldown' | 'capped' | 'pending' | 'quiet-hours' | 'no-push-consent' | 'no-device' | 'below-propensity' | 'outranked' | 'chosen' | (string & {}); end?: { deliveryId: string; decisionId: string; offerId: string; geofenceId: string; state: 'sent' | 'rejected' | 'unknown' | 'ghost' | 'cancelled' | 'expired' | (string & {}); why?: string; at: number }; deliveryId?: string; chosen?: { offerId: string; title: string }; place?: { geofenceId: string; name: string }; whyThis: string; whyNow: string; compared: ({ offerId: string; title: string; geofenceId: string; reason: 'not-live' | 'outside-dates' | 'outside-hours' | 'weather-unknown' | 'weather-mismatch' | 'context-mismatch' | 'not-triggered' | 'not-in-audience' | 'muted-category' | 'muted-store' | 'too-personal' | 'already-redeemed' | 'cooldown' | 'capped' | 'pending' | 'quiet-hours' | 'no-push-consent' | 'no-device' | 'below-propensity' | 'outranked' | 'chosen' | (string & {}); says: string })[]; omitted: number; nearest?: string; fewer: ({ says: string; method: 'PUT'; path: '/v1/mutes'; body: { category?: string; geofenceId?: string } })[] };

export type ShowInboxAnswer = { offers: ({ deliveryId: string; offerId: string; geofenceId: string; title: string; body: string; deepLink?: string; until: number })[] };

export type MakeInStoreCodeAnswer = { code: string; expiresAt: number };

export type GiveFeedbackRequest = { decisionId?: string; offerId?: string; rating: number; text?: string };

export type GiveFeedbackAnswer = { feedback: { decisionId: string; offerId: string; rating: number; text?: string; at: number } };

export type OutcomesRequest = { outcomes: ({ id: string; kind: 'delivered' | 'opened' | 'dismissed' | 'muted' | 'redeemed'; at: number; deliveryId: string })[] };

export type ReportOutcomesAnswer = { results: ({ id: string; result: 'noted' | 'duplicate' | 'no-profiling-consent' | 'unknown-delivery' | (string & {}) })[] };

export type ExportCustomerAnswer = { customer?: { customerId: string; createdAt?: number; consents: Consents; pausedUntil?: number; devices: Record<string, { platform: 'ios' | 'ios-sandbox' | 'android'; locale?: string; timeZone?: string; registeredAt: number }>; preferences?: { interests: string[]; mutedCategories: string[]; favouriteGeofences?: string[]; quietHours?: { from: string; until: string }; preferredHours?: ({ dayOfWeek: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[]; opens: string; closes: string })[]; personalization?: 'context-only' | 'interests' | 'history' }; mutes?: Mute[]; crossings?: ({ geofenceId: string; type: 'ENTER' | 'EXIT' | (string & {}); at: number; id: string })[]; attributes?: Attributes; lastReport?: { id: string; at: number }; openVisits: ({ geofenceId: string; visit: number; enteredAt: number; leaseUntil: number; catalogueVersion: number; deviceId?: string; presenceShards?: number; askedFor?: string; askedBefore?: string[]; offered: string[]; shown?: string[] })[]; visitCounts: ({ geofenceId: string; visits: number; lastAt: number })[]; sends: ({ deliveryId: string; offerId: string; category: string; geofenceId?: string; at: number })[]; pending?: { deliveryId: string; decisionId: string; offerId: string; offerVersion: number; catalogueVersion: number; category: string; geofenceId: string; visit: number; deviceId: string; state: 'reserved' | 'sending' | (string & {}); arm: 'push' | 'holdout' | (string & {}); channel?: 'push' | 'inbox' | (string & {}); setting?: { holdoutShare: number; hour?: number; weather?: 'clear' | 'cloud' | 'rain' | 'sleet' | 'snow' | 'fog' | 'thunder' | (string & {}) }; reservedAt: number; expiresAt: number; claimedAt?: number; answerDueAt?: number; tried?: true; context?: Record<string, string | number | boolean>; decision?: { id: string; at: number; facts: Facts; catalogueVersion: number; modelVersion?: number; candidates: Candidate[]; omittedCandidates?: number; reason: 'not-live' | 'outside-dates' | 'outside-hours' | 'weather-unknown' | 'weather-mismatch' | 'context-mismatch' | 'not-triggered' | 'not-in-audience' | 'muted-category' | 'muted-store' | 'too-personal' | 'already-redeemed' | 'cooldown' | 'capped' | 'pending' | 'quiet-hours' | 'no-push-consent' | 'no-device' | 'below-propensity' | 'outranked' | 'chosen' | (string & {}); offerId?: string; geofenceId?: string; visit?: number; deliveryId?: string; arm?: 'push' | 'holdout' | (string & {}); channel?: 'push' | 'inbox' | (string & {}); score?: number; personal?: ('interest' | 'favourite' | 'history' | (string & {}))[]; context?: Record<string, string | number | boolean>; because?: ({ field: string; value?: string | number | boolean; world: number; own: number })[]; probability?: number; expiresAt?: number } }; propensity?: { residual?: string; habits: ({ category: string; at: number; visits: number; purchases: number; redemptions: number; offers: number; lastPurchaseAt?: number; intervalDays?: number; intervalVariance?: number; intervals?: number })[]; opportunities: ({ deliveryId: string; offerId: string; category: string; isHeldOut: boolean; at: number; until: number; context: Record<string, string | number | boolean>; redeemedAt?: number; ownMean?: number; ownVariance?: number })[]; trials?: ({ offerId: string; deliveryId: string; category: string; geofenceId: string; isHeldOut: boolean; hour?: number; weather?: 'clear' | 'cloud' | 'rain' | 'sleet' | 'snow' | 'fog' | 'thunder' | (string & {}); day: string; at: number; until: number; opened?: true; dismissed?: true; converted?: true; bought?: true })[]; seen: string[] }; codes?: ({ code: string; deliveryId: string; offerId: string; expiresAt: number })[]; redeemed?: ({ offerId: string; code?: string; at: number; until: number })[]; outcomes?: ({ id: string; kind: 'delivered' | 'opened' | 'dismissed' | 'muted' | 'redeemed' | 'purchased' | 'rated' | 'interested' | 'unanswered' | (string & {}); at: number; category: string })[]; importedScores?: ({ category: string; score: number; at: number })[]; lastEnd?: DeliveryEnd }; devices: ({ deviceId: string; platform: 'ios' | 'ios-sandbox' | 'android'; tokenEnding: string; registeredAt: number })[]; consents: ({ id: string; at: number; purpose: 'location' | 'profiling' | 'push' | (string & {}); granted: boolean; textVersion: string; locale?: string; source?: string })[]; decisions: ({ id?: string; at?: number; facts?: Facts; catalogueVersion?: number; modelVersion?: number; candidates?: Candidate[]; omittedCandidates?: number; reason?: 'not-live' | 'outside-dates' | 'outside-hours' | 'weather-unknown' | 'weather-mismatch' | 'context-mismatch' | 'not-triggered' | 'not-in-audience' | 'muted-category' | 'muted-store' | 'too-personal' | 'already-redeemed' | 'cooldown' | 'capped' | 'pending' | 'quiet-hours' | 'no-push-consent' | 'no-device' | 'below-propensity' | 'outranked' | 'chosen' | (string & {}); offerId?: string; geofenceId?: string; visit?: number; deliveryId?: string; arm?: 'push' | 'holdout' | (string & {}); channel?: 'push' | 'inbox' | (string & {}); score?: number; personal?: ('interest' | 'favourite' | 'history' | (string & {}))[]; context?: Record<string, string | number | boolean>; because?: ({ field: string; value?: string | number | boolean; world: number; own: number })[]; probability?: number; expiresAt?: number; end?: DeliveryEnd })[]; present: ({ geofenceId: string; enteredAt?: number; leaseUntil: number })[]; codes: ({ code: string; deliveryId: string; offerId: string; category: string; expiresAt: number; offerEndsAt: number; used?: { at: number } })[]; recentEvents: Record<string, unknown>[]; other: Record<string, unknown>[]; next?: string };

export type Attributes = Record<string, string | number | boolean>;

export type Facts = { signal: { kind: 'position' | 'crossing' | 'dwell' | 'weather' | 'time' | 'context' | 'inbox' | (string & {}); id: string; at: number }; deviceId?: string; transitions: ({ kind: 'enter' | 'exit' | (string & {}); geofenceId: string; visit: number; presenceShards?: number })[]; present: string[]; consider: string[]; turned?: string[]; weather?: Record<string, { observation: { observedAt: number; lifetime: number; temperatureC: number; precipitationMmPerHour: number; kind: 'clear' | 'cloud' | 'rain' | 'sleet' | 'snow' | 'fog' | 'thunder' | (string & {}); windMps: number; isDaylight: boolean }; turnedAt?: Record<string, number> }>; context?: Record<string, { value: number | string | boolean; observedAt: number; lifetimeSeconds: number }>; leaseUntil: number };

export type Candidate = { offerId: string; geofenceId: string; reason: 'not-live' | 'outside-dates' | 'outside-hours' | 'weather-unknown' | 'weather-mismatch' | 'context-mismatch' | 'not-triggered' | 'not-in-audience' | 'muted-category' | 'muted-store' | 'too-personal' | 'already-redeemed' | 'cooldown' | 'capped' | 'pending' | 'quiet-hours' | 'no-push-consent' | 'no-device' | 'below-propensity' | 'outranked' | 'chosen' | (string & {}); compared?: Record<string, string | number | boolean>; propensity?: number; score?: number };

export type DeliveryEnd = { deliveryId: string; decisionId: string; offerId: string; geofenceId: string; state: 'sent' | 'rejected' | 'unknown' | 'ghost' | 'cancelled' | 'expired' | (string & {}); why?: string; at: number; assigned?: { isHeldOut: boolean; holdoutShare: number; hour?: number; weather?: 'clear' | 'cloud' | 'rain' | 'sleet' | 'snow' | 'fog' | 'thunder' | (string & {}) } };

export type EraseCustomerAnswer = { subject: string; erasedAt: number; counts: Record<string, number>; goneBy: number; backupsGoneBy: number; receipt: string; publicKey: Record<string, unknown> };

export type Problem = { type: 'about:blank'; title: string; status: number; code: string; detail: string; errors?: ({ field: string; message: string })[] };
