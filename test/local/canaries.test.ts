// Canaries: a coordinate, a push token, a name, an e-mail address that exist nowhere else are sent through everything,
// errors, dead letters and exports included, and then looked for in tables, queues, buckets, bus, logs, metrics and traces.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import type { TraceSegment } from '../../local/services/xray.ts';
import { verifyReceipt } from '../../shared/adapters/jose/verify-receipt.ts';
import { localAssembly } from '../support/assembly.ts';

const folder = mkdtempSync(join(tmpdir(), 'ravn-canaries-'));
const dataDir = join(folder, 'data');
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let cloud: LocalCloud;
const events: unknown[] = [];
const pushes: { token: string }[] = [];
const segments: TraceSegment[] = [];
beforeAll(async () => {
  const assemblyDir = await localAssembly({ traces: true });
  cloud = await startLocalCloud({ assemblyDir, dataDir, port: 0, retryDelaysMs: [50, 50] });
  cloud.onEvent((event) => events.push(event));
  cloud.onPush((push) => pushes.push(push));
  cloud.onSegment((segment) => segments.push(segment));
});
afterAll(async () => {
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Where she is, as digits that no other number here begins with. The café lies there too, for marketers: 200 m beside. */
const here = { lng: 12.345671234, lat: 55.987651234 };
const cafeAt = [here.lng + 0.0011, here.lat + 0.0011];
const canaries = {
  // however it is rounded, shifted by a safe radius or scaled
  coordinate: /12\.34567|55\.98765|1234567123|5598765123|12\.3457|55\.9877/,
  token: /canary-token/,
  name: /Canary McName/i,
  mail: /canary@mail\.example/i,
};
const customers = ['cust-one', 'cust-two'];

async function call(method: string, path: string, sub: string, body?: unknown, scope?: string) {
  const response = await fetch(`${cloud.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await cloud.issueToken({ sub, scope })}`,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

const fixAt = (at: number) => ({ at, ...here, accuracyMetres: 8 });
let reports = 0;
const report = (sub: string, more = {}) => {
  const at = Date.now();
  const one = { id: `r${reports++}`, ...fixAt(at), previous: fixAt(at - 20_000) };
  return call('POST', '/v1/positions', sub, { deviceId: 'phone', regions: true, reports: [one], ...more });
};

test('0 occurrences outside the fields that may hold them', async () => {
  // 1. everything that goes well
  const geofences = [
    { id: 'cafe', name: 'Café', shape: { type: 'Circle', center: cafeAt, radiusMetres: 400 }, timeZone: 'UTC' },
  ];
  const offer = {
    id: 'cocoa',
    category: 'coffee',
    messages: { en: { title: 'Cocoa', body: 'Now' } },
    defaultLocale: 'en',
    where: { geofenceIds: ['cafe'] },
    startsAt: Date.now() - 3_600_000,
    endsAt: Date.now() + 3_600_000,
    value: 10,
    quietHours: 'none',
  };
  expect(await call('PUT', '/v1/catalogue', 'm', { geofences, offers: [offer] }, 'ravn/marketer')).toMatchObject({
    status: 200,
  });
  const answers: string[] = [];
  for (const sub of customers) {
    const consent = { location: true, push: true, profiling: true, textVersion: '1', source: 'app' };
    expect(await call('PUT', '/v1/consents', sub, consent)).toMatchObject({ status: 200 });
    const device = { platform: 'android', token: `canary-token-of-${sub}`, locale: 'da' };
    expect(await call('PUT', '/v1/devices/phone', sub, device)).toMatchObject({ status: 200 });
    const told = await report(sub);
    expect(told.text).toContain('chosen');
    answers.push(told.text.replace(/"regions":.*$/, ''));
  }
  await until(() => pushes.length === customers.length);

  // 2. everything that goes wrong, with a canary in it
  const strange = [
    { name: 'Canary McName', email: 'canary@mail.example', token: 'canary-token-x', ...here },
    [{ 'canary@mail.example': here }],
    `{"canary-token-x":"Canary McName canary@mail.example ${here.lng} ${here.lat}`,
    { reports: [{ id: 'canary@mail.example', at: 'Canary McName', ...here, lat: `${here.lat}` }] },
    { location: 'canary-token-x', textVersion: 'Canary McName'.repeat(9) },
    { hours: 'Canary McName' },
  ];
  for (const [method, path] of [
    ['POST', '/v1/positions'],
    ['PUT', '/v1/consents'],
    ['PUT', '/v1/devices/phone'],
    ['PUT', '/v1/preferences'],
    ['POST', '/v1/pause'],
  ] as const)
    for (const body of strange) {
      const { status } = await call(method, path, 'stranger', body);
      expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
      expect(status, `${method} ${path}`).toBeLessThan(500);
    }
  await fetch(`${cloud.apiUrl}/v1/export?cursor=canary%40mail.example`, {
    headers: { authorization: `Bearer ${await cloud.issueToken({ sub: 'stranger' })}` },
  });

  await drop(
    `customer,at,category,mail\ncanary@mail.example,now,Canary McName\ncust-two,canary-token-x,coffee,${here.lng}\n"${'Canary McName'.repeat(2000)}`,
  );

  // 3. messages nobody can work on: they fail, are logged, and come back
  const sqs = new SQSClient({
    region: 'eu-north-1',
    credentials,
    endpoint: cloud.describe().endpoints.SQS,
    useQueueUrlAsEndpoint: false,
  });
  const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand({}));
  expect(urls.length).toBeGreaterThanOrEqual(7);
  for (const QueueUrl of urls.filter((url) => !/DeadLetters|Undelivered/.test(url)))
    for (const body of [strange[2] as string, JSON.stringify(strange[0])])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  const logs = () =>
    readdirSync(join(dataDir, 'logs'))
      .map((name) => readFileSync(join(dataDir, 'logs', name), 'utf8'))
      .join('\n');
  await until(() => (logs().match(/a message failed/g) ?? []).length >= 6);

  // 4. the export shows her hers, and not the whole token; then she goes
  const exported = await call('GET', '/v1/export', 'cust-one');
  expect(exported.text).toMatch(/"customerId":"cust-one"/);
  expect(exported.text).not.toContain('cust-two');
  answers.push(exported.text, (await call('GET', '/v1/decisions', 'cust-one')).text);
  answers.push((await call('GET', '/v1/live', 'm', undefined, 'ravn/marketer')).text);
  const erased = await call('DELETE', '/v1/me', 'cust-one');
  expect(erased.status).toBe(200);
  const { receipt, publicKey } = JSON.parse(erased.text);
  expect(await verifyReceipt(receipt, publicKey)).toMatchObject({ counts: { customer: 1, device: 1, token: 1 } });
  const left: object = JSON.parse((await call('GET', '/v1/export', 'cust-one')).text);
  expect(Object.keys(left)).toContain('consents');
  expect(Object.values(left).flat(), 'what is exported of whoever has gone').toEqual([]);
  expect((await call('DELETE', '/v1/me', 'cust-one')).text).toBe(erased.text);
  expect(await call('PUT', '/v1/consents', 'cust-one', { push: true, textVersion: '1' })).toMatchObject({
    status: 409,
  });
  expect(await report('cust-one')).toMatchObject({ status: 200, text: expect.stringContaining('no-location-consent') });

  // 5. the search
  const places: [place: string, text: string, allowed?: keyof typeof canaries][] = [
    ['answers', answers.join('\n')],
    ['logs and metrics', logs()],
    ['bus', JSON.stringify(events)],
    ['traces', JSON.stringify(segments)],
  ];
  expect(JSON.stringify(segments), 'traces').not.toMatch(/cust-|CUSTOMER#|canary\.csv|tombstones\//);
  for (const item of await scan()) {
    const { pk, sk } = item as { pk: { S: string }; sk: { S: string } };
    const isDevice = pk.S.startsWith('CUSTOMER#') && sk.S.startsWith('DEVICE#');
    places.push([`item ${pk.S} / ${sk.S}`, JSON.stringify(item), isDevice ? 'token' : undefined]);
    if (!isDevice || sk.S !== 'DEVICE#phone')
      expect(JSON.stringify(item), 'what is erased').not.toMatch(
        pk.S === 'CUSTOMER#cust-one' && sk.S === 'STATE' ? /consents/ : /cust-one/,
      );
  }
  places.push(...(await objects()));
  for (const QueueUrl of urls) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    // What this test itself has put there.
    const ours = messages.filter(
      ({ Body = '' }) => !strange.some((one) => Body === one || Body === JSON.stringify(one)),
    );
    places.push([`queue ${QueueUrl}`, JSON.stringify(ours)]);
  }
  sqs.destroy();
  expect(places.length).toBeGreaterThan(20);
  expect(logs()).toContain('Reasons');
  expect(events.length).toBeGreaterThanOrEqual(6);
  for (const [place, text, allowed] of places)
    for (const [kind, pattern] of Object.entries(canaries))
      if (kind !== allowed) expect(text.match(pattern)?.[0], `${kind} in ${place}`).toBeUndefined();
  // The search would have found one.
  expect(places.some(([, text, allowed]) => allowed === 'token' && canaries.token.test(text))).toBe(true);
});

test('a report and a delivery are traced step by step, with the calls of each', () => {
  const stepsIn = (name: string) => {
    const root = segments.filter((segment) => segment.name === `## ${name}`);
    const children = (of: TraceSegment[]): TraceSegment[] => {
      const ids = new Set(of.map(({ id }) => id));
      const next = segments.filter(({ parent_id }) => ids.has(parent_id ?? ''));
      return next.length > 0 ? [...next, ...children(next)] : [];
    };
    return { root, all: children(root) };
  };
  const names = (all: TraceSegment[]) => new Set(all.map(({ name }) => name));
  const report = stepsIn('report-position');
  expect(names(report.all)).toEqual(
    new Set([
      'load customer',
      'decide',
      'presence',
      'message',
      'save customer',
      'record',
      'events',
      'DynamoDB',
      'S3',
      'SQS',
      'EventBridge',
    ]),
  );
  expect(report.root.map(({ annotations }) => annotations?.Reason)).toContain('chosen');
  expect(report.root.filter(({ annotations }) => annotations?.ColdStart)).toHaveLength(1);
  const delivery = stepsIn('deliver-offer');
  for (const step of ['message', 'load customer', 'decide', 'claim', 'unit', 'push', 'end', 'Pinpoint'])
    expect(names(delivery.all)).toContain(step);
  expect(delivery.all.flatMap(({ annotations }) => annotations?.Outcome ?? [])).toContain('sent');

  // Within its step, and nothing but where and what.
  const load = report.all.find(({ name }) => name === 'load customer')!;
  const call = report.all.find(({ parent_id }) => parent_id === load.id)!;
  expect(call).toMatchObject({ name: 'DynamoDB', namespace: 'aws', aws: { operation: 'GetItem' } });
  expect(Object.keys(call.aws!).sort()).toEqual(['operation', 'region', 'request_id', 'retries', 'table_name']);
});

async function scan(): Promise<object[]> {
  const client = new DynamoDBClient({
    region: 'eu-north-1',
    credentials,
    endpoint: cloud.describe().endpoints.DYNAMODB,
  });
  const { TableNames: [table] = [] } = await client.send(new ListTablesCommand());
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName: table }));
  client.destroy();
  return items;
}

async function drop(Body: string): Promise<void> {
  const s3 = s3Client();
  const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand());
  const { Name: Bucket } = buckets.find(({ Name }) => /drop/i.test(Name!))!;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'purchases/canary.csv', Body }));
  s3.destroy();
}

async function objects(): Promise<[string, string][]> {
  const s3 = s3Client();
  const found: [string, string][] = [];
  const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand());
  for (const { Name: Bucket } of buckets) {
    const { Contents: contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key } of contents) {
      // What marketers authored may say where the café is; a dropped file says what its partner has written.
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      found.push([
        `object ${Key}`,
        `${Key} ${/^(catalogue|purchases)\//.test(Key!) ? '' : await body!.transformToString()}`,
      ]);
    }
  }
  s3.destroy();
  expect(found.some(([name]) => name.startsWith('object tombstones/'))).toBe(true);
  expect(found.some(([, text]) => text.startsWith('reports/') && text.includes('row-without-end'))).toBe(true);
  return found;
}

function s3Client(): S3Client {
  return new S3Client({
    region: 'eu-north-1',
    credentials,
    endpoint: cloud.describe().endpoints.S3,
    forcePathStyle: true,
  });
}

async function until(look: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !look(); await sleep(100))
    if (Date.now() > deadline) throw new Error('it did not come to pass');
}
