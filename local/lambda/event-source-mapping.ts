// AWS::Lambda::EventSourceMapping from a queue: receive a batch, call the function, delete what did not fail.
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';
import { limitConcurrency } from './concurrency.ts';
import type { Invoke, InvokeResult } from './invoke.ts';

export interface EventSourceMappingOptions {
  template: Template;
  resolve: Resolver;
  invoke: Invoke;
  sqs: SQSClient;
  /** Builds the URL of a queue by its name. */
  queueUrl(name: string): string;
  region: string;
}

export interface LocalMapping {
  queueName: string;
  functionLogicalId: string;
}

interface MappingProperties {
  EventSourceArn: string;
  FunctionName: string;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  FunctionResponseTypes?: string[];
  ScalingConfig?: { MaximumConcurrency?: number };
  Enabled?: boolean;
}
const imitated = [
  'BatchSize',
  'Enabled',
  'EventSourceArn',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'ScalingConfig',
  'Tags',
];

/** How many batches Lambda works on at first when no maximum is set (docs: "SQS event source scaling"). */
const initialConcurrency = 5;
const longPollSeconds = 20;

interface Mapping extends LocalMapping {
  queueUrl: string;
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  partial: boolean;
  concurrency: number;
}

/** Starts a poller for each enabled mapping. `stop` ends the waiting receives and waits for batches being worked on. */
export function startEventSourceMappings(options: EventSourceMappingOptions): {
  mappings: LocalMapping[];
  stop(): Promise<void>;
} {
  const mappings = readMappings(options);
  const stopping = new AbortController();
  const pollers = mappings.map((mapping) => poll(mapping, options, stopping.signal));
  return {
    mappings: mappings.map(({ queueName, functionLogicalId }) => ({ queueName, functionLogicalId })),
    async stop() {
      stopping.abort();
      await Promise.all(pollers);
    },
  };
}

function readMappings({ template, resolve, queueUrl }: EventSourceMappingOptions): Mapping[] {
  return resourcesOf(template, 'AWS::Lambda::EventSourceMapping').flatMap(([logicalId, { Properties }]) => {
    const properties = resolve.value(Properties) as unknown as MappingProperties;
    const unknown = Object.keys(properties).filter((key) => !imitated.includes(key));
    const [service, name] = [properties.EventSourceArn.split(':')[2], properties.EventSourceArn.split(':').at(-1)!];
    if (service !== 'sqs') unknown.push(`a source of type ${service}`);
    if (unknown.length > 0)
      throw new Error(`Event source mapping ${logicalId}: ${unknown.join(', ')} is not imitated.`);
    if (properties.Enabled === false) return [];
    const functionLogicalId = resolve.functionByArn(properties.FunctionName);
    if (functionLogicalId === undefined)
      throw new Error(`Event source mapping ${logicalId} calls no function of the template.`);
    return {
      queueName: name,
      queueUrl: queueUrl(name),
      queueArn: properties.EventSourceArn,
      functionLogicalId,
      batchSize: properties.BatchSize ?? 10,
      windowSeconds: properties.MaximumBatchingWindowInSeconds ?? 0,
      partial: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
      concurrency: properties.ScalingConfig?.MaximumConcurrency ?? initialConcurrency,
    };
  });
}

async function poll(mapping: Mapping, options: EventSourceMappingOptions, signal: AbortSignal): Promise<void> {
  const limited = limitConcurrency(mapping.concurrency);
  const working = new Set<Promise<void>>();
  while (!signal.aborted) {
    // Receive only when a batch can be worked on at once: a received message's visibility is running.
    let received = (_: unknown) => {};
    const hasReceived = new Promise((resolve) => {
      received = resolve;
    });
    const batch = limited(async () => {
      try {
        const messages = signal.aborted ? [] : await receiveBatch(mapping, options.sqs, signal);
        received(undefined);
        if (messages.length > 0) await work(mapping, messages, options);
      } catch (error) {
        if (!signal.aborted) {
          console.error(`Queue ${mapping.queueName}: ${error}`);
          await sleep(1000, undefined, { signal }).catch(() => {});
        }
      } finally {
        received(undefined);
      }
    });
    working.add(batch);
    void batch.finally(() => working.delete(batch));
    await hasReceived;
  }
  await Promise.all(working);
}

/** One long poll; with a batching window, further receives until the batch is full or the window is over. */
async function receiveBatch(mapping: Mapping, sqs: SQSClient, signal: AbortSignal): Promise<Message[]> {
  const messages: Message[] = [];
  let deadline = Number.POSITIVE_INFINITY;
  do {
    const windowSeconds = Math.ceil((deadline - Date.now()) / 1000);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: mapping.queueUrl,
        MaxNumberOfMessages: Math.min(10, mapping.batchSize - messages.length), // 10 is the most one receive may ask for
        WaitTimeSeconds: Math.max(0, Math.min(longPollSeconds, windowSeconds)),
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: signal },
    );
    messages.push(...Messages);
    if (messages.length > 0) deadline = Math.min(deadline, Date.now() + mapping.windowSeconds * 1000);
  } while (messages.length > 0 && messages.length < mapping.batchSize && Date.now() < deadline && !signal.aborted);
  return messages;
}

async function work(
  mapping: Mapping,
  messages: Message[],
  { invoke, sqs, region }: EventSourceMappingOptions,
): Promise<void> {
  const event = { Records: messages.map((message) => record(message, mapping.queueArn, region)) };
  const failed = failedMessages(
    await invoke(mapping.functionLogicalId, event),
    messages.map(({ MessageId }) => MessageId!),
    mapping.partial,
  );
  const done = messages.filter(({ MessageId }) => !failed.has(MessageId!));
  for (let start = 0; start < done.length; start += 10)
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: mapping.queueUrl,
        Entries: done
          .slice(start, start + 10)
          .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
}

/**
 * Which messages of a batch failed and stay in the queue until their visibility ends. With ReportBatchItemFailures a null
 * or empty answer means that all went well; an empty or unknown id, like an answer of another shape, that none did
 * (docs: "Implementing partial batch responses").
 */
export function failedMessages(result: InvokeResult, messageIds: string[], partial: boolean): Set<string> {
  const all = new Set(messageIds);
  if (!result.ok) return all;
  if (!partial || result.value === null || result.value === undefined || result.value === '') return new Set();
  const answer = result.value as { batchItemFailures?: unknown };
  const failures = typeof answer === 'object' ? (answer.batchItemFailures ?? []) : undefined;
  if (!Array.isArray(failures)) return all;
  const failed = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return failed.every((id) => typeof id === 'string' && all.has(id)) ? new Set(failed as string[]) : all;
}

function record(message: Message, queueArn: string, region: string) {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
    name,
    {
      stringValue: attribute.StringValue,
      binaryValue: attribute.BinaryValue && Buffer.from(attribute.BinaryValue).toString('base64'),
      stringListValues: [],
      binaryListValues: [],
      dataType: attribute.DataType,
    },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
