// The queue edge: exactly the messages that failed come back, each logged once, and nothing of a body is in the log.
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { queue } from '../../functions/edge/queue.ts';

// Powertools writes to a console of its own unless it is told that somebody develops.
process.env.POWERTOOLS_DEV = 'true';

let logged: string[] = [];
beforeEach(() => {
  logged = [];
  vi.spyOn(console, 'error').mockImplementation((line) => void logged.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

const message = z.strictObject({ work: z.enum(['good', 'bad']) });

test('of a batch the failed ones come back, whatever is wrong with them', async () => {
  const worked: string[] = [];
  const handler = queue(message, async ({ work }) => {
    if (work === 'bad') throw new Error('could not', { cause: new Error('the table is down') });
    worked.push(work);
  });
  const bodies = [
    '{"work":"good"}',
    '{"work":"bad"}',
    'freja@example.com is not JSON',
    '{"work":"freja@example.com"}',
    '{"work":"good"}',
  ];
  const { batchItemFailures } = await handler(batch(bodies), {} as Context);
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(['m1', 'm2', 'm3']);
  expect(worked).toEqual(['good', 'good']);
  expect(logged).toHaveLength(3);
  expect(logged.join()).toMatch(/could not.*the table is down/s);
  expect(logged.join()).not.toMatch(/freja|example/);
});

test('a batch of which everything fails comes back whole, and does not throw', async () => {
  const handler = queue(message, async () => {
    throw new Error('no');
  });
  const { batchItemFailures } = await handler(batch(['{"work":"good"}', '{"work":"good"}']), {} as Context);
  expect(batchItemFailures).toHaveLength(2);
});

test('what is let go is said once a batch, at INFO, and counted by its reason', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => {});
  const metrics = vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Ravn');
  const handler = queue(message, async ({ work }) => (work === 'bad' ? 'too-late' : undefined));
  const bodies = ['{"work":"bad"}', '{"work":"good"}', '{"work":"bad"}'];
  expect(await handler(batch(bodies), {} as Context)).toEqual({ batchItemFailures: [] });
  const said = info.mock.calls.map(([line]) => JSON.parse(line));
  expect(said).toMatchObject([{ level: 'INFO', message: 'messages dropped', why: ['too-late', 'too-late'] }]);
  expect(JSON.parse(metrics.mock.calls.at(-1)![0])).toMatchObject({ Discard: 'too-late', Discards: 2 });
  vi.unstubAllEnvs();
});

function batch(bodies: string[]): SQSEvent {
  const records = bodies.map((body, n) => ({ messageId: `m${n}`, body, attributes: { ApproximateReceiveCount: '1' } }));
  return { Records: records } as unknown as SQSEvent;
}
