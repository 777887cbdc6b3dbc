// What the adapters round a customer ask DynamoDB for, and what they make of refusals, failures and broken items.
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoAudit } from '../../shared/adapters/dynamodb/audit.ts';
import { dynamoConsentLedger } from '../../shared/adapters/dynamodb/consent-ledger.ts';
import { dynamoCustomers } from '../../shared/adapters/dynamodb/customers.ts';
import { dynamoDecisionSample } from '../../shared/adapters/dynamodb/decision-sample.ts';
import { dynamoDecisions } from '../../shared/adapters/dynamodb/decisions.ts';
import { dynamoDevices } from '../../shared/adapters/dynamodb/devices.ts';
import { dynamoFeedbacks } from '../../shared/adapters/dynamodb/feedbacks.ts';
import { dynamoPresence } from '../../shared/adapters/dynamodb/presence.ts';
import { newCustomer } from '../../shared/model/customer.ts';
import { decisionAt } from './contract/samples.ts';
import { at, mockTable, refused, throttled } from './dynamodb-mock.ts';

const tokenHash = 'TOKEN#3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0'; // sha256 of "token"
const day = 24 * 60 * 60;

let mock: ReturnType<typeof mockTable>['mock'];
let inputs: ReturnType<typeof mockTable>['inputs'];
let names: ReturnType<typeof mockTable>['names'];
beforeEach(() => {
  ({ mock, inputs, names } = mockTable());
});

describe('customers', () => {
  const customers = dynamoCustomers(at);
  const key = { pk: 'CUSTOMER#ida', sk: 'STATE' };

  it('loads by a strongly consistent read of one item', async () => {
    await customers.load('ida');
    expect(names()).toEqual([GetCommand.name]);
    expect(inputs()).toEqual([{ TableName: 'ravn', Key: key, ConsistentRead: true }]);
  });

  it('creates only where nothing is', async () => {
    await customers.create(newCustomer('ida'));
    expect(inputs()).toEqual([
      { TableName: 'ravn', Item: { ...key, ...newCustomer('ida') }, ConditionExpression: 'attribute_not_exists(pk)' },
    ]);
  });

  it('saves one version further, over the version read', async () => {
    await customers.save({ ...newCustomer('ida'), version: 4 });
    expect(inputs()).toEqual([
      {
        TableName: 'ravn',
        Item: { ...key, ...newCustomer('ida'), version: 5 },
        ConditionExpression: '#version = :read',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':read': 4 },
      },
    ]);
  });

  it('answers false to a refused condition alone, and throws everything else', async () => {
    mock.on(PutCommand).rejects(refused());
    expect(await customers.save(newCustomer('ida'))).toBe(false);
    expect(await customers.create(newCustomer('ida'))).toBe(false);
    mock.on(PutCommand).rejects(throttled());
    await expect(customers.save(newCustomer('ida'))).rejects.toThrow('slow down');
    await expect(customers.create(newCustomer('ida'))).rejects.toThrow('slow down');
  });

  it('sends nothing for a customer that is too big', async () => {
    const devices = Object.fromEntries(
      Array.from({ length: 2500 }, (_, index) => [
        `a-device-with-a-long-name-${index}`,
        { platform: 'ios' as const, registeredAt: 1_790_000_000_000 },
      ]),
    );
    await expect(customers.save({ ...newCustomer('ida'), devices })).rejects.toThrow(RangeError);
    expect(inputs()).toEqual([]);
  });

  it('names the key and the attribute of a broken item, not what is in it', async () => {
    const stored = {
      ...key,
      ...newCustomer('ida'),
      devices: { 'hush-device': { platform: 'hush-platform' } },
      version: 'hush',
    };
    mock.on(GetCommand).resolves({ Item: stored });
    const error = (await customers.load('ida').catch((thrown) => thrown)) as Error;
    expect(error.message).toBe('stored item CUSTOMER#ida / STATE is broken at: version, devices');
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('hush');
  });

  it('keeps what a newer deployment wrote beside it', async () => {
    mock.on(GetCommand).resolves({ Item: { ...key, ...newCustomer('ida'), loyalty: 3 } });
    mock.on(PutCommand).resolves({});
    await customers.save((await customers.load('ida'))!);
    expect(mock.commandCalls(PutCommand)[0]!.args[0].input.Item).toMatchObject({ loyalty: 3 });
  });
});

describe('devices', () => {
  const devices = dynamoDevices(at);
  const key = { pk: 'CUSTOMER#ida', sk: 'DEVICE#phone' };
  const target = { token: 'token', platform: 'ios' as const, registeredAt: 7 };

  it('writes the device, then its owner under the hash of the token', async () => {
    await devices.register('ida', 'phone', target);
    expect(inputs()).toEqual([
      { TableName: 'ravn', Item: { ...key, ...target }, ReturnValues: 'ALL_OLD' },
      {
        TableName: 'ravn',
        Item: {
          pk: tokenHash,
          sk: 'OWNER',
          listed: 'CUSTOMER#ida',
          customerId: 'ida',
          deviceId: 'phone',
          registeredAt: 7,
        },
      },
    ]);
  });

  it('lets go of the token the device had before, if that is still as it was', async () => {
    mock.on(PutCommand).resolves({ Attributes: { ...key, ...target, registeredAt: 3 } });
    await devices.register('ida', 'phone', { ...target, token: 'another' });
    expect(names()).toEqual([PutCommand.name, PutCommand.name, DeleteCommand.name]);
    expect(inputs()[2]).toEqual({
      TableName: 'ravn',
      Key: { pk: tokenHash, sk: 'OWNER' },
      ConditionExpression: 'customerId = :customerId AND deviceId = :deviceId AND registeredAt = :registeredAt',
      ExpressionAttributeValues: { ':customerId': 'ida', ':deviceId': 'phone', ':registeredAt': 3 },
    });
  });

  it('reads device and owner strongly consistent', async () => {
    mock.on(GetCommand, { Key: key }).resolves({ Item: { ...key, ...target } });
    mock.on(GetCommand, { Key: { pk: tokenHash, sk: 'OWNER' } }).resolves({
      Item: {
        pk: tokenHash,
        sk: 'OWNER',
        listed: 'CUSTOMER#ida',
        customerId: 'ida',
        deviceId: 'phone',
        registeredAt: 7,
      },
    });
    expect(await devices.pushTarget('ida', 'phone')).toEqual(target);
    expect(inputs().map((input) => input.ConsistentRead)).toEqual([true, true]);
  });

  it('forgets only the registration it was told of, and then leaves the owner alone if it had moved on', async () => {
    await devices.forget('ida', 'phone', target);
    expect(inputs()[0]).toEqual({
      TableName: 'ravn',
      Key: key,
      ConditionExpression: '#token = :token AND registeredAt = :registeredAt',
      ExpressionAttributeNames: { '#token': 'token' },
      ExpressionAttributeValues: { ':token': 'token', ':registeredAt': 7 },
    });
    expect(inputs()).toHaveLength(2);

    mock.resetHistory();
    mock.on(DeleteCommand).rejects(refused());
    await devices.forget('ida', 'phone', target);
    expect(inputs()).toHaveLength(1);
  });

  it('never says a token in an error', async () => {
    mock.on(GetCommand).resolves({ Item: { ...key, ...target, platform: 'windows' } });
    const error = (await devices.pushTarget('ida', 'phone').catch((thrown) => thrown)) as Error;
    expect(error.message).toBe('stored item CUSTOMER#ida / DEVICE#phone is broken at: platform');
  });
});

describe('records', () => {
  it('appends a consent once', async () => {
    const line = { id: '01', customerId: 'ida', at: 1, purpose: 'push' as const, granted: true, textVersion: 'v1' };
    mock.on(PutCommand).resolvesOnce({}).rejectsOnce(refused()).rejects(throttled());
    await dynamoConsentLedger(at).append(line);
    await dynamoConsentLedger(at).append(line);
    expect(inputs()[0]).toEqual({
      TableName: 'ravn',
      Item: { pk: 'CUSTOMER#ida', sk: 'CONSENT#01', ...line },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await expect(dynamoConsentLedger(at).append(line)).rejects.toThrow('slow down');
  });

  it('keeps a decision and its end in one item, which lives 90 days after the decision', async () => {
    const made = decisionAt(1_790_000_000_500, '01');
    await dynamoDecisions(at).record('ida', made);
    expect(inputs()).toEqual([
      {
        TableName: 'ravn',
        Key: { pk: 'CUSTOMER#ida', sk: 'DECISION#01' },
        UpdateExpression: 'SET #name = if_not_exists(#name, :value), #ttl = if_not_exists(#ttl, :ttl)',
        ExpressionAttributeNames: { '#name': 'decision', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':value': made, ':ttl': 1_790_000_001 + 90 * day },
        // what was there before says whether it is new
        ReturnValues: 'UPDATED_OLD',
      },
    ]);
  });

  it('notes a customer of the sample beside her decision, and nobody else', async () => {
    const made = decisionAt(1_790_000_000_500, '01');
    const noted = async (sampleShare: number) => {
      mock.reset();
      mock.on(UpdateCommand).resolves({});
      const ids = Array.from({ length: 200 }, (_, n) => `customer-${n}`);
      for (const id of ids) await dynamoDecisions({ ...at, sampleShare }).record(id, made);
      return new Set(
        inputs().flatMap(({ Key }) => {
          const { pk, sk } = Key as { pk: string; sk: string };
          return sk === 'SAMPLED' ? [pk] : [];
        }),
      );
    };
    const [none, few, many, all] = [await noted(0), await noted(0.1), await noted(0.5), await noted(1)];
    expect([none.size, all.size]).toEqual([0, 200]);
    expect(few.size).toBeGreaterThan(5);
    expect(many.size).toBeLessThan(140);
    expect([...few].filter((id) => !many.has(id))).toEqual([]);
  });

  it('lists no more than the share of today, and goes on behind whom it leaves out', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `customer-${n}`);
    const items = ids.map((id) => ({ pk: `CUSTOMER#${id}`, sk: 'SAMPLED' }));
    mock.on(QueryCommand).resolves({ Items: items, LastEvaluatedKey: { ...items[99], listed: 'SAMPLED#3' } });
    const page = async (share: number) => dynamoDecisionSample({ ...at, share }).page({ shard: 3, after: 'bo' }, 100);
    const [few, all] = [await page(0.2), await page(1)];
    expect(all).toEqual({ customerIds: ids, next: 'customer-99' });
    expect(few.next).toBe('customer-99');
    expect(few.customerIds.length).toBeGreaterThan(5);
    expect(few.customerIds.length).toBeLessThan(40);
    expect(inputs()[0]).toMatchObject({
      IndexName: 'listed',
      ExpressionAttributeValues: { ':listed': 'SAMPLED#3' },
      ExclusiveStartKey: { listed: 'SAMPLED#3', pk: 'CUSTOMER#bo', sk: 'SAMPLED' },
      Limit: 100,
    });
  });

  it('notes her anew where the note is a day old, and does not mind one that is not', async () => {
    mock.on(UpdateCommand).callsFake(({ Key }) => {
      if (Key.sk === 'SAMPLED') throw refused();
      return {};
    });
    await dynamoDecisions({ ...at, sampleShare: 1 }).record('ida', decisionAt(1_790_000_000_500, '01'));
    expect(inputs()[1]).toMatchObject({
      Key: { pk: 'CUSTOMER#ida', sk: 'SAMPLED' },
      ConditionExpression: 'attribute_not_exists(decidedAt) OR decidedAt < :stale',
      ExpressionAttributeValues: {
        ':at': 1_790_000_000_500,
        ':stale': 1_790_000_000_500 - day * 1000,
        ':ttl': 1_790_000_001 + 91 * day,
        ':listed': expect.stringMatching(/^SAMPLED#\d+$/),
      },
    });
  });

  it('reads the newest decisions first, page by page, no further than asked', async () => {
    const item = (id: string) => ({ pk: 'CUSTOMER#ida', sk: `DECISION#${id}`, ttl: 1, decision: decisionAt(5, id) });
    mock
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: 'CUSTOMER#ida', sk: 'DECISION#09' } })
      .resolvesOnce({ Items: [item('08'), item('07')], LastEvaluatedKey: { pk: 'CUSTOMER#ida', sk: 'DECISION#07' } })
      .rejects(throttled());
    const latest = await dynamoDecisions(at).latest('ida', 2, 100);
    expect(latest.map(({ id }) => id)).toEqual(['08', '07']);
    expect(inputs()[0]).toMatchObject({ ScanIndexForward: false, Limit: 2 });
    expect(inputs()[1]).toMatchObject({ ExclusiveStartKey: { sk: 'DECISION#09' } });
  });
});

describe('presence', () => {
  const stay = { geofenceId: 'torvet', customerId: 'ida', enteredAt: 1000 };

  it('prolongs a lease by one conditional update, its ttl after its end', async () => {
    mock.on(UpdateCommand).rejects(refused());
    await dynamoPresence(at).arrive(stay, 1500);
    expect(inputs()).toEqual([
      {
        TableName: 'ravn',
        Key: { pk: 'PRESENT#torvet#0', sk: 'CUSTOMER#ida' },
        UpdateExpression: 'SET leaseUntil = :leaseUntil, enteredAt = :enteredAt, #ttl = :ttl, #listed = :listed',
        ConditionExpression:
          'attribute_not_exists(enteredAt) OR enteredAt < :enteredAt OR (enteredAt = :enteredAt AND leaseUntil < :leaseUntil)',
        ExpressionAttributeNames: { '#ttl': 'ttl', '#listed': 'listed' },
        ExpressionAttributeValues: { ':leaseUntil': 1500, ':enteredAt': 1000, ':ttl': 2, ':listed': 'CUSTOMER#ida' },
      },
    ]);
    mock.on(UpdateCommand).rejects(throttled());
    await expect(dynamoPresence(at).arrive(stay, 1500)).rejects.toThrow('slow down');
  });

  it('ends a visit by one conditional delete; a later visit in its place is no fault', async () => {
    mock.on(DeleteCommand).rejects(refused());
    await dynamoPresence(at).leave(stay);
    expect(inputs()).toMatchObject([
      { ConditionExpression: 'attribute_not_exists(enteredAt) OR enteredAt <= :enteredAt' },
    ]);
    mock.on(DeleteCommand).rejects(throttled());
    await expect(dynamoPresence(at).leave(stay)).rejects.toThrow('slow down');
  });

  it('reads a page of a shard, and tells where the next begins', async () => {
    mock
      .on(QueryCommand)
      .resolvesOnce({
        Items: [{ sk: 'CUSTOMER#ida' }],
        LastEvaluatedKey: { pk: 'PRESENT#torvet#1', sk: 'CUSTOMER#ole' },
      })
      .resolvesOnce({ Items: [] });
    const presence = dynamoPresence(at);
    const first = await presence.page({ geofenceId: 'torvet', shard: 1 }, 2, 0);
    expect(first).toEqual({ customerIds: ['ida'], next: 'ole' });
    expect(await presence.page({ geofenceId: 'torvet', shard: 1, after: first.next }, 2, 0)).toEqual({
      customerIds: [],
    });
    expect(inputs()).toMatchObject([
      { ExpressionAttributeValues: { ':pk': 'PRESENT#torvet#1', ':now': 0 }, ConsistentRead: true, Limit: 2 },
      { ExclusiveStartKey: { pk: 'PRESENT#torvet#1', sk: 'CUSTOMER#ole' }, ConsistentRead: true },
    ]);
  });

  it('puts a customer always into the same shard', async () => {
    const presence = dynamoPresence(at);
    await presence.arrive({ ...stay, presenceShards: 8 }, 1);
    await presence.leave({ ...stay, presenceShards: 8 });
    const [arrived, left] = inputs();
    expect(left!.Key).toEqual(arrived!.Key);
  });
});

describe('what is said and what is looked at', () => {
  it('keeps feedback under the customer alone, listed under the offer, for a year', async () => {
    const said = { decisionId: 'D1', offerId: 'latte', rating: 4, at: 1_790_000_000_000 };
    await dynamoFeedbacks(at).give('ida', said);
    const key = { pk: 'CUSTOMER#ida', sk: 'FEEDBACK#D1', listed: 'FEEDBACK#latte' };
    expect(inputs()).toEqual([{ TableName: 'ravn', Item: { ...key, ...said, ttl: 1_790_000_000 + 365 * day } }]);
  });

  it('keeps a look by its day, listed under the customer who was looked at', async () => {
    const look = { who: 'mia', whom: 'ida', what: 'decisions' as const, at: 1_790_000_000_000 };
    await dynamoAudit(at).note({ id: '01J', ...look });
    const key = { pk: 'AUDIT#2026-09-21', sk: '01J', listed: 'CUSTOMER#ida' };
    expect(inputs()).toEqual([{ TableName: 'ravn', Item: { ...key, ...look, ttl: 1_790_000_000 + 365 * day } }]);
  });
});
