// The queue edge: each record is checked and worked on by itself; exactly those that failed come back.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { logger, withoutValues } from './telemetry.ts';

/** A handler for a queue: `work` gets one message. What it throws is logged once and the message is delivered again. */
export function queue<Message>(schema: z.ZodType<Message>, work: (message: Message) => Promise<void>) {
  const processor = new BatchProcessor(EventType.SQS);
  const workOn = async (record: SQSRecord) => {
    try {
      await work(schema.parse(JSON.parse(record.body)));
    } catch (error) {
      const attempt = Number(record.attributes.ApproximateReceiveCount);
      logger().error('a message failed', { messageId: record.messageId, attempt, error: withoutValues(error) });
      throw error;
    }
  };
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
    processPartialResponse(event, workOn, processor, { context, throwOnFullBatchFailure: false });
}
