// A queue in SQS: the delivery queue (`DeliveryQueue`) and others of its kind, JSON messages with a delay.
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { bodyOf } from './body.ts';

/** SQS's bound. */
const maxDelaySeconds = 900;

export interface Queue<Message> {
  /** Sends a message, to be seen after `delaySeconds`: rounded up to whole seconds and held within 0–900. */
  send(message: Message, delaySeconds: number): Promise<void>;
}

export function sqsQueue<Message>({ queueUrl, client }: { queueUrl: string; client: SQSClient }): Queue<Message> {
  return {
    async send(message, delaySeconds) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: bodyOf(message),
          DelaySeconds: Math.min(maxDelaySeconds, Math.max(0, Math.ceil(delaySeconds))),
        }),
      );
    },
  };
}
