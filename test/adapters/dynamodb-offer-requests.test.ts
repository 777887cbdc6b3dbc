// What the adapters round offers, catalogue and time ask DynamoDB for, and what they make of refusals and failures.
import { BatchWriteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoAuthoredHistory } from '../../shared/adapters/dynamodb/authored-history.ts';
import { dynamoLiveFeed } from '../../shared/adapters/dynamodb/live-feed.ts';
import { dynamoOfferGates } from '../../shared/adapters/dynamodb/offer-gates.ts';
import { dynamoSnapshotPointer } from '../../shared/adapters/dynamodb/snapshot-pointer.ts';
import { dynamoTickCursor } from '../../shared/adapters/dynamodb/tick-cursor.ts';
import { chance } from '../../shared/core/decide/chance.ts';
import { lineAt } from './contract/authored-history.ts';
import { at, mockTable, refused, throttled } from './dynamodb-mock.ts';

let mock: ReturnType<typeof mockTable>['mock'];
let inputs: ReturnType<typeof mockTable>['inputs'];
let names: ReturnType<typeof mockTable>['names'];
beforeEach(() => {
  ({ mock, inputs, names } = mockTable());
});

describe('offer gates', () => {
  const gates = dynamoOfferGates(at);
  const claim = { offerId: 'latte', version: 3, deliveryId: 'd1', now: 50 };

  it('takes a unit by one conditional update', async () => {
    expect(await gates.take(claim)).toBe('taken');
    expect(inputs()).toEqual([
      {
        TableName: 'ravn',
        Key: { pk: 'OFFER#latte', sk: 'GATE' },
        UpdateExpression: 'SET taken.#id = :now ADD #used :one',
        ConditionExpression:
          '#live = :true AND #version = :version AND endsAt > :now AND attribute_not_exists(taken.#id) AND ' +
          '(attribute_not_exists(budgetUnits) OR #used < budgetUnits)',
        ExpressionAttributeNames: { '#live': 'live', '#version': 'version', '#used': 'used', '#id': 'd1' },
        ExpressionAttributeValues: { ':true': true, ':version': 3, ':now': 50, ':one': 1 },
      },
    ]);
  });

  it('asks a second time whether the unit is this delivery’s, then reads for the reason', async () => {
    const stored = { pk: 'OFFER#latte', sk: 'GATE', live: true, version: 3, endsAt: 60, used: 1, spent: 0, taken: {} };
    mock.on(UpdateCommand).rejects(refused());
    mock.on(GetCommand).resolves({ Item: stored });
    expect(await gates.take(claim)).toBe('budget-spent');
    expect(names()).toEqual([UpdateCommand.name, UpdateCommand.name, GetCommand.name]);
    expect(inputs()[1]).toMatchObject({
      UpdateExpression: 'SET taken.#id = :now',
      ConditionExpression: '#live = :true AND #version = :version AND endsAt > :now AND attribute_exists(taken.#id)',
    });
    expect(inputs()[2]).toMatchObject({ ConsistentRead: true });
  });

  it.each([['take'], ['giveBack'], ['settle'], ['set']] as const)('%s throws what is no refusal', async (method) => {
    mock.on(UpdateCommand).rejects(throttled());
    const calls = {
      take: () => gates.take(claim),
      giveBack: () => gates.giveBack('latte', 'd1'),
      settle: () => gates.settle('latte', 'd1'),
      set: () => gates.set({ offerId: 'latte', version: 1, live: true, endsAt: 2 }),
    };
    await expect(calls[method]()).rejects.toThrow('slow down');
  });
});

describe('authored history', () => {
  const waits: number[] = [];
  const history = dynamoAuthoredHistory({ ...at, sleep: async (ms) => waits.push(ms) });
  beforeEach(() => {
    waits.length = 0;
  });

  it('puts a version under the thing it is of, 25 to a batch', async () => {
    await history.keep([lineAt(3)]);
    expect(inputs()).toEqual([
      {
        RequestItems: {
          ravn: [{ PutRequest: { Item: { pk: 'GEOFENCE#a', sk: 'VERSION#0000000003', ...lineAt(3) } } }],
        },
      },
    ]);
    mock.resetHistory();
    await history.keep(Array.from({ length: 60 }, (_, index) => lineAt(1, `s${index}`)));
    const sizes = inputs().map((input) => (input.RequestItems as { ravn: unknown[] }).ravn.length);
    expect(sizes).toEqual([25, 25, 10]);
  });

  it('sends again what was not processed, and that alone, waiting longer each time', async () => {
    const left = { PutRequest: { Item: { pk: 'GEOFENCE#b', sk: 'VERSION#0000000001' } } };
    mock
      .on(BatchWriteCommand)
      .resolvesOnce({ UnprocessedItems: { ravn: [left] } })
      .resolvesOnce({ UnprocessedItems: { ravn: [left] } })
      .resolves({ UnprocessedItems: {} });
    await history.keep([lineAt(1), lineAt(1, 'b')]);
    expect(inputs().slice(1)).toEqual([{ RequestItems: { ravn: [left] } }, { RequestItems: { ravn: [left] } }]);
    expect(waits).toEqual([50, 100]);
  });

  it('gives up after eight attempts, saying how many are unwritten', async () => {
    const left = { PutRequest: { Item: { pk: 'GEOFENCE#a', sk: 'VERSION#0000000001' } } };
    mock.on(BatchWriteCommand).resolves({ UnprocessedItems: { ravn: [left] } });
    await expect(history.keep([lineAt(1), lineAt(1, 'b')])).rejects.toThrow('left 1 of 2 items unwritten');
    expect(inputs()).toHaveLength(8);
  });

  it('names a broken item', async () => {
    const item = { pk: 'GEOFENCE#a', sk: 'VERSION#0000000001', ...lineAt(1), what: 'sung' };
    mock.on(QueryCommand).resolves({ Items: [item] });
    await expect(history.latest('GEOFENCE', 'a', 1)).rejects.toThrow(
      'stored item GEOFENCE#a / VERSION#0000000001 is broken at: what',
    );
  });
});

describe('pointer, live feed and cursor', () => {
  it('moves the pointer from nothing or from the predecessor', async () => {
    const pointer = dynamoSnapshotPointer(at);
    const at1 = { revision: 1, geofences: 'g1', rest: 'r1' };
    await pointer.advance({ version: 0, ...at1 });
    await pointer.advance({ version: 1, location: 'l1', publishedAt: 6, ...at1, revision: 2 });
    const key = { pk: 'CATALOGUE', sk: 'CURRENT' };
    expect(inputs()).toMatchObject([
      { Item: { ...key, version: 0, ...at1 }, ConditionExpression: 'attribute_not_exists(revision)' },
      {
        Item: { ...key, version: 1, location: 'l1', publishedAt: 6, revision: 2, geofences: 'g1', rest: 'r1' },
        ConditionExpression: 'revision = :predecessor',
        ExpressionAttributeValues: { ':predecessor': 1 },
      },
    ]);
    mock.on(PutCommand).rejects(throttled());
    await expect(pointer.advance({ version: 3, location: 'l3', publishedAt: 7, ...at1, revision: 3 })).rejects.toThrow(
      'slow down',
    );
  });

  it('keeps an event of the live feed for ten minutes and starts reading at that mark', async () => {
    const event = {
      type: 'GeofenceExited',
      schemaVersion: 1,
      customerId: 'ida',
      at: 1,
      geofenceId: 'a',
      visit: 1,
    } as const;
    await dynamoLiveFeed(at).add({ id: '01', at: 5000, event });
    expect(inputs()[0]).toEqual({
      TableName: 'ravn',
      Item: { pk: 'LIVE#1', listed: 'CUSTOMER#ida', sk: '01', at: 5000, event, ttl: 605 },
    });
    // The time part of a ULID: 1469918176385 is 01ARYZ6S41 in the ULID specification's example.
    await dynamoLiveFeed(at).since(undefined, 10, 1_469_918_176_385 + 600_000);
    for (const shard of [0, 1, 2, 3, 4, 5, 6, 7])
      expect(inputs()[1 + shard]).toMatchObject({
        ExpressionAttributeValues: {
          ':pk': `LIVE#${shard}`,
          ':after': '01ARYZ6S41',
          ':oldest': 1_469_918_176_385,
        },
      });
  });

  it('spreads events evenly over the partitions of the live feed', async () => {
    const event = {
      type: 'GeofenceExited',
      schemaVersion: 1,
      customerId: 'a',
      at: 1,
      geofenceId: 'a',
      visit: 1,
    } as const;
    for (let n = 0; n < 800; n++)
      await dynamoLiveFeed(at).add({ id: ulid(5000, chance(`event ${n}`)), at: 5000, event });
    const perPartition = Object.values(Object.groupBy(inputs(), ({ Item }) => (Item as { pk: string }).pk)).map(
      (of) => of!.length,
    );
    expect(perPartition).toHaveLength(8);
    expect(Math.max(...perPartition)).toBeLessThan(150);
  });

  it('moves the cursor from where it was read', async () => {
    const cursor = dynamoTickCursor(at);
    await cursor.move(undefined, 60);
    await cursor.move(60, 120);
    const key = { pk: 'TICK', sk: 'CURSOR' };
    expect(inputs()).toMatchObject([
      { Item: { ...key, at: 60 }, ConditionExpression: 'attribute_not_exists(pk)' },
      { Item: { ...key, at: 120 }, ConditionExpression: '#at = :from', ExpressionAttributeValues: { ':from': 60 } },
    ]);
    mock.on(GetCommand).resolves({ Item: { ...key, at: 'noon' } });
    await expect(cursor.read()).rejects.toThrow('stored item TICK / CURSOR is broken at: at');
  });
});
