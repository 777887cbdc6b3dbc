// The queue edge: each record is checked and worked on by itself; exactly those that failed come back.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { count, logger, withoutValues } from './telemetry.ts';
import { tracedMessage } from './traces.ts';

/**
 * A handler for a queue: `work` gets one message, and Lambda's context. What it throws is logged once and the message is delivered again. What it
 * returns is why the message is let go, what it was about being over: logged, and counted in the metric `Discards`.
 */
export function queue<Message>(
  schema: z.ZodType<Message>,
  work: (message: Message, context: Context) => Promise<string | undefined>,
) {
  const processor = new BatchProcessor(EventType.SQS);
  const workOn = async (record: SQSRecord, context: Context, dropped: string[]) => {
    try {
      const why = await tracedMessage(() => work(messageIn(record, schema), context));
      if (why !== undefined) dropped.push(why);
    } catch (error) {
      const attempt = Number(record.attributes.ApproximateReceiveCount);
      logger().error('a message failed', { messageId: record.messageId, attempt, error: withoutValues(error) });
      throw error;
    }
  };
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const dropped: string[] = [];
    const each = (record: SQSRecord, context: Context) => workOn(record, context, dropped);
    const answer = await processPartialResponse(event, each, processor, { context, throwOnFullBatchFailure: false });
    if (dropped.length > 0) logger().info('messages dropped', { why: dropped });
    count('Discard', dropped);
    return answer;
  };
}

/** Throws without a word of the body, which `JSON.parse` would quote into the log. */
function messageIn<Message>(record: SQSRecord, schema: z.ZodType<Message>): Message {
  let body: unknown;
  try {
    body = JSON.parse(record.body);
  } catch {
    throw new Error(`the message is not JSON (${record.body.length} characters)`);
  }
  return schema.parse(body);
}

/**
 * A handler for a queue whose messages are worked on together: all of those that can be read, or none. What cannot be read comes
 * back by itself and ends among the dead letters.
 */
export function wholeBatch<Message>(schema: z.ZodType<Message>, work: (messages: Message[]) => Promise<void>) {
  return async ({ Records: records }: SQSEvent): Promise<SQSBatchResponse> => {
    const messages: Message[] = [];
    const unread: string[] = [];
    for (const record of records) {
      try {
        messages.push(messageIn(record, schema));
      } catch (error) {
        logger().error('a message failed', { messageId: record.messageId, error: withoutValues(error) });
        unread.push(record.messageId);
      }
    }
    try {
      if (messages.length > 0) await work(messages);
    } catch (error) {
      logger().error('a batch failed', { messages: messages.length, error: withoutValues(error) });
      return { batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    }
    return { batchItemFailures: unread.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
