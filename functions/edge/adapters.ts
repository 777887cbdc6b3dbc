// The adapters of a function, each made at its first use and kept while the function is warm. A bundle holds those it names.
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LocationClient } from '@aws-sdk/client-location';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readCsv } from '../../shared/adapters/csv/read-csv.ts';
import { dynamoAnsweredRequests } from '../../shared/adapters/dynamodb/answered-requests.ts';
import { dynamoAudit } from '../../shared/adapters/dynamodb/audit.ts';
import { dynamoAuthoredHistory } from '../../shared/adapters/dynamodb/authored-history.ts';
import { dynamoConsentLedger } from '../../shared/adapters/dynamodb/consent-ledger.ts';
import { dynamoContext } from '../../shared/adapters/dynamodb/context.ts';
import { dynamoCustomers } from '../../shared/adapters/dynamodb/customers.ts';
import { dynamoDecisionSample } from '../../shared/adapters/dynamodb/decision-sample.ts';
import { dynamoDecisions } from '../../shared/adapters/dynamodb/decisions.ts';
import { dynamoDevices } from '../../shared/adapters/dynamodb/devices.ts';
import { dynamoDueWindows } from '../../shared/adapters/dynamodb/due-windows.ts';
import { dynamoFeedbacks } from '../../shared/adapters/dynamodb/feedbacks.ts';
import { dynamoInStoreCodes } from '../../shared/adapters/dynamodb/in-store-codes.ts';
import { dynamoLiveFeed } from '../../shared/adapters/dynamodb/live-feed.ts';
import { dynamoOfferGates } from '../../shared/adapters/dynamodb/offer-gates.ts';
import { dynamoPersonalRecords } from '../../shared/adapters/dynamodb/personal-records.ts';
import { dynamoPresence } from '../../shared/adapters/dynamodb/presence.ts';
import { dynamoRedemptions } from '../../shared/adapters/dynamodb/redemptions.ts';
import { dynamoRounds } from '../../shared/adapters/dynamodb/rounds.ts';
import { dynamoSimulations } from '../../shared/adapters/dynamodb/simulations.ts';
import { dynamoModelPointer, dynamoSnapshotPointer } from '../../shared/adapters/dynamodb/snapshot-pointer.ts';
import { dynamoStats } from '../../shared/adapters/dynamodb/stats.ts';
import { documentClient, type Table } from '../../shared/adapters/dynamodb/table.ts';
import { dynamoTickCursor } from '../../shared/adapters/dynamodb/tick-cursor.ts';
import { dynamoTombstones } from '../../shared/adapters/dynamodb/tombstones.ts';
import { dynamoWeather } from '../../shared/adapters/dynamodb/weather.ts';
import { eventBridgeBus } from '../../shared/adapters/eventbridge/event-bus.ts';
import { sealFrom } from '../../shared/adapters/jose/seal.ts';
import { locationMirror } from '../../shared/adapters/location/geofence-mirror.ts';
import { pinpointClient, pinpointPush } from '../../shared/adapters/push/pinpoint.ts';
import { s3DroppedFiles } from '../../shared/adapters/s3/dropped-files.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { s3TombstoneArchive } from '../../shared/adapters/s3/tombstone-archive.ts';
import { sqsBatchQueue } from '../../shared/adapters/sqs/batch-queue.ts';
import { sqsQueue } from '../../shared/adapters/sqs/queue.ts';
import { metNorway } from '../../shared/adapters/weather/met-norway.ts';
import { openMeteo } from '../../shared/adapters/weather/open-meteo.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { DropMessage } from '../../shared/model/drop.ts';
import type { ErasureMessage } from '../../shared/model/erasure.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import type { MirrorMessage } from '../../shared/model/mirror.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import type { Learnable } from '../../shared/model/propensity.ts';
import { codeFrom } from '../../shared/model/redemption.ts';
import type { SimulationMessage } from '../../shared/model/simulation.ts';
import type { Tally } from '../../shared/model/tally.ts';
import type { WeatherProvider } from '../../shared/ports/weather-provider.ts';
import { keepRounds } from '../../shared/usecases/ask-place.ts';
import { countedDecisions } from '../../shared/usecases/counted-decisions.ts';
import { type KeptModel, keepModel } from '../../shared/usecases/kept-model.ts';
import { type KnownContext, keepContext } from '../../shared/usecases/known-context.ts';
import { type KnownWeather, keepWeather } from '../../shared/usecases/known-weather.ts';
import { keepWorld, type Worlds } from '../../shared/usecases/worlds.ts';
import { environment, optional } from './environment.ts';
import { onFault } from './telemetry.ts';
import { asSteps, tracedClient } from './traces.ts';

const made = new Map<string, unknown>();

/** The one `name` of this warm function. */
function once<Adapter>(name: string, make: () => Adapter): Adapter {
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as Adapter;
}

// The SDK's own time-outs are hours; a function has seconds.
const timeouts = { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true };

const table = (): Table =>
  once('table', () => ({
    table: environment('TABLE_NAME'),
    client: tracedClient(documentClient({ random: Math.random })),
  }));
/** For what is written when the answer is decided already: nobody would send it again. */
const patientTable = (): Table =>
  once('patient table', () => ({
    table: environment('TABLE_NAME'),
    client: tracedClient(documentClient({ random: Math.random, maxAttempts: 8 })),
  }));
const s3 = () => once('s3', () => tracedClient(new S3Client({ requestHandler: timeouts })));
const sqs = () => once('sqs', () => tracedClient(new SQSClient({ requestHandler: timeouts })));

export const customers = () => asSteps.customers(dynamoCustomers(table()));
export const consentLedger = () => dynamoConsentLedger(table());
export const devices = () => dynamoDevices(table());
/** As they are read. */
export const decisions = () => dynamoDecisions(table());
export const decisionSample = () =>
  dynamoDecisionSample({ ...table(), share: Number(environment('DECISION_SAMPLE_SHARE')) });
export const simulations = () => dynamoSimulations(table());
export const audit = () => dynamoAudit(table());
export const inStoreCodes = () => dynamoInStoreCodes(table());
export const feedbacks = () => dynamoFeedbacks(table());
export const presence = () => asSteps.presence(dynamoPresence(table()));
export const offerGates = () => asSteps.offerGates(dynamoOfferGates(table()));
const authoredHistory = () => dynamoAuthoredHistory({ ...table(), sleep });
export const liveFeed = () => dynamoLiveFeed(table());
const answeredRequests = () => dynamoAnsweredRequests(table());
export const redemptions = () => dynamoRedemptions(table());
export const tickCursor = () => dynamoTickCursor(table());
export const rounds = () => dynamoRounds(table());
export const context = () => dynamoContext(table());
export const weather = () => dynamoWeather(table());
export const stats = () => dynamoStats(table());

/** Kept while the function is warm: it remembers the geofences it read last. */
export const snapshots = () =>
  once('snapshots', () =>
    s3Snapshots({ bucket: environment('CATALOGUE_BUCKET'), client: s3(), pointer: dynamoSnapshotPointer(table()) }),
  );

export const models = () =>
  s3Models({ bucket: environment('CATALOGUE_BUCKET'), client: s3(), pointer: dynamoModelPointer(table()) });

/** The propensity model this warm function keeps. */
export const model = (): KeptModel => once('model', () => keepModel(models()));

/** The world this warm function keeps. */
export const worlds = (): Worlds => once('worlds', () => keepWorld(snapshots(), model()));

/** The context and the rounds this warm function keeps. */
export const knownContext = (): KnownContext => once('context', () => keepContext(context()));
export const knownRounds = () => once('rounds', () => keepRounds(rounds()));

/** What keeping an observation and asking those present needs. */
export const contextPorts = () => ({ context: context(), worlds: worlds(), placeQueue: placeQueue() });

/** The weather this warm function keeps. */
export const knownWeather = (): KnownWeather => once('weather', () => keepWeather(weather()));

/** The provider the stage names; nothing where it names none. */
export function weatherProvider(): WeatherProvider | undefined {
  const provider = environment('WEATHER_PROVIDER');
  if (provider === 'none') return undefined;
  const asking = {
    fetch,
    userAgent: environment('WEATHER_USER_AGENT'),
    baseUrl: optional('WEATHER_URL'),
  };
  if (provider === 'met-norway') return metNorway(asking);
  if (provider === 'open-meteo') return openMeteo({ ...asking, apiKey: optional('WEATHER_API_KEY') });
  return undefined;
}

/** What changing the weather of a cell and telling those present needs. */
export const weatherPorts = () => ({
  worlds: worlds(),
  weather: weather(),
  placeQueue: placeQueue(),
  onFault,
});

export const deliveryQueue = () =>
  asSteps.queue(sqsQueue<DeliveryMessage>({ queueUrl: environment('DELIVERY_QUEUE_URL'), client: sqs() }));

export const dwellQueue = () =>
  asSteps.queue(sqsQueue<FanOutMessage>({ queueUrl: environment('DECISION_QUEUE_URL'), client: sqs() }));

export const fanOutQueue = () =>
  sqsBatchQueue<FanOutMessage>({ queueUrl: environment('DECISION_QUEUE_URL'), client: sqs(), sleep });

export const placeQueue = () =>
  sqsBatchQueue<PlaceQuestion>({ queueUrl: environment('PLACE_QUEUE_URL'), client: sqs(), sleep });

export const simulationQueue = () =>
  sqsQueue<SimulationMessage>({ queueUrl: environment('SIMULATION_QUEUE_URL'), client: sqs() });

/** Where the stage mirrors geofences; nothing where it does not. */
const mirrorQueue = () => {
  const queueUrl = optional('MIRROR_QUEUE_URL');
  return queueUrl === undefined ? undefined : sqsQueue<MirrorMessage>({ queueUrl, client: sqs() });
};

export const geofenceMirror = () =>
  locationMirror({
    collection: environment('GEOFENCE_COLLECTION'),
    client: once('location', () => tracedClient(new LocationClient({ requestHandler: timeouts }))),
    sleep,
  });

/** What a function needs that changes what is authored. */
export const authorPorts = () => ({
  authored: snapshots(),
  history: authoredHistory(),
  offerGates: offerGates(),
  mirrorQueue: mirrorQueue(),
  onFault,
});

export const outcomeQueue = () =>
  sqsQueue<OutcomeMessage>({ queueUrl: environment('OUTCOME_QUEUE_URL'), client: sqs() });

export const closings = () =>
  sqsBatchQueue<OutcomeMessage>({ queueUrl: environment('OUTCOME_QUEUE_URL'), client: sqs(), sleep });

export const dueWindows = () => dynamoDueWindows(table());
export const windowCursor = () => dynamoTickCursor(table(), 'WINDOWS');

export const lessons = () =>
  sqsBatchQueue<Learnable>({ queueUrl: environment('LESSON_QUEUE_URL'), client: sqs(), sleep });

export const tallies = () =>
  sqsBatchQueue<{ tallies: Tally[] }>({ queueUrl: environment('TALLY_QUEUE_URL'), client: sqs(), sleep });

/** Decisions for who records them: each is counted, and noted if its customer belongs to the sample. */
function recordedDecisions() {
  const decisions = dynamoDecisions({ ...patientTable(), sampleShare: Number(environment('DECISION_SAMPLE_SHARE')) });
  return asSteps.decisions(countedDecisions({ decisions, tallies: tallies(), clock: Date.now, onFault }));
}

export const eventBus = () =>
  asSteps.bus(
    eventBridgeBus({
      busName: environment('EVENT_BUS_NAME'),
      client: once('eventbridge', () => tracedClient(new EventBridgeClient({ requestHandler: timeouts }))),
      sleep,
    }),
  );

export const personalRecords = () => dynamoPersonalRecords({ ...table(), sleep });
export const tombstones = () => dynamoTombstones(table());
export const seal = () => once('seal', () => sealFrom(environment('ERASURE_SECRET')));

/** What a function needs that erases. */
export const erasePorts = () => ({
  customers: customers(),
  decisions: recordedDecisions(),
  records: personalRecords(),
  tombstones: tombstones(),
  archive: s3TombstoneArchive({ bucket: environment('CATALOGUE_BUCKET'), client: s3() }),
  offerGates: offerGates(),
  erasureQueue: sqsQueue<ErasureMessage>({ queueUrl: environment('ERASURE_QUEUE_URL'), client: sqs() }),
  seal: seal(),
});

/** What a function needs that imports dropped files. */
export const dropPorts = () => ({
  customers: customers(),
  outcomeQueue: outcomeQueue(),
  files: s3DroppedFiles({ bucket: environment('DROP_BUCKET'), client: s3() }),
  readCsv,
  dropQueue: sqsQueue<DropMessage>({ queueUrl: environment('DROP_QUEUE_URL'), client: sqs() }),
  onFault,
});

/** What a function needs that decides and writes what came of it. */
export const commitPorts = () => ({
  customers: customers(),
  presence: presence(),
  deliveryQueue: deliveryQueue(),
  decisions: recordedDecisions(),
  offerGates: offerGates(),
  bus: eventBus(),
  worlds: worlds(),
  knownContext: knownContext(),
  knownWeather: knownWeather(),
  onFault,
});

/** What a function needs that answers under an idempotency key. */
export const oncePorts = () => ({ requests: answeredRequests(), newId: randomUUID });

export const push = () =>
  asSteps.push(
    pinpointPush({
      applicationId: environment('PUSH_APPLICATION_ID'),
      client: once('pinpoint', () => tracedClient(pinpointClient())),
    }),
  );

/** A redemption code: drawn, not derived, so that there is no key to keep. */
export const newCode = () => codeFrom(randomBytes(9));
