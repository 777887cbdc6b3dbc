// The table's client while the table is throttled: how often it asks, and for how long, of the seconds that a function has.
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { documentClient } from '../../shared/adapters/dynamodb/table.ts';
import { pretendCredentials } from './stores.ts';

beforeEach(pretendCredentials);
afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  { attempts: 4, ms: 350 },
  { attempts: 8, ms: 6350 },
])('$attempts attempts wait $ms ms at the most', async ({ attempts, ms }) => {
  const client = documentClient({ maxAttempts: attempts, random: () => 0.999 }); // the longest waits there are
  let asked = 0;
  client.middlewareStack.add(
    () => async () => {
      asked++;
      throw new DynamoDBServiceException({
        name: 'ProvisionedThroughputExceededException',
        $fault: 'client',
        $metadata: { httpStatusCode: 400 },
      });
    },
    { step: 'deserialize', priority: 'low' },
  );
  const waits: number[] = [];
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((done: () => void, wait = 0) => {
    waits.push(wait);
    queueMicrotask(done);
  }) as typeof setTimeout);
  await expect(client.send(new GetCommand({ TableName: 'ravn', Key: { pk: 'a', sk: 'b' } }))).rejects.toThrow(
    DynamoDBServiceException,
  );
  expect(asked).toBe(attempts);
  const waited = waits.reduce((sum, wait) => sum + wait, 0);
  expect(waited).toBeLessThanOrEqual(ms);
  expect(waited).toBeGreaterThan(ms * 0.9);
});
