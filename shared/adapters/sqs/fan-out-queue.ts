// A queue in SQS that takes many messages at once, ten to a call: the fan-out queue, the outcome queue.
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FanOutMessage } from '../../model/fan-out.ts';

/** SQS's bound on a batch. */
const batchSize = 10;
/** How often entries that SQS did not take are sent again, beside the SDK's own retries of whole calls. */
const maxRetries = 3;

/** @param sleep waits that many milliseconds: between attempts at entries that failed. */
export function sqsFanOutQueue<Message = FanOutMessage>({
  queueUrl,
  client,
  sleep,
}: {
  queueUrl: string;
  client: SQSClient;
  sleep: (milliseconds: number) => Promise<unknown>;
}): { send(messages: Message[]): Promise<void> } {
  return {
    async send(messages) {
      for (let from = 0; from < messages.length; from += batchSize) {
        let left = messages
          .slice(from, from + batchSize)
          .map((message, index) => ({ Id: String(index), MessageBody: JSON.stringify(message) }));
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
      }
    },
  };
}
