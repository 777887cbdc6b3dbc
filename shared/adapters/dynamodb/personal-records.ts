// Personal records in DynamoDB: the customer's own partition, and through the sparse index whatever else names her.
import { DeleteCommand, PutCommand, paginateQuery, paginateScan, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { customer } from '../../model/customer.ts';
import type { PersonalRecord, PersonalRecords, RecordKind } from '../../ports/personal-records.ts';
import { batchWriter } from './batch-write.ts';
import { listedIndex, listedUnder, parseStored, type Table, tookPlace } from './table.ts';

/** Records a page. A decision is 6 KB at most as a rule: a page stays under DynamoDB's 1 MB, and far under Lambda's 6. */
const pageSize = 100;

/** @param sleep as `batchWriter` wants it. */
export function dynamoPersonalRecords({
  table,
  client,
  sleep,
}: Table & { sleep: (milliseconds: number) => Promise<unknown> }): PersonalRecords {
  const writeAll = batchWriter({ table, client, sleep });
  const partition = (customerId: string) => ({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partitionOf(customerId) },
    ConsistentRead: true,
  });
  const index = (customerId: string) => ({
    TableName: table,
    IndexName: listedIndex,
    KeyConditionExpression: '#listed = :listed',
    ExpressionAttributeNames: { '#listed': 'listed' },
    ExpressionAttributeValues: { ':listed': listedUnder(customerId) },
  });
  const all = async (query: ReturnType<typeof partition> | ReturnType<typeof index>): Promise<PersonalRecord[]> => {
    const found: PersonalRecord[] = [];
    for await (const { Items: items = [] } of paginateQuery({ client }, query)) found.push(...items.map(recordOf));
    return found;
  };

  return {
    async page(customerId, after) {
      const { Items: items = [], LastEvaluatedKey: last } = await client.send(
        new QueryCommand({
          ...partition(customerId),
          Limit: pageSize,
          ...(after !== undefined && { ExclusiveStartKey: { pk: partitionOf(customerId), sk: after } }),
        }),
      );
      return { records: items.map(recordOf), ...(last && { next: String(last.sk) }) };
    },

    elsewhere: (customerId) => all(index(customerId)),

    async keysOf(customerId) {
      const [own, elsewhere] = await Promise.all([all(partition(customerId)), all(index(customerId))]);
      return [...own.filter(({ sk }) => sk !== stateKey), ...elsewhere].map(({ kind, pk, sk }) => ({ kind, pk, sk }));
    },

    async remove(keys) {
      const once = new Map(keys.map(({ pk, sk }) => [`${pk} ${sk}`, { pk, sk }]));
      await writeAll([...once.values()].map((Key) => ({ DeleteRequest: { Key } })));
    },

    async close(customerId, erasedAt) {
      const { Attributes: former } = await client.send(
        new PutCommand({ TableName: table, Item: { ...keyOf(customerId), erasedAt }, ReturnValues: 'ALL_OLD' }),
      );
      return former && !isClosed(former) ? parseStored(customer, former) : undefined;
    },

    async discard(customerId) {
      await tookPlace(
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: keyOf(customerId),
            ConditionExpression: 'attribute_exists(erasedAt)',
          }),
        ),
      );
    },

    async *everybody() {
      const pages = paginateScan(
        { client },
        {
          TableName: table,
          ProjectionExpression: 'pk, #listed',
          ExpressionAttributeNames: { '#listed': 'listed' },
          ConsistentRead: true,
        },
      );
      for await (const { Items: items = [] } of pages) {
        for (const { pk, listed } of items) {
          const named = [String(pk), String(listed)].find((key) => key.startsWith(customerPrefix));
          if (named !== undefined) yield named.slice(customerPrefix.length);
        }
      }
    },
  };
}

/** What closing leaves in a customer's place: no customer. */
export const isClosed = (item: Record<string, unknown>): boolean => item.erasedAt !== undefined;

const customerPrefix = 'CUSTOMER#';
const stateKey = 'STATE';
const partitionOf = (customerId: string) => `${customerPrefix}${customerId}`;
const keyOf = (customerId: string) => ({ pk: partitionOf(customerId), sk: stateKey });

/** What an item is, by the beginnings of its key. */
const kinds: Record<string, RecordKind> = {
  'CUSTOMER STATE': 'customer',
  'CUSTOMER CONSENT': 'consent',
  'CUSTOMER DECISION': 'decision',
  'CUSTOMER DEVICE': 'device',
  'CUSTOMER FEEDBACK': 'feedback',
  'CUSTOMER IN-STORE-CODE': 'inStoreCode',
  'TOKEN OWNER': 'token',
  'PRESENT CUSTOMER': 'presence',
  'CODE REDEMPTION': 'code',
  'WINDOW CUSTOMER': 'dueWindow',
};

/** Where the sort key is an id alone. */
const kindsOfPartition: Record<string, RecordKind> = { LIVE: 'liveEvent', AUDIT: 'look' };

function recordOf({ pk, sk, listed: _listed, ttl: _ttl, ...stored }: Record<string, unknown>): PersonalRecord {
  const [noun, name] = String(pk).split('#');
  const [prefix, id] = String(sk).split('#');
  const kind = kindsOfPartition[noun!] ?? kinds[`${noun} ${prefix}`] ?? 'other';
  const body = {
    ...stored,
    ...(kind === 'device' && { deviceId: id }),
    ...(kind === 'presence' && { geofenceId: name }),
  };
  return { kind, pk: String(pk), sk: String(sk), body };
}
