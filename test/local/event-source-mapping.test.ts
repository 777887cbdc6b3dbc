// Which messages of a batch count as failed: Lambda's rules for partial batch responses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failedMessages, startEventSourceMappings } from '../../local/lambda/event-source-mapping.ts';
import type { InvokeResult } from '../../local/lambda/invoke.ts';
import { createQueues, startQueueAndBucketServer } from '../../local/services/queues-and-buckets.ts';
import { createResolver, openAssembly } from '../../local/template/template.ts';

const ids = ['a', 'b', 'c'];
const answer = (value: unknown): InvokeResult => ({ ok: true, value });
const thrown: InvokeResult = { ok: false, errorType: 'Error', errorMessage: 'x' };

describe('with ReportBatchItemFailures', () => {
  test.each([
    ['a thrown error: all', thrown, ids],
    ['null: none', answer(null), []],
    ['nothing: none', answer(undefined), []],
    ['an empty object: none', answer({}), []],
    ['an empty list: none', answer({ batchItemFailures: [] }), []],
    ['null as list: none', answer({ batchItemFailures: null }), []],
    ['one id: that one', answer({ batchItemFailures: [{ itemIdentifier: 'b' }] }), ['b']],
    [
      'one id twice: that one',
      answer({ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] }),
      ['b'],
    ],
    ['an unknown id: all', answer({ batchItemFailures: [{ itemIdentifier: 'z' }] }), ids],
    [
      'a known and an unknown id: all',
      answer({ batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'z' }] }),
      ids,
    ],
    ['an empty id: all', answer({ batchItemFailures: [{ itemIdentifier: '' }] }), ids],
    ['a null id: all', answer({ batchItemFailures: [{ itemIdentifier: null }] }), ids],
    ['a wrong key: all', answer({ batchItemFailures: [{ id: 'a' }] }), ids],
    ['a list of null: all', answer({ batchItemFailures: [null] }), ids],
    ['no list: all', answer({ batchItemFailures: 'a' }), ids],
    ['text: all', answer('done'), ids],
  ])('%s', (_, result, expected) => {
    expect([...failedMessages(result, ids, true)].sort()).toEqual(expected);
  });

  test('whatever is answered, what fails is part of the batch; exact for known ids', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 10 }),
        fc.anything(),
        fc.nat(),
        (batch, any, n) => {
          for (const failure of failedMessages(answer(any), batch, true)) expect(batch).toContain(failure);
          const some = batch.slice(0, n % (batch.length + 1));
          const failures = { batchItemFailures: some.map((itemIdentifier) => ({ itemIdentifier })) };
          expect([...failedMessages(answer(failures), batch, true)]).toEqual(some);
        },
      ),
    );
  });
});

test('without it, only a thrown error counts', () => {
  expect(failedMessages(answer({ batchItemFailures: [{ itemIdentifier: 'a' }] }), ids, false).size).toBe(0);
  expect([...failedMessages(thrown, ids, false)]).toEqual(ids);
});

test('a mapping with something unknown is refused by name', async () => {
  const { template, stackName } = openAssembly(`${import.meta.dirname}/fixtures/assembly`);
  const folder = mkdtempSync(join(tmpdir(), 'ravn-buckets-'));
  const server = await startQueueAndBucketServer({ region: 'eu-north-1', folder });
  try {
    const resolve = createResolver({
      template,
      stackName,
      region: 'eu-north-1',
      accountId: '000000000000',
      queueEndpoint: server.url,
      apiEndpoint: 'http://127.0.0.1:2',
    });
    const { Mapping, Work } = structuredClone(template.Resources);
    Mapping!.Properties.FilterCriteria = {};
    const options = {
      template: { Resources: { ...template.Resources, Mapping: Mapping! } },
      resolve,
      invoke: async () => answer(null),
      sqs: server.sqs,
      queueUrl: (name: string) => `${server.url}/000000000000/${name}`,
      region: 'eu-north-1',
    };
    expect(() => startEventSourceMappings(options)).toThrow(
      'Event source mapping Mapping: FilterCriteria is not imitated',
    );
    Work!.Properties.FifoQueue = true;
    await expect(createQueues({ Resources: { ...template.Resources, Work: Work! } }, resolve, server)).rejects.toThrow(
      'Queue Work: FifoQueue is not imitated',
    );
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
