// A stadium fills: 50,000 come into one geofence within five minutes. How often is each key written a second?
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { dynamoPresence } from '../../shared/adapters/dynamodb/presence.ts';
import { seeded } from '../cli/seeded.ts';

const people = 50_000;
const minutes = 5;
/** What a key is to bear: a fifth of what DynamoDB gives it, so that it never throttles. */
const mostWritesPerSecond = 200;

/** The most writes of one key within one second, by key. */
async function fill(presenceShards: number): Promise<Map<string, number>> {
  const random = seeded(4711);
  let now = 0;
  const writes = new Map<string, number>();
  const client = {
    async send({ input }: { input: { Key: { pk: string } } }) {
      const second = `${input.Key.pk} ${Math.floor(now / 1000)}`;
      writes.set(second, (writes.get(second) ?? 0) + 1);
      return {};
    },
  } as unknown as DynamoDBDocumentClient;
  const presence = dynamoPresence({ table: 'ravn', client });
  for (let n = 0; n < people; n++) {
    // Few at first and last, most in the middle: the sum of two dice.
    now = ((random() + random()) / 2) * minutes * 60_000;
    const stay = { geofenceId: 'stadium', presenceShards, customerId: `auth0|${n}`, enteredAt: now };
    await presence.arrive(stay, now + 1_020_000);
  }
  const most = new Map<string, number>();
  for (const [second, count] of writes) {
    const [key = ''] = second.split(' ');
    most.set(key, Math.max(count, most.get(key) ?? 0));
  }
  return most;
}

test('four shards: no key takes more than 200 writes a second', async () => {
  const most = await fill(4);
  expect([...most.keys()].sort()).toEqual([0, 1, 2, 3].map((shard) => `PRESENT#stadium#${shard}`));
  expect(Math.max(...most.values())).toBeLessThanOrEqual(mostWritesPerSecond);
  // and the crowd is spread evenly: no shard much fuller than another
  expect(Math.min(...most.values())).toBeGreaterThan(Math.max(...most.values()) / 2);
});

test('one shard would not do', async () => {
  expect(Math.max(...(await fill(1)).values())).toBeGreaterThan(mostWritesPerSecond);
});
