// What the SQS and S3 adapters ask for, and what they do about refusals.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { sqsBatchQueue } from '../../shared/adapters/sqs/batch-queue.ts';
import { sqsQueue } from '../../shared/adapters/sqs/queue.ts';
import { nothingAuthored } from '../../shared/model/authored.ts';
import { authored, snapshot } from './contract/snapshots.ts';

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/000000000000/queue';

describe('queue', () => {
  const client = new SQSClient({ region: 'eu-west-1' });

  it.each([
    [0, 0],
    [7, 7],
    [0.2, 1],
    [-3, 0],
    [901, 900],
  ])('a delay of %s s is sent as %s', async (asked, sent) => {
    const mock = mockClient(client).onAnyCommand().resolves({});
    await sqsQueue<object>({ queueUrl, client }).send({ deliveryId: 'd1' }, asked);
    expect(mock.commandCalls(SendMessageCommand).map((call) => call.args[0].input)).toEqual([
      { QueueUrl: queueUrl, MessageBody: '{"deliveryId":"d1"}', DelaySeconds: sent },
    ]);
  });

  it('escapes what SQS refuses, and says the same', async () => {
    const mock = mockClient(client).onAnyCommand().resolves({});
    const message = { category: 'a\u0000\uFFFE\uFFFFé😀\uD800' };
    await sqsQueue<object>({ queueUrl, client }).send(message, 0);
    const { MessageBody: body = '' } = mock.commandCalls(SendMessageCommand)[0]!.args[0].input;
    expect(body).toMatch(/^[\t\n\r -\uD7FF\uE000-\uFFFD]*$/);
    expect(JSON.parse(body)).toEqual(message);
  });

  it('throws where SQS did not take the message', async () => {
    mockClient(client).on(SendMessageCommand).rejects(new Error('no such queue'));
    await expect(sqsQueue<object>({ queueUrl, client }).send({}, 0)).rejects.toThrow('no such queue');
  });
});

describe('a queue for many at once', () => {
  const client = new SQSClient({ region: 'eu-west-1' });
  const waits: number[] = [];
  const queue = sqsBatchQueue<object>({ queueUrl, client, sleep: async (ms) => waits.push(ms) });
  const messages = ['ida', 'ole', 'eva'].map((customerId) => ({
    customerId,
    geofenceId: 'torvet',
    signal: { kind: 'time' as const, id: 's1', at: 1 },
    catalogueVersion: 1,
  }));

  it('sends again only the entries that failed, then gives up with their codes', async () => {
    const failed = { Id: '1', SenderFault: false, Code: 'ThrottlingException' };
    const mock = mockClient(client);
    mock
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Failed: [failed], Successful: [] })
      .resolves({ Failed: [], Successful: [] });
    await queue.send(messages, 7);
    const sent = mock
      .commandCalls(SendMessageBatchCommand)
      .map((call) => call.args[0].input.Entries!.map(({ MessageBody: body }) => JSON.parse(body!).customerId));
    expect(sent).toEqual([['ida', 'ole', 'eva'], ['ole']]);
    expect(waits).toEqual([100]);
    const delays = mock
      .commandCalls(SendMessageBatchCommand)[0]!
      .args[0].input.Entries!.map((entry) => entry.DelaySeconds);
    expect(delays).toEqual([7, 7, 7]);

    mock.on(SendMessageBatchCommand).resolves({ Failed: [failed], Successful: [] });
    await expect(queue.send(messages)).rejects.toThrow('SQS did not take 1 messages: ThrottlingException');
  });
});

describe('former models', () => {
  const client = new S3Client({ region: 'eu-west-1' });
  const day = 24 * 3_600_000;
  const removed = async (objects: [version: number, day: number][], inForce: number, before: number) => {
    const pointer = {
      read: async () => ({ version: inForce, location: `models/${inForce}-0` }),
      advance: async () => true,
    };
    const mock = mockClient(client);
    const Contents = objects.map(([version, at], n) => ({
      Key: `models/${version}-${n}`,
      LastModified: new Date(at * day),
    }));
    mock.on(ListObjectsV2Command).resolvesOnce({ Contents: Contents.slice(0, 2), NextContinuationToken: 'more' });
    mock.on(ListObjectsV2Command, { ContinuationToken: 'more' }).resolves({ Contents: Contents.slice(2) });
    mock.on(DeleteObjectCommand).resolves({});
    await s3Models({ bucket: 'b', client, pointer }).removeFormer(before * day);
    return mock.commandCalls(DeleteObjectCommand).map((call) => call.args[0].input.Key);
  };

  it.each<[string, [number, number][], number, number, string[]]>([
    [
      'those whose successor came before',
      [
        [1, 0],
        [2, 10],
        [3, 20],
      ],
      3,
      15,
      ['models/1-0'],
    ],
    [
      'never the one in force, however old',
      [
        [1, 0],
        [2, 1],
      ],
      2,
      1000,
      ['models/1-0'],
    ],
    [
      'one that was in force for long goes late',
      [
        [9, 0],
        [10, 99],
        [11, 100],
      ],
      11,
      99,
      [],
    ],
    [
      'what a publisher that lost left goes with its version',
      [
        [1, 0],
        [1, 1],
        [2, 5],
        [2, 30],
        [3, 40],
      ],
      3,
      20,
      [],
    ],
    [
      'what was never put in force is left for its successor',
      [
        [1, 0],
        [2, 1],
        [3, 2],
        [3, 3],
      ],
      2,
      1000,
      ['models/1-0'],
    ],
  ])('%s', async (_, objects, inForce, before, gone) => {
    expect(await removed(objects, inForce, before)).toEqual(gone);
  });
});

describe('snapshots', () => {
  const client = new S3Client({ region: 'eu-west-1' });
  const open = () => {
    const advanced: object[] = [];
    const pointer = {
      read: async () => ({ version: 3, location: 'catalogue/3-abc', revision: 5, geofences: 'g', rest: 'r' }),
      advance: async (next: object) => advanced.push(next) > 0,
    };
    const snapshots = s3Snapshots({ bucket: 'catalogue-bucket', client, pointer });
    const base = { revision: 5, version: 3, authored: nothingAuthored };
    const publish = () => snapshots.replace(base, { authored: authored(), snapshot: snapshot(4) }, 9);
    return { advanced, snapshots, publish };
  };

  it('stores every object before it moves the pointer', async () => {
    const { advanced, publish } = open();
    const mock = mockClient(client);
    mock.on(PutObjectCommand).callsFake(() => {
      expect(advanced).toEqual([]);
      return {};
    });
    expect(await publish()).toBe(true);
    const puts = mock.commandCalls(PutObjectCommand).map((call) => call.args[0].input);
    const json = { Bucket: 'catalogue-bucket', ContentType: 'application/json', ContentEncoding: 'gzip' };
    const key = (part: string) => puts.find((put) => put.Key!.includes(part))!.Key!;
    expect(puts).toHaveLength(4);
    for (const part of ['/offers.json', '/geofences-', '/rest-'])
      expect(puts).toContainEqual(expect.objectContaining({ ...json, Key: key(part) }));
    expect(puts).toContainEqual(expect.objectContaining({ ContentType: 'application/octet-stream' }));
    const location = key('/geofences.bin').replace('/geofences.bin', '');
    const authoredAt = { revision: 6, geofences: key('/geofences-'), rest: key('/rest-') };
    expect(advanced).toEqual([{ version: 4, location, publishedAt: 9, ...authoredAt }]);
  });

  it('leaves the pointer where an object could not be stored', async () => {
    const { advanced, publish } = open();
    const mock = mockClient(client);
    mock.on(PutObjectCommand).resolves({});
    mock.on(PutObjectCommand, { ContentType: 'application/json' }).rejects(new Error('denied'));
    await expect(publish()).rejects.toThrow('denied');
    expect(advanced).toEqual([]);
  });

  it('needs no object to tell the version', async () => {
    const { snapshots } = open();
    const mock = mockClient(client);
    expect(await snapshots.currentVersion()).toBe(3);
    expect(mock.commandCalls(GetObjectCommand)).toHaveLength(0);
  });
});
