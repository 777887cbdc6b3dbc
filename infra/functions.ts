// The functions: each with its size, and with what it may use and how. Who may touch what is decided here and nowhere else.
import type { Binding } from './bind.ts';
import type { Bus } from './bus.ts';
import type { CatalogueBucket } from './catalogue-bucket.ts';
import type { DecisionSample } from './decision-sample.ts';
import type { DropBucket } from './drop-bucket.ts';
import type { ErasureSecret } from './erasure-secret.ts';
import type { GeofenceMirror } from './geofence-mirror.ts';
import type { PushApplication } from './push-application.ts';
import type { Table } from './table.ts';
import type { Weather } from './weather.ts';
import type { WorkQueue } from './work-queue.ts';

/** What there is to use. */
export interface Resources {
  table: Table;
  catalogue: CatalogueBucket;
  bus: Bus;
  deliveries: WorkQueue;
  decisions: WorkQueue;
  places: WorkQueue;
  mirror: GeofenceMirror;
  outcomes: WorkQueue;
  lessons: WorkQueue;
  tallies: WorkQueue;
  drops: WorkQueue;
  dropBucket: DropBucket;
  erasures: WorkQueue;
  simulations: WorkQueue;
  decisionSample: DecisionSample;
  erasureSecret: ErasureSecret;
  push: PushApplication;
  weather: Weather;
}

export interface FunctionRow {
  does: string;
  memoryMiB: number;
  timeoutSeconds: number;
  uses(resources: Resources): Binding[];
  /**
   * Lambda stops a function and a queue that call each other after about 16 rounds. Only for a message that returns
   * itself on purpose and carries its own end.
   */
  mayReturnToItsQueue?: true;
}

const erasing = ({ table, catalogue, erasures, erasureSecret }: Resources): Binding[] => [
  table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'Query'),
  table.allowListing(),
  catalogue.allowKeepingTombstones(),
  erasures.allowSending(),
  erasureSecret.allowUsing(),
];

const authoring = ({ table, catalogue, mirror }: Resources): Binding[] => [
  table.allow('GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem'),
  // who publishes removes what was published more than 91 days before
  catalogue.allow('GetObject', 'PutObject', 'DeleteObject'),
  catalogue.allowListing(),
  ...mirror.allowTelling(),
];

// Memory is also processor: 1,769 MiB is one core. What decides gets half of one, what compiles a whole one.
export const functionTable = {
  'report-position': {
    does: 'Takes position reports, decides, reserves at most one delivery',
    memoryMiB: 884,
    timeoutSeconds: 10,
    uses: ({ table, catalogue, bus, decisionSample, deliveries, decisions, lessons, tallies }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      bus.allowPublishing(),
      deliveries.allowSending(),
      decisions.allowSending(),
      lessons.allowSending(),
      decisionSample.setting(),
      tallies.allowSending(),
    ],
  },
  'manage-consents': {
    does: 'Shows and changes what a customer agrees to, and pauses',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, erasureSecret }) => [table.allow('GetItem', 'PutItem', 'DeleteItem'), erasureSecret.allowUsing()],
  },
  'register-device': {
    does: 'Keeps the push token of a phone, and whose it is',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table }) => [table.allow('GetItem', 'PutItem', 'DeleteItem')],
  },
  'set-preferences': {
    does: 'Shows and keeps a customer’s preferences and mutes',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, outcomes }) => [table.allow('GetItem', 'PutItem'), outcomes.allowSending()],
  },
  'keep-customer-data': {
    does: 'Keeps what a store’s systems say of a customer',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table }) => [table.allow('GetItem', 'PutItem')],
  },
  'redeem-code': {
    does: 'Uses redemption codes, each once',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, outcomes }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      outcomes.allowSending(),
    ],
  },
  'report-outcomes': {
    does: 'Takes what customers did with offers, and what they bought',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, outcomes }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      outcomes.allowSending(),
    ],
  },
  'count-outcomes': {
    does: 'Learns from each outcome of a customer, and counts them by kind',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, catalogue, lessons, tallies }) => [
      table.allow('GetItem', 'PutItem'),
      catalogue.allowModels('GetObject'),
      lessons.allowSending(),
      tallies.allowSending(),
    ],
  },
  'import-drop': {
    does: 'Imports files of purchases and scores that partners have dropped',
    memoryMiB: 884,
    timeoutSeconds: 120,
    uses: ({ table, outcomes, drops, dropBucket }) => [
      table.allow('GetItem', 'PutItem'),
      outcomes.allowSending(),
      drops.allowSending(),
      ...dropBucket.allowImporting(),
    ],
    mayReturnToItsQueue: true,
  },
  'list-decisions': {
    does: 'Shows a customer what was decided and why',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, catalogue }) => [
      table.allow('GetItem', 'Query'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
    ],
  },
  learn: {
    does: 'Makes the next propensity model of what outcomes have taught',
    memoryMiB: 1769,
    timeoutSeconds: 30,
    uses: ({ table, catalogue }) => [
      table.allow('GetItem', 'PutItem'),
      catalogue.allowModels('GetObject', 'PutObject', 'DeleteObject'),
      catalogue.allowListing(),
    ],
  },
  'count-tallies': {
    does: 'Adds what happened to the counts of its offer and day',
    memoryMiB: 884,
    timeoutSeconds: 30,
    uses: ({ table }) => [table.allow('GetItem', 'PutItem')],
  },
  'report-offers': {
    does: 'Shows a marketer what offers brought, in counts of at least twenty',
    memoryMiB: 884,
    timeoutSeconds: 29,
    uses: ({ table, catalogue }) => [
      table.allow('GetItem', 'Query'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
    ],
  },
  'show-inbox': {
    does: 'Shows a customer the offers of her visit in the app',
    memoryMiB: 884,
    timeoutSeconds: 10,
    uses: ({ table, catalogue, bus, decisionSample, deliveries, lessons, tallies }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      bus.allowPublishing(),
      deliveries.allowSending(),
      lessons.allowSending(),
      decisionSample.setting(),
      tallies.allowSending(),
    ],
  },
  'make-in-store-code': {
    does: 'Makes a code that a customer shows at a till',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, catalogue }) => [
      table.allow('GetItem', 'PutItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
    ],
  },
  'list-in-store-offers': {
    does: 'Gives a till the offers for a code, once',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, catalogue }) => [
      table.allow('GetItem', 'DeleteItem'),
      table.allowListing(),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
    ],
  },
  'audit-decisions': {
    does: 'Shows a marketer what was decided for a customer, and keeps that it was looked at',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, catalogue }) => [
      table.allow('GetItem', 'Query', 'PutItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
    ],
  },
  'give-feedback': {
    does: 'Keeps what a customer says of an offer',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, outcomes }) => [table.allow('GetItem', 'Query', 'PutItem'), outcomes.allowSending()],
  },
  'list-feedback': {
    does: 'Shows a marketer what customers say of an offer',
    memoryMiB: 512,
    timeoutSeconds: 20,
    uses: ({ table }) => [table.allowListing()],
  },
  'export-customer': {
    does: 'Shows a customer everything that is kept about her',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table }) => [table.allow('GetItem', 'Query'), table.allowListing()],
  },
  'erase-customer': {
    does: 'Erases a customer and answers with a receipt',
    memoryMiB: 884,
    // the gateway waits 30 s at most; what is not done by then the queue does
    timeoutSeconds: 29,
    uses: erasing,
  },
  'finish-erasure': {
    does: 'Looks once more at a customer who has been erased',
    memoryMiB: 512,
    timeoutSeconds: 60,
    uses: erasing,
    mayReturnToItsQueue: true,
  },
  'publish-catalogue': {
    does: 'Replaces everything in force, or compiles it once more',
    memoryMiB: 1769,
    // the gateway waits 30 s at most
    timeoutSeconds: 29,
    uses: authoring,
  },
  'author-catalogue': {
    does: 'Shows and changes the marketer’s geofences, segments and offers',
    memoryMiB: 1769,
    timeoutSeconds: 29,
    uses: (resources) => [resources.table.allow('Query'), ...authoring(resources)],
  },
  'import-geofences': {
    does: 'Puts the geofences of a store list in force',
    memoryMiB: 1769,
    timeoutSeconds: 29,
    uses: authoring,
  },
  'mirror-geofences': {
    does: 'Brings the copy of the geofences at Amazon Location up to date, where there is one',
    memoryMiB: 884,
    // 25 calls a second of ten geofences each: the 50,000 that a collection holds, listed and put, take 220 s
    timeoutSeconds: 300,
    uses: ({ table, catalogue, mirror }) => [
      table.allow('GetItem'),
      catalogue.allow('GetObject'),
      ...mirror.allowWriting(),
    ],
  },
  'report-context': {
    does: 'Takes what a partner’s system has observed, and asks for a decision where an offer comes on by it',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, catalogue, places }) => [
      table.allow('GetItem', 'UpdateItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      places.allowSending(),
    ],
  },
  'observe-context': {
    does: 'Takes what anybody on the bus has observed, and asks for a decision where an offer comes on by it',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table, catalogue, places }) => [
      table.allow('GetItem', 'UpdateItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      places.allowSending(),
    ],
  },
  'cross-geofence': {
    does: 'Takes what a tracker of Amazon Location saw crossed, decides, reserves at most one delivery',
    memoryMiB: 884,
    timeoutSeconds: 10,
    uses: ({ table, catalogue, bus, decisionSample, deliveries, decisions, lessons, tallies }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      bus.allowPublishing(),
      deliveries.allowSending(),
      decisions.allowSending(),
      lessons.allowSending(),
      decisionSample.setting(),
      tallies.allowSending(),
    ],
  },
  'ask-present': {
    does: 'Finds those present at a place, a page a message, and asks for a decision for each',
    memoryMiB: 512,
    timeoutSeconds: 30,
    uses: ({ table, catalogue, decisions, places }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'Query'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      decisions.allowSending(),
      places.allowSending(),
    ],
    mayReturnToItsQueue: true,
  },
  'list-live': {
    does: 'Shows a marketer what happened in the last ten minutes',
    memoryMiB: 512,
    timeoutSeconds: 10,
    uses: ({ table }) => [table.allow('Query')],
  },
  'deliver-offer': {
    does: 'Claims a reserved delivery and makes its one push attempt',
    memoryMiB: 512,
    // shorter than the 60 s for which the answer to a push is awaited (shared/model/delivery.ts)
    timeoutSeconds: 30,
    uses: ({ table, catalogue, bus, decisionSample, deliveries, push, tallies }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      bus.allowPublishing(),
      deliveries.allowSending(),
      push.allowSending(),
      decisionSample.setting(),
      tallies.allowSending(),
    ],
    mayReturnToItsQueue: true,
  },
  'collect-live': {
    does: 'Puts what happened into the live feed',
    memoryMiB: 256,
    timeoutSeconds: 10,
    uses: ({ table }) => [table.allow('PutItem')],
  },
  tick: {
    does: 'Finds the offers whose time has come and asks for a decision where they are shown; closes windows that are over',
    memoryMiB: 512,
    timeoutSeconds: 30,
    uses: ({ table, catalogue, places, outcomes }) => [
      table.allow('GetItem', 'PutItem', 'Query'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      places.allowSending(),
      outcomes.allowSending(),
    ],
  },
  'refresh-weather': {
    does: 'Asks for the weather where offers ask about it, and for a decision where it has turned',
    memoryMiB: 512,
    timeoutSeconds: 30,
    uses: ({ table, catalogue, places, weather }) => [
      table.allow('GetItem', 'PutItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      places.allowSending(),
      ...weather.settings(),
    ],
  },
  'observe-weather': {
    does: 'Takes the weather that somebody tells, and asks for a decision where it has turned',
    memoryMiB: 512,
    timeoutSeconds: 30,
    uses: ({ table, catalogue, places }) => [
      table.allow('GetItem', 'PutItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      places.allowSending(),
    ],
  },
  'decide-present': {
    does: 'Decides again for those present at a geofence',
    memoryMiB: 884,
    timeoutSeconds: 60,
    uses: ({ table, catalogue, bus, decisionSample, deliveries, decisions, lessons, tallies }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      bus.allowPublishing(),
      deliveries.allowSending(),
      decisions.allowSending(),
      lessons.allowSending(),
      decisionSample.setting(),
      tallies.allowSending(),
    ],
    mayReturnToItsQueue: true,
  },
  'try-offer': {
    does: 'Tries an offer for a marketer: on her reports at once, on past decisions or walkers as a job',
    memoryMiB: 1769,
    // the gateway waits 30 s at most; 5,000 reports take one
    timeoutSeconds: 29,
    uses: ({ table, catalogue, simulations }) => [
      table.allow('GetItem', 'PutItem', 'UpdateItem'),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      simulations.allowSending(),
    ],
  },
  'replay-offer': {
    does: 'Carries a trial on: replays a page of customers or walkers at a time',
    memoryMiB: 1769,
    // a run hands its job on after 25 s
    timeoutSeconds: 60,
    uses: ({ table, catalogue, simulations, decisionSample }) => [
      table.allow('GetItem', 'PutItem', 'Query'),
      table.allowListing(),
      catalogue.allow('GetObject'),
      catalogue.allowModels('GetObject'),
      simulations.allowSending(),
      decisionSample.setting(),
    ],
    mayReturnToItsQueue: true,
  },
} satisfies Record<string, FunctionRow>;

export type FunctionName = keyof typeof functionTable;
