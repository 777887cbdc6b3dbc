// The SQS and S3 adapters against the contracts, on fauxqs in this process; the snapshot pointer on dynalite.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoModelPointer, dynamoSnapshotPointer } from '../../shared/adapters/dynamodb/snapshot-pointer.ts';
import { s3DroppedFiles } from '../../shared/adapters/s3/dropped-files.ts';
import { s3Models } from '../../shared/adapters/s3/models.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { s3KeptTombstones, s3TombstoneArchive } from '../../shared/adapters/s3/tombstone-archive.ts';
import { sqsBatchQueue } from '../../shared/adapters/sqs/batch-queue.ts';
import { sqsQueue } from '../../shared/adapters/sqs/queue.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { AuthoredCatalogue } from '../../shared/ports/catalogue.ts';
import { droppedFilesContract } from './contract/dropped-files.ts';
import { modelOf, modelsContract } from './contract/models.ts';
import { queueContract } from './contract/queue.ts';
import { authored, snapshot, snapshotsContract } from './contract/snapshots.ts';
import { tombstoneArchiveContract } from './contract/tombstone-archive.ts';
import { clientAt, createTable, pretendCredentials } from './stores.ts';

describe('fauxqs', () => {
  let server: FauxqsServer;
  let sqs: SQSClient;
  let s3: S3Client;
  let tableServer: Server;
  let client: DynamoDBDocumentClient;
  let names = 0;

  beforeAll(async () => {
    pretendCredentials();
    server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false, defaultRegion: 'eu-west-1' });
    const endpoint = `http://127.0.0.1:${server.port}`;
    sqs = new SQSClient({ endpoint });
    s3 = new S3Client({ endpoint });
    tableServer = dynalite({ createTableMs: 0 });
    await new Promise<void>((resolve) => tableServer.listen(0, '127.0.0.1', resolve));
    client = clientAt(`http://127.0.0.1:${(tableServer.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    for (const opened of [sqs, s3, client]) opened.destroy();
    await server.stop();
    await new Promise((resolve) => tableServer.close(resolve));
  });

  const createQueue = () => {
    const name = `queue-${names++}`;
    server.createQueue(name);
    // The SDK sends to the host of the queue's URL: an address, because fauxqs' own name does not resolve.
    return `http://127.0.0.1:${server.port}/000000000000/${name}`;
  };

  const receiveAll = async (queueUrl: string) => {
    const received: unknown[] = [];
    for (;;) {
      const { Messages: messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      if (messages.length === 0) return received;
      for (const { Body: body, ReceiptHandle: handle } of messages) {
        received.push(JSON.parse(body!));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handle }));
      }
    }
  };

  queueContract(async () => {
    const queueUrl = createQueue();
    return { queue: sqsQueue<DeliveryMessage>({ queueUrl, client: sqs }), receive: () => receiveAll(queueUrl) };
  });

  it('fans out more messages than fit into a batch', async () => {
    const queueUrl = createQueue();
    const messages = Array.from({ length: 23 }, (_, index) => ({
      customerId: `customer-${index}`,
      geofenceId: 'torvet',
      signal: { kind: 'time' as const, id: 's1', at: 1 },
      catalogueVersion: 1,
    }));
    await sqsBatchQueue({ queueUrl, client: sqs, sleep: async () => undefined }).send(messages);
    const received = (await receiveAll(queueUrl)) as typeof messages;
    expect(received.map(({ customerId }) => customerId).sort()).toEqual(
      messages.map(({ customerId }) => customerId).sort(),
    );
  });

  const openSnapshots = async () => {
    const bucket = `catalogue-${names++}`;
    server.createBucket(bucket);
    const table = await createTable(client);
    const snapshots = s3Snapshots({ bucket, client: s3, pointer: dynamoSnapshotPointer({ table, client }) });
    return { bucket, table, snapshots };
  };

  snapshotsContract(async () => (await openSnapshots()).snapshots);

  const openModels = async () => {
    const bucket = `models-${names++}`;
    server.createBucket(bucket);
    const pointer = dynamoModelPointer({ table: await createTable(client), client });
    return { bucket, pointer, models: s3Models({ bucket, client: s3, pointer }) };
  };
  modelsContract(async () => (await openModels()).models);

  it('former models go, the one in force stays', async () => {
    const { bucket, models } = await openModels();
    for (const version of [1, 2, 3]) await models.publish(modelOf(version));
    const left = async () => {
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      return objects.map(({ Key: key }) => key!.split('-')[0]);
    };
    await models.removeFormer(Date.now() - 60_000);
    expect(await left()).toHaveLength(3);
    await models.removeFormer(Date.now() + 60_000);
    expect(await left()).toEqual(['models/3']);
    expect(await models.current()).toEqual(modelOf(3));
  });

  it('a model that is missing is said to be, by its name and with the cause', async () => {
    const { pointer, models } = await openModels();
    await models.publish(modelOf(1));
    await pointer.advance({ version: 2, location: 'models/2-gone', publishedAt: 2 });
    const error = await models.current().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: 'propensity model models/2-gone cannot be read' });
    expect((error as Error).cause).toMatchObject({ name: 'NoSuchKey' });
  });

  const publish = async (snapshots: AuthoredCatalogue, at: number) =>
    snapshots.replace(await snapshots.read(), { authored: authored(), snapshot: snapshot(1) }, at);

  describe('snapshots as objects', () => {
    it('lie under version and hash, the offers as gzipped JSON, the pointer in the table', async () => {
      const { bucket, table, snapshots } = await openSnapshots();
      await publish(snapshots, 10);
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      const all = objects.map(({ Key: key }) => key!).sort();
      const keys = all.slice(0, 2);
      expect(all.slice(2)).toEqual([
        expect.stringMatching(/^catalogue\/authored\/geofences-1-[0-9a-f]{16}\.json$/),
        expect.stringMatching(/^catalogue\/authored\/rest-1-1-[0-9a-f]{16}\.json$/),
      ]);
      expect(keys).toEqual([
        expect.stringMatching(/^catalogue\/1-[0-9a-f]{16}\/geofences\.bin$/),
        expect.stringMatching(/^catalogue\/1-[0-9a-f]{16}\/offers\.json$/),
      ]);

      const offers = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: keys[1] }));
      expect(offers.ContentEncoding).toBe('gzip');
      const { geofences, offers: published } = JSON.parse(
        gunzipSync(await offers.Body!.transformToByteArray()).toString(),
      );
      expect({ geofences, offers: published }).toEqual({
        geofences: snapshot(1).geofences,
        offers: snapshot(1).offers,
      });

      const { Item: pointer } = await client.send(
        new GetCommand({ TableName: table, Key: { pk: 'CATALOGUE', sk: 'CURRENT' } }),
      );
      expect(pointer).toEqual({
        pk: 'CATALOGUE',
        sk: 'CURRENT',
        version: 1,
        location: keys[0]!.replace('/geofences.bin', ''),
        publishedAt: 10,
        revision: 1,
        geofences: all[2],
        rest: all[3],
      });
    });

    it('of a former version of Ravn: the offers are known, and the next change counts on from there', async () => {
      const { table, bucket, snapshots } = await openSnapshots();
      await publish(snapshots, 10);
      const key = { pk: 'CATALOGUE', sk: 'CURRENT' };
      const { Item: pointer } = await client.send(new GetCommand({ TableName: table, Key: key }));
      const { revision: _, geofences: __, rest: ___, ...former } = pointer!;
      await client.send(new PutCommand({ TableName: table, Item: former }));
      const again = s3Snapshots({ bucket, client: s3, pointer: dynamoSnapshotPointer({ table, client }) });
      const base = await again.read();
      expect(base).toMatchObject({
        revision: 0,
        version: 1,
        authored: { geofences: [], offers: [{ liveVersion: 1 }] },
      });
      expect(await again.replace(base, { authored: authored(), snapshot: snapshot(2) }, 11)).toBe(true);
      expect(await again.read()).toEqual({ revision: 1, version: 2, publishedAt: 11, authored: authored() });
    });

    it('of geofences are neither read nor written again where an offer is changed', async () => {
      const { bucket, snapshots } = await openSnapshots();
      await publish(snapshots, 10);
      const base = await snapshots.read();
      await snapshots.replace(base, { authored: { ...base.authored, offers: [] } }, 11);
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      expect(objects.map(({ Key: name }) => name).filter((name) => name!.includes('authored/')).length).toBe(3);
      expect((await snapshots.read()).authored.geofences).toBe(base.authored.geofences);
    });

    it('are said to be missing, with the cause', async () => {
      const { table } = await openSnapshots();
      const pointer = dynamoSnapshotPointer({ table, client });
      const gone = { version: 1, location: 'catalogue/1-gone', publishedAt: 10 };
      await pointer.advance({ ...gone, revision: 1, geofences: 'catalogue/g', rest: 'catalogue/r' });
      const { bucket } = await openSnapshots();
      const error = await s3Snapshots({ bucket, client: s3, pointer })
        .current()
        .catch((thrown: Error) => thrown);
      expect(error).toMatchObject({ message: expect.stringContaining('catalogue/1-gone/') });
      expect((error as Error).cause).toMatchObject({ name: 'NoSuchKey' });
    });

    it.each([
      ['not gzip', Buffer.from('{"geofences":[],"offers":[]}')],
      ['not JSON', gzipSync('{"geofences":[')],
      ['not a catalogue', gzipSync('{"geofences":[],"offers":[{"id":"latte"}]}')],
    ])('are said to be broken, with the cause: %s', async (_, body) => {
      const { bucket, snapshots } = await openSnapshots();
      await publish(snapshots, 10);
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      const key = objects.map(({ Key: key }) => key!).find((key) => key.endsWith('offers.json'))!;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
      const error = await snapshots.current().catch((thrown: Error) => thrown);
      expect(error).toMatchObject({ message: `catalogue object ${key} cannot be read`, cause: expect.any(Error) });
    });
  });

  droppedFilesContract(async () => {
    const bucket = `drops-${names++}`;
    server.createBucket(bucket);
    const put = async (Key: string, Body: string) => {
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
      return ETag!.replaceAll('"', '');
    };
    return { files: s3DroppedFiles({ bucket, client: s3 }), put };
  });

  tombstoneArchiveContract(async () => {
    const bucket = `bucket-${names++}`;
    server.createBucket(bucket);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'catalogue/1-ab/offers.json', Body: '{}' }));
    return { ...s3TombstoneArchive({ bucket, client: s3 }), ...s3KeptTombstones({ bucket, client: s3 }) };
  });
});
