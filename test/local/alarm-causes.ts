// Each alarm of the template made to go off by what it is for, as near to that as a laptop gets.
import { DynamoDBClient, ListTablesCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { LocalCloud } from '../../local/cloud.ts';
import { readAlarms } from '../../local/cloudwatch/alarms.ts';
import { startCloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { startAsyncInvocations } from '../../local/lambda/async-invocation.ts';
import { readFunctions } from '../../local/lambda/lambda-environment.ts';
import { createQueues, sendToQueue, startQueueAndBucketServer } from '../../local/services/queues-and-buckets.ts';
import { createResolver, displayName, openAssembly, resourcesOf } from '../../local/template/template.ts';

const region = 'eu-north-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
export const minute = 60_000;

function opened(assemblyDir: string, queueEndpoint = 'http://127.0.0.1:1') {
  const { template, stackName } = openAssembly(assemblyDir);
  const rest = {
    region,
    accountId: '000000000000',
    queueEndpoint,
    apiEndpoint: 'http://127.0.0.1:2',
    secrets: () => 'a secret',
  };
  return { template, resolve: createResolver({ template, stackName, ...rest }) };
}

export function alarmNames(assemblyDir: string): string[] {
  const { template, resolve } = opened(assemblyDir);
  return readAlarms(template, resolve).map(({ name }) => name);
}

/** Datapoints of what a laptop cannot be brought to: throttling functions and tables, functions that take seconds. */
export function injected(cloud: LocalCloud, assemblyDir: string) {
  const { template, resolve } = opened(assemblyDir);
  const [reporting] = resourcesOf(template, 'AWS::Lambda::Function').find(
    ([id]) => displayName(template, id) === 'report-position',
  )!;
  const [[table]] = resourcesOf(template, 'AWS::DynamoDB::GlobalTable') as [[string, unknown]];
  const lambda = { namespace: 'AWS/Lambda', dimensions: { FunctionName: resolve.physicalName(reporting) } };
  const items = { namespace: 'AWS/DynamoDB', dimensions: { TableName: resolve.physicalName(table) } };
  return () => {
    cloud.cloudWatch.put({ ...lambda, name: 'Duration', value: 2000 });
    cloud.cloudWatch.put({ ...lambda, name: 'Throttles', value: 10 });
    cloud.cloudWatch.put({ ...items, name: 'WriteThrottleEvents', value: 100 });
  };
}

/** What is in the table, made otherwise by hand. */
export function inTable(cloud: LocalCloud) {
  const client = new DynamoDBClient({ region, credentials, endpoint: cloud.describe().endpoints.DYNAMODB });
  const table = async () => (await client.send(new ListTablesCommand())).TableNames![0]!;
  return {
    /** Nobody can read it: a fault of ours. */
    async spoil(customerId: string): Promise<void> {
      const Item = { pk: { S: `CUSTOMER#${customerId}` }, sk: { S: 'STATE' }, version: { S: 'none' } };
      await client.send(new PutItemCommand({ TableName: await table(), Item }));
    },
    async weatherFailingSince(at: number): Promise<void> {
      await client.send(
        new UpdateItemCommand({
          TableName: await table(),
          Key: { pk: { S: 'WEATHER' }, sk: { S: 'PROVIDER' } },
          UpdateExpression: 'SET failingSince = :at',
          ConditionExpression: 'attribute_exists(failingSince)',
          ExpressionAttributeValues: { ':at': { N: String(at) } },
        }),
      );
    },
    stop: () => client.destroy(),
  };
}

/** Puts a question on the decision queue that was due long ago. */
export async function askLate(cloud: LocalCloud, assemblyDir: string, byMs: number): Promise<void> {
  const { SQS: endpoint } = cloud.describe().endpoints;
  const { template, resolve } = opened(assemblyDir, endpoint);
  const [queue] = resourcesOf(template, 'AWS::SQS::Queue').find(([id]) => id.startsWith('DecisionsQueue'))!;
  const signal = { kind: 'time', id: `late-${Date.now()}`, at: Date.now() - byMs };
  const question = { geofenceId: 'cafe', catalogueVersion: 1, customerId: 'nobody', signal, dueAt: signal.at };
  const sqs = new SQSClient({ region, credentials, endpoint, useQueueUrlAsEndpoint: false });
  const QueueUrl = String(resolve.value({ Ref: queue }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(question) }));
  sqs.destroy();
}

/** The template's queues with nobody to work them off: which alarms go off as messages grow old, and as they fail for good. */
export async function neglectedQueues(assemblyDir: string, folder: string) {
  const server = await startQueueAndBucketServer({ region, folder, fresh: true });
  const { template, resolve } = opened(assemblyDir, server.url);
  const queues = await createQueues(template, resolve, server);
  let ahead = 0;
  const cloudWatch = startCloudWatch({
    template,
    resolve,
    queues,
    inspect: server.inspect,
    now: () => Date.now() + ahead,
    onAlarm: () => {},
  });
  const alarming = async () => {
    await cloudWatch.look();
    // nobody ticks here
    return cloudWatch.alarming().filter((name) => name !== 'ClockStopped');
  };
  const work = queues.filter(({ deadLetterQueue }) => deadLetterQueue !== undefined);
  const urlOf = (name: string) => `${server.url}/000000000000/${name}`;
  try {
    for (const { name } of work)
      await server.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody: '{}' }));
    const fresh = await alarming();
    ahead = 20 * minute;
    const old = await alarming();
    ahead = 0;

    // five tries each, and the sixth finds it gone
    for (const { name } of work)
      for (let tried = 0; tried < 6; tried++) {
        const QueueUrl = urlOf(name);
        const { Messages: messages = [] } = await server.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        for (const { ReceiptHandle } of messages)
          await server.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
      }
    // an event that a function refuses three times
    const functions = readFunctions(template, resolve, assemblyDir);
    const undelivered = Promise.withResolvers<void>();
    const events = startAsyncInvocations({
      template,
      resolve,
      functions,
      invoke: async () => ({ ok: false, errorType: 'Error', errorMessage: 'no' }),
      sendToQueue: (...message) => sendToQueue(server, ...message).then(undelivered.resolve, undelivered.reject),
      log: () => {},
      retryDelaysMs: [0, 0],
    });
    events.accept(functions.find(({ environment }) => environment.POWERTOOLS_SERVICE_NAME === 'collect-live')!, {});
    await undelivered.promise;
    events.stop();
    return { fresh, old, dead: await alarming() };
  } finally {
    cloudWatch.stop();
    await server.stop();
  }
}
