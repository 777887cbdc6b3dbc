// Many messages at once to a queue in SQS (`FanOutQueue`, `PlaceQueue`): ten to a call, some calls at a time.
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { bodyOf } from './body.ts';

/** SQS's bound on a batch. */
const batchSize = 10;
/** A call takes some 10 ms, most of it on the way. */
const parallelBatches = 4;
/** How often entries that SQS did not take are sent again, beside the SDK's own retries of whole calls. */
const maxRetries = 3;
/** SQS's bound on a delay. */
const maxDelaySeconds = 900;

export interface BatchQueue<Message> {
  /** Sends all of them or throws; `delaySeconds` is held within 0–900. Who sends again may send twice. */
  send(messages: Message[], delaySeconds?: number): Promise<void>;
}

/** @param sleep waits that many milliseconds: between attempts at entries that failed. */
export function sqsBatchQueue<Message>({
  queueUrl,
  client,
  sleep,
}: {
  queueUrl: string;
  client: SQSClient;
  sleep: (milliseconds: number) => Promise<unknown>;
}): BatchQueue<Message> {
  const sendBatch = async (batch: Message[], delaySeconds: number) => {
    let left = batch.map((message, index) => ({
      Id: String(index),
      MessageBody: bodyOf(message),
      DelaySeconds: Math.min(maxDelaySeconds, Math.max(0, Math.ceil(delaySeconds))),
    }));
    for (let retry = 0; left.length > 0; retry++) {
      const { Failed: failed = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left }),
      );
      if (failed.length > 0 && retry === maxRetries) {
        const codes = new Set(failed.map(({ Code: code }) => code));
        throw new Error(`SQS did not take ${failed.length} messages: ${[...codes].join(', ')}`);
      }
      left = left.filter(({ Id: id }) => failed.some((entry) => entry.Id === id));
      if (left.length > 0) await sleep(100 * 2 ** retry);
    }
  };

  return {
    async send(messages, delaySeconds = 0) {
      const batches: Message[][] = [];
      for (let from = 0; from < messages.length; from += batchSize)
        batches.push(messages.slice(from, from + batchSize));
      for (let from = 0; from < batches.length; from += parallelBatches) {
        await Promise.all(batches.slice(from, from + parallelBatches).map((batch) => sendBatch(batch, delaySeconds)));
      }
    },
  };
}
