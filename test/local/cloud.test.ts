// The whole cloud on a small template: started, used over HTTP and through the SDK, stopped, killed, started again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';

const assemblyDir = `${import.meta.dirname}/fixtures/assembly`;
const temporary: string[] = [];
const newDataDir = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ravn-local-'));
  temporary.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});
const local = { region: 'eu-north-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

describe('while it runs', () => {
  let cloud: LocalCloud;
  let sqs: SQSClient;
  const queueUrl = (name: string) => `${cloud.describe().endpoints.SQS}/000000000000/fixture-${name}`;
  const logOf = (name: string) =>
    readFileSync(cloud.describe().functions.find((one) => one.name === name)!.logFile, 'utf8');

  beforeAll(async () => {
    cloud = await startLocalCloud({ assemblyDir, port: 0, dataDir: newDataDir(), retryDelaysMs: [50] });
    sqs = new SQSClient({ ...local, endpoint: cloud.describe().endpoints.SQS, useQueueUrlAsEndpoint: false });
  });
  afterAll(async () => {
    sqs.destroy();
    await cloud.stop();
  });

  const send = (name: string, body: object) =>
    sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(name), MessageBody: JSON.stringify(body) }));
  async function receive(name: string, count: number): Promise<Message[]> {
    const received: Message[] = [];
    for (const deadline = Date.now() + 15_000; received.length < count && Date.now() < deadline; ) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl(name), MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      received.push(...Messages);
    }
    return received;
  }

  test('a route is answered by its function, with the claims of the token', async () => {
    const token = await cloud.issueToken({ sub: 'anna' });
    const response = await fetch(`${cloud.apiUrl}/who`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ jwt: { claims: { sub: 'anna', iss: 'https://issuer.test/' } } });
    expect((await fetch(`${cloud.apiUrl}/who`)).status).toBe(401);
  });

  test('of a batch only what failed comes back, and after too many tries goes to the dead-letter queue', async () => {
    const bodies = ['good 1', 'bad 1', 'good 2', 'bad 2'].map((name) => ({ name, poison: name.startsWith('bad') }));
    await Promise.all(bodies.map((body) => send('Work', body)));
    const dead = (await receive('Dead', 2)).map(({ Body }) => JSON.parse(Body!).name);
    expect(dead.sort()).toEqual(['bad 1', 'bad 2']);
    const seen = logOf('Consumer').split('\n').filter(Boolean).sort();
    expect(seen).toEqual([
      'seen bad 1 1',
      'seen bad 1 2',
      'seen bad 2 1',
      'seen bad 2 2',
      'seen good 1 1',
      'seen good 2 1',
    ]);
  });

  test('an event on the bus reaches the rule’s function and whoever listens; one that keeps failing is kept', async () => {
    const heard: string[] = [];
    cloud.onEvent((event) => heard.push(event['detail-type']));
    const bus = new EventBridgeClient({ ...local, endpoint: cloud.describe().endpoints.EVENTBRIDGE });
    const entry = { EventBusName: 'fixture-bus', Source: 'fixture', Detail: '{"do":"throw"}' };
    const entries = [
      { ...entry, DetailType: 'Failing' },
      { ...entry, DetailType: 'Unmatched', Source: 'elsewhere' },
    ];
    await bus.send(new PutEventsCommand({ Entries: entries }));
    bus.destroy();
    expect(heard).toEqual(['Failing', 'Unmatched']);

    // Accepted asynchronously, tried twice (MaximumRetryAttempts 1), then sent to the function's failure destination.
    const [failed, ...others] = await receive('Failed', 1);
    expect(others).toEqual([]);
    expect(JSON.parse(failed!.Body!)).toMatchObject({
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { do: 'throw' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'asked to throw' },
    });
  });

  test('buckets hold objects', async () => {
    const s3 = new S3Client({ ...local, endpoint: cloud.describe().endpoints.S3 });
    await s3.send(new PutObjectCommand({ Bucket: 'fixture-bucket', Key: 'a/b', Body: 'text' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'fixture-bucket', Key: 'a/b' }));
    expect(await Body?.transformToString()).toBe('text');
    s3.destroy();
  });

  test('the map names what answers what', () => {
    expect(cloud.describe()).toMatchObject({
      routes: [{ routeKey: 'GET /who', function: 'Answerer', scopes: [] }],
      queues: [{ name: 'Work', function: 'Consumer', deadLetterQueue: 'Dead' }, { name: 'Dead' }, { name: 'Failed' }],
      tables: [{ name: 'Table', kept: false }],
      buckets: ['Bucket'],
    });
    expect(cloud.describe().inert.map(({ type }) => type)).toEqual(['AWS::Logs::LogGroup']);
  });

  test('its own port, taken a second time, is named with the option that chooses another', async () => {
    const port = Number(new URL(cloud.apiUrl).port);
    await expect(startLocalCloud({ assemblyDir, port, dataDir: newDataDir() })).rejects.toThrow(
      new RegExp(`Port ${port}, wanted for the HTTP API, is in use\\. Choose another: --port \\d+`),
    );
  });
});

test('a template with something unknown starts nothing', async () => {
  const changed = newDataDir();
  cpSync(assemblyDir, changed, { recursive: true });
  const file = join(changed, 'Fixture.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  template.Resources.Talker = { Type: 'AWS::Lex::Bot' };
  writeFileSync(file, JSON.stringify(template));
  await expect(startLocalCloud({ assemblyDir: changed, port: 0, dataDir: newDataDir() })).rejects.toThrow(
    /Talker: AWS::Lex::Bot/,
  );
});

describe('ends', () => {
  const children: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** Runs the fixture's cloud in a process of its own and returns its lines. */
  function runner(...args: string[]) {
    const child = spawn(process.execPath, [`${import.meta.dirname}/fixtures/run-small-cloud.ts`, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    return { child, next: async () => JSON.parse((await lines.next()).value ?? '{}') };
  }
  test('a stop leaves no child, timer or socket: the process ends by itself', async () => {
    const { child, next } = runner(newDataDir(), '--stop');
    const exited = once(child, 'exit');
    const { tableProcessId, status } = await next();
    expect(status).toBe(200);
    expect(await exited).toEqual([0, null]);
    expect(() => process.kill(tableProcessId, 0)).toThrow('ESRCH');
  });

  test('killed, its tables survive, its table process does not, and the next start finds them', async () => {
    const dataDir = newDataDir();
    const { child, next } = runner(dataDir);
    await next();
    child.kill('SIGKILL');
    await once(child, 'exit');

    // LevelDB lets one process in: that this one gets in shows that the other is gone.
    const cloud = await startLocalCloud({ assemblyDir, port: 0, dataDir });
    expect(cloud.describe().tables).toEqual([{ name: 'Table', kept: true }]);
    const client = new DynamoDBClient({ ...local, endpoint: cloud.describe().endpoints.DYNAMODB });
    const key = { pk: { S: 'a' }, sk: { S: 'b' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: 'fixture-Table', Key: key }));
    expect(Item?.kept).toEqual({ S: 'yes' });
    client.destroy();
    await cloud.stop();

    const fresh = await startLocalCloud({ assemblyDir, port: 0, dataDir, fresh: true });
    expect(fresh.describe().tables).toEqual([{ name: 'Table', kept: false }]);
    await fresh.stop();
  });

  test('a stop may be asked for twice, and nobody answers afterwards', async () => {
    const cloud = await startLocalCloud({ assemblyDir, port: 0, dataDir: newDataDir() });
    await Promise.all([cloud.stop(), cloud.stop()]);
    await expect(fetch(`${cloud.apiUrl}/who`)).rejects.toThrow();
  });
});
