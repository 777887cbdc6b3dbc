// Writing many items: in batches of DynamoDB's size, several at a time, and again what it did not process.
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './table.ts';

export type WriteRequest =
  | { PutRequest: { Item: Record<string, unknown> } }
  | { DeleteRequest: { Key: Record<string, unknown> } };

/** BatchWriteItem's bound. */
const batchSize = 25;
/** Batches under way at a time: a catalogue of 25,000 stores is 1,000 batches, and publishing has 30 s. */
const parallelBatches = 8;
const maxAttempts = 8;

/** A batch may name a key once only. @param sleep waits that many milliseconds: between attempts at what was not processed. */
export function batchWriter({
  table,
  client,
  sleep,
}: Table & { sleep: (milliseconds: number) => Promise<unknown> }): (requests: WriteRequest[]) => Promise<void> {
  const writeBatch = async (batch: WriteRequest[]) => {
    let left = batch;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (attempt > 0) await sleep(50 * 2 ** (attempt - 1));
      const { UnprocessedItems: unprocessed } = await client.send(
        new BatchWriteCommand({ RequestItems: { [table]: left } }),
      );
      left = (unprocessed?.[table] ?? []) as WriteRequest[];
      if (left.length === 0) return;
    }
    throw new Error(`DynamoDB left ${left.length} of ${batch.length} items unwritten after ${maxAttempts} attempts`);
  };

  return async (requests) => {
    const batches: WriteRequest[][] = [];
    for (let from = 0; from < requests.length; from += batchSize) batches.push(requests.slice(from, from + batchSize));
    for (let from = 0; from < batches.length; from += parallelBatches) {
      await Promise.all(batches.slice(from, from + parallelBatches).map(writeBatch));
    }
  };
}
