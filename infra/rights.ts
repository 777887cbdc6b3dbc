// Rights by what they are for: what everything that decides uses, what authors, what erases. Rows of infra/functions.ts are made of these.
import type { Binding } from './bind.ts';
import type { Bus } from './bus.ts';
import type { CatalogueBucket } from './catalogue-bucket.ts';
import type { DecisionSample } from './decision-sample.ts';
import type { DropBucket } from './drop-bucket.ts';
import type { ErasureSecret } from './erasure-secret.ts';
import type { GeofenceMirror } from './geofence-mirror.ts';
import type { PushApplication } from './push-application.ts';
import type { ItemAction, Table } from './table.ts';
import type { Weather } from './weather.ts';
import type { WorkQueue } from './work-queue.ts';

/** What there is to use. */
export interface Resources {
  table: Table;
  catalogue: CatalogueBucket;
  bus: Bus;
  queues: Record<QueueName, WorkQueue>;
  mirror: GeofenceMirror;
  dropBucket: DropBucket;
  decisionSample: DecisionSample;
  erasureSecret: ErasureSecret;
  push: PushApplication;
  weather: Weather;
}

/** The queues that functions send to by name; of a publication only the mirror tells. */
type QueueName =
  | 'decisions'
  | 'deliveries'
  | 'drops'
  | 'erasures'
  | 'lessons'
  | 'outcomes'
  | 'places'
  | 'simulations'
  | 'tallies';

/** What a function may use, and how; named as one says it after “may”. */
export type Right = (resources: Resources) => Binding[];

const all =
  (...rights: Right[]): Right =>
  (resources) =>
    rights.flatMap((right) => right(resources));

/** Single items of the table, or (`Query`) those under one key. */
export const items =
  (...actions: ItemAction[]): Right =>
  ({ table }) => [table.allow(...actions)];

/** Read an item, write it again. */
export const keep = items('GetItem', 'PutItem');

/** Make, change and remove single items: a customer’s, her presence, her codes. */
export const change = items('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');

/** Find items by another key than their own. */
export const find: Right = ({ table }) => [table.allowListing()];

export const send =
  (...names: QueueName[]): Right =>
  ({ queues }) =>
    names.map((name) => queues[name].allowSending());

const readCatalogue: Right = ({ catalogue }) => [catalogue.allow('GetObject')];

export const readModels: Right = ({ catalogue }) => [catalogue.allowModels('GetObject')];

/** The world, as far as it lies in the bucket: catalogue and propensity model. */
export const readWorld = all(readCatalogue, readModels);

/** Tell what was decided and what became of it. */
const tell = all(({ bus, decisionSample }) => [bus.allowPublishing(), decisionSample.setting()], send('tallies'));

/** Decide for a customer, and reserve at most one delivery. */
export const decide = all(change, readWorld, tell, send('deliveries', 'lessons'));

/** Claim a delivery, and make its one push attempt. */
export const deliver = all(change, readWorld, tell, send('deliveries'), ({ push }) => [push.allowSending()]);

/** Ask for decisions where something has turned. */
export const askAtPlaces = all(readWorld, send('places'));

/** Know of which customers decisions can be replayed. */
export const sample: Right = ({ decisionSample }) => [decisionSample.setting()];

/** Recognise a customer who has been erased. */
export const recogniseErased: Right = ({ erasureSecret }) => [erasureSecret.allowUsing()];

export const erase = all(
  items('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'Query'),
  find,
  ({ catalogue }) => [catalogue.allowKeepingTombstones()],
  sample,
  send('erasures', 'tallies'),
  recogniseErased,
);

/** Put geofences and offers in force, and remove what others took the place of long ago. */
export const author = all(
  items('GetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem'),
  ({ catalogue }) => [catalogue.allow('GetObject', 'PutObject', 'DeleteObject'), catalogue.allowListing()],
  ({ mirror }) => mirror.allowTelling(),
);

/** Make the next model, and remove what nothing names any more. */
export const learn = all(keep, ({ catalogue }) => [
  catalogue.allowModels('GetObject', 'PutObject', 'DeleteObject'),
  catalogue.allowListing(),
]);

export const mirrorGeofences = all(items('GetItem'), readCatalogue, ({ mirror }) => mirror.allowWriting());

/** Read what partners drop, and go on in another run where one is not enough. */
export const importDrops = all(keep, send('outcomes', 'drops'), ({ dropBucket }) => dropBucket.allowImporting());

export const askForWeather: Right = ({ weather }) => weather.settings();
