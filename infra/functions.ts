// The functions, by who sets them to work: each with its size, and with what it may use. Who may touch what is decided here and in infra/rights.ts.
import type { Right } from './rights.ts';
import * as may from './rights.ts';

export interface FunctionRow {
  does: string;
  memoryMiB: number;
  timeoutSeconds: number;
  uses: Right[];
  /**
   * Lambda stops a function and a queue that call each other after about 16 rounds. Only for a message that returns
   * itself on purpose and carries its own end.
   */
  mayReturnToItsQueue?: true;
}

/** The gateway waits 30 s at most. */
const gatewaySeconds = 29;

// Memory is also processor: 1,769 MiB is one core. What decides gets half of one, what compiles a whole one.
const light = { memoryMiB: 512, timeoutSeconds: 10 };
const patient = { memoryMiB: 512, timeoutSeconds: 30 };
const half = { memoryMiB: 884, timeoutSeconds: 10 };
const whole = { memoryMiB: 1769, timeoutSeconds: gatewaySeconds };

export const functionTable = {
  // a phone and its customer
  'report-position': {
    does: 'Takes position reports, decides, reserves at most one delivery',
    ...half,
    uses: [may.decide, may.send('decisions')],
  },
  'show-inbox': { does: 'Shows a customer the offers of her visit in the app', ...half, uses: [may.decide] },
  'report-outcomes': {
    does: 'Takes what customers did with offers, and what they bought',
    ...light,
    uses: [may.change, may.send('outcomes')],
  },
  'give-feedback': {
    does: 'Keeps what a customer says of an offer',
    ...light,
    uses: [may.items('GetItem', 'Query', 'PutItem'), may.send('outcomes')],
  },
  'list-decisions': {
    does: 'Shows a customer what was decided and why',
    ...light,
    uses: [may.items('GetItem', 'Query'), may.readWorld],
  },
  'make-in-store-code': {
    does: 'Makes a code that a customer shows at a till',
    ...light,
    uses: [may.keep, may.readWorld],
  },
  'register-device': {
    does: 'Keeps the push token of a phone, and whose it is',
    ...light,
    uses: [may.items('GetItem', 'PutItem', 'DeleteItem')],
  },
  'set-preferences': {
    does: 'Shows and keeps a customer’s preferences and mutes',
    ...light,
    uses: [may.keep, may.send('outcomes')],
  },
  'manage-consents': {
    does: 'Shows and changes what a customer agrees to, and pauses',
    ...light,
    uses: [may.items('GetItem', 'PutItem', 'DeleteItem'), may.recogniseErased],
  },
  'export-customer': {
    does: 'Shows a customer everything that is kept about her',
    ...light,
    uses: [may.items('GetItem', 'Query'), may.find],
  },
  'erase-customer': {
    does: 'Erases a customer and answers with a receipt',
    // what is not done by then the queue does
    ...half,
    timeoutSeconds: gatewaySeconds,
    uses: [may.erase],
  },

  // a till, and whatever else of a store’s systems
  'redeem-code': { does: 'Uses redemption codes, each once', ...light, uses: [may.change, may.send('outcomes')] },
  'list-in-store-offers': {
    does: 'Gives a till the offers for a code, once',
    ...light,
    uses: [may.items('GetItem', 'DeleteItem'), may.find, may.readWorld],
  },
  'keep-customer-data': { does: 'Keeps what a store’s systems say of a customer', ...light, uses: [may.keep] },
  'report-context': {
    does: 'Takes what a partner’s system has observed, and asks for a decision where an offer comes on by it',
    ...light,
    uses: [may.items('GetItem', 'UpdateItem'), may.askAtPlaces],
  },

  // a marketer
  'author-catalogue': {
    does: 'Shows and changes the marketer’s geofences, segments and offers',
    ...whole,
    uses: [may.items('Query'), may.author],
  },
  'publish-catalogue': { does: 'Replaces everything in force, or compiles it once more', ...whole, uses: [may.author] },
  'import-geofences': { does: 'Puts the geofences of a store list in force', ...whole, uses: [may.author] },
  'try-offer': {
    does: 'Tries an offer for a marketer: on her reports at once, on past decisions or walkers as a job',
    // 5,000 reports take a second
    ...whole,
    uses: [may.items('GetItem', 'PutItem', 'UpdateItem'), may.readWorld, may.send('simulations')],
  },
  'report-offers': {
    does: 'Shows a marketer what offers brought, in counts of at least twenty',
    ...half,
    timeoutSeconds: gatewaySeconds,
    uses: [may.items('GetItem', 'Query'), may.readWorld],
  },
  'list-feedback': {
    does: 'Shows a marketer what customers say of an offer',
    ...light,
    timeoutSeconds: 20,
    uses: [may.find],
  },
  'audit-decisions': {
    does: 'Shows a marketer what was decided for a customer, and keeps that it was looked at',
    ...light,
    uses: [may.items('GetItem', 'Query', 'PutItem'), may.readWorld],
  },
  'list-live': { does: 'Shows a marketer what happened in the last ten minutes', ...light, uses: [may.items('Query')] },

  // a queue
  'deliver-offer': {
    does: 'Claims a reserved delivery and makes its one push attempt',
    // shorter than the 60 s for which the answer to a push is awaited (shared/model/delivery.ts)
    ...patient,
    uses: [may.deliver],
    mayReturnToItsQueue: true,
  },
  'decide-present': {
    does: 'Decides again for those present at a geofence',
    ...half,
    timeoutSeconds: 60,
    uses: [may.decide, may.send('decisions')],
    mayReturnToItsQueue: true,
  },
  'ask-present': {
    does: 'Finds those present at a place, a page a message, and asks for a decision for each',
    ...patient,
    uses: [may.items('GetItem', 'PutItem', 'UpdateItem', 'Query'), may.askAtPlaces, may.send('decisions')],
    mayReturnToItsQueue: true,
  },
  'count-outcomes': {
    does: 'Learns from each outcome of a customer, and counts them by kind',
    ...light,
    uses: [may.keep, may.readModels, may.send('lessons', 'tallies')],
  },
  'count-tallies': {
    does: 'Adds what happened to the counts of its offer and day',
    ...half,
    timeoutSeconds: 30,
    uses: [may.keep],
  },
  learn: {
    does: 'Makes the next propensity model of what outcomes have taught',
    ...whole,
    timeoutSeconds: 30,
    uses: [may.learn],
  },
  'finish-erasure': {
    does: 'Looks once more at a customer who has been erased',
    ...light,
    timeoutSeconds: 60,
    uses: [may.erase],
    mayReturnToItsQueue: true,
  },
  'import-drop': {
    does: 'Imports files of purchases and scores that partners have dropped',
    ...half,
    timeoutSeconds: 120,
    uses: [may.importDrops],
    mayReturnToItsQueue: true,
  },
  'replay-offer': {
    does: 'Carries a trial on: replays a page of customers or walkers at a time',
    // a run hands its job on after 25 s
    ...whole,
    timeoutSeconds: 60,
    uses: [may.items('GetItem', 'PutItem', 'Query'), may.find, may.readWorld, may.send('simulations'), may.sample],
    mayReturnToItsQueue: true,
  },
  'mirror-geofences': {
    does: 'Brings the copy of the geofences at Amazon Location up to date, where there is one',
    // 25 calls a second of ten geofences each: the 50,000 that a collection holds, listed and put, take 220 s
    ...half,
    timeoutSeconds: 300,
    uses: [may.mirrorGeofences],
  },

  // the clock and the bus
  tick: {
    does: 'Finds the offers whose time has come and asks for a decision where they are shown; closes windows that are over',
    ...patient,
    uses: [may.items('GetItem', 'PutItem', 'Query'), may.askAtPlaces, may.send('outcomes')],
  },
  'refresh-weather': {
    does: 'Asks for the weather where offers ask about it, and for a decision where it has turned',
    ...patient,
    uses: [may.keep, may.askAtPlaces, may.askForWeather],
  },
  'observe-weather': {
    does: 'Takes the weather that somebody tells, and asks for a decision where it has turned',
    ...patient,
    uses: [may.keep, may.askAtPlaces],
  },
  'observe-context': {
    does: 'Takes what anybody on the bus has observed, and asks for a decision where an offer comes on by it',
    ...light,
    uses: [may.items('GetItem', 'UpdateItem'), may.askAtPlaces],
  },
  'cross-geofence': {
    does: 'Takes what a tracker of Amazon Location saw crossed, decides, reserves at most one delivery',
    ...half,
    uses: [may.decide, may.send('decisions')],
  },
  'collect-live': {
    does: 'Puts what happened into the live feed',
    ...light,
    memoryMiB: 256,
    uses: [may.items('PutItem')],
  },
} satisfies Record<string, FunctionRow>;

export type FunctionName = keyof typeof functionTable;
