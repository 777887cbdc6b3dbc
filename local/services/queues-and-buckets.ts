// AWS::SQS::Queue and AWS::S3::Bucket on fauxqs: buckets on disk, queues in memory, so that a queued delivery ends `expired`.
import { rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { localCredentials } from '../lambda/lambda-environment.ts';
import { loopback } from '../ports.ts';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';
import { keepObjects } from './kept-objects.ts';

export interface QueueAndBucketServer {
  /** Serves both SQS and S3. */
  url: string;
  sqs: SQSClient;
  /** What waits in a queue: how many to be received now, and when the oldest was sent that is not put off; received or not, it waits. */
  inspect(queueName: string): Promise<{ visible: number; oldestSentAt?: number }>;
  /** Shows each request as it comes, to look at only. */
  watch(listener: RequestListener): void;
  stop(): Promise<void>;
}

/** As fauxqs tells of a queue, looked at without receiving anything. */
interface InspectedQueue {
  messages: { ready: { sentTimestamp: number }[]; inflight: { message: { sentTimestamp: number } }[] };
}

/** Starts the server; what lies in its buckets is kept in `folder`, unless it begins `fresh`. fauxqs' own `startFauxqs` listens on every network interface; this listens on loopback only. */
export async function startQueueAndBucketServer({
  region,
  folder,
  fresh,
}: {
  region: string;
  folder: string;
  fresh?: boolean;
}): Promise<QueueAndBucketServer> {
  if (fresh) rmSync(folder, { recursive: true, force: true });
  const app = buildApp({ logger: false, defaultRegion: region });
  keepObjects(app, folder);
  const url = await app.listen({ host: loopback, port: 0 });
  const sqs = queueClient(url, region);
  return {
    url,
    sqs,
    async inspect(queueName) {
      const { messages } = (await app.inject(`/_fauxqs/queues/${queueName}`)).json<InspectedQueue>();
      const waiting = [...messages.ready, ...messages.inflight.map(({ message }) => message)];
      const sentAt = waiting.map(({ sentTimestamp }) => sentTimestamp);
      return { visible: messages.ready.length, ...(sentAt.length > 0 && { oldestSentAt: Math.min(...sentAt) }) };
    },
    watch: (listener) => void app.server.on('request', listener),
    async stop() {
      sqs.destroy();
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** The same queues behind another address. */
export function queueServerAt(url: string, server: QueueAndBucketServer, region: string): QueueAndBucketServer {
  return { ...server, url, sqs: queueClient(url, region) };
}

/** Without `useQueueUrlAsEndpoint: false` a client would follow fauxqs' own queue URLs, whose host does not resolve. */
function queueClient(endpoint: string, region: string): SQSClient {
  return new SQSClient({ endpoint, region, credentials: localCredentials, useQueueUrlAsEndpoint: false });
}

/** Sends a message to the queue with this ARN. */
export async function sendToQueue(
  server: QueueAndBucketServer,
  queueArn: string,
  body: string,
  attributes: Record<string, string> = {},
): Promise<void> {
  const [accountId, name] = queueArn.split(':').slice(-2);
  await server.sqs.send(
    new SendMessageCommand({
      QueueUrl: `${server.url}/${accountId}/${name}`,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
      ),
    }),
  );
}

const queueAttributes = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];
/** Names, labels and encryption make no difference to how a queue behaves here. */
const withoutEffect = [
  'QueueName',
  'Tags',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'RedriveAllowPolicy',
];

export interface LocalQueue {
  logicalId: string;
  name: string;
  /** Where a message goes that was received too often. */
  deadLetterQueue?: string;
}

interface QueueProperties extends Record<string, unknown> {
  RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
}

/** Creates the template's queues, dead-letter queues first. Throws on a queue property that is not imitated. */
export async function createQueues(
  template: Template,
  resolve: Resolver,
  server: QueueAndBucketServer,
): Promise<LocalQueue[]> {
  const queues = resourcesOf(template, 'AWS::SQS::Queue').map(([logicalId, { Properties }]) => {
    const properties = resolve.value(Properties) as QueueProperties;
    const unknown = Object.keys(properties).filter(
      (key) => key !== 'RedrivePolicy' && !queueAttributes.includes(key) && !withoutEffect.includes(key),
    );
    if (unknown.length > 0) throw new Error(`Queue ${logicalId}: ${unknown.join(', ')} is not imitated.`);
    const target = properties.RedrivePolicy?.deadLetterTargetArn;
    const deadLetterQueue = target === undefined ? undefined : target.split(':').at(-1);
    return { logicalId, name: resolve.physicalName(logicalId), properties, deadLetterQueue };
  });
  const pending = new Map(queues.map((queue) => [queue.name, queue]));
  while (pending.size > 0) {
    const next = [...pending.values()].filter(({ deadLetterQueue }) => !pending.has(deadLetterQueue ?? ''));
    if (next.length === 0) throw new Error(`Queues ${[...pending.keys()].join(', ')} redrive in a circle.`);
    await Promise.all(next.map(({ name, properties }) => createQueue(server, name, properties)));
    for (const { name } of next) pending.delete(name);
  }
  return queues.map(({ logicalId, name, deadLetterQueue }) => ({ logicalId, name, deadLetterQueue }));
}

async function createQueue(server: QueueAndBucketServer, name: string, properties: QueueProperties): Promise<void> {
  const attributes = queueAttributes
    .filter((key) => properties[key] !== undefined)
    .map((key) => [key, String(properties[key])]);
  if (properties.RedrivePolicy) attributes.push(['RedrivePolicy', JSON.stringify(properties.RedrivePolicy)]);
  await server.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: Object.fromEntries(attributes) }));
}

/** Creates the template's buckets and returns their logical ids. Policies, lifecycle rules and versions have no effect here. */
export async function createBuckets(
  template: Template,
  resolve: Resolver,
  server: QueueAndBucketServer,
): Promise<string[]> {
  const buckets = resourcesOf(template, 'AWS::S3::Bucket').map(([logicalId]) => logicalId);
  await Promise.all(
    buckets.map(async (logicalId) => {
      const response = await fetch(`${server.url}/${resolve.physicalName(logicalId)}`, { method: 'PUT' });
      if (!response.ok)
        throw new Error(`Bucket ${logicalId} could not be created: ${response.status} ${await response.text()}`);
    }),
  );
  return buckets;
}
