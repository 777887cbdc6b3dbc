// The imitation of "Object Created": told for what is put, copied or uploaded in parts, and only where the bucket says so.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BusEvent } from '../../local/eventbridge/event-bus.ts';
import { localCredentials } from '../../local/lambda/lambda-environment.ts';
import { startBucketEvents } from '../../local/services/bucket-events.ts';
import {
  createBuckets,
  type QueueAndBucketServer,
  startQueueAndBucketServer,
} from '../../local/services/queues-and-buckets.ts';
import { smallTemplate } from './small-template.ts';

const telling = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
const bucket = (BucketName: string, Properties = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName, ...Properties },
});
const { template, resolve } = smallTemplate({ Drops: bucket('drops', telling), Quiet: bucket('quiet') });
const events: Pick<BusEvent, 'source' | 'detail-type' | 'detail' | 'resources'>[] = [];
const folder = mkdtempSync(join(tmpdir(), 'ravn-buckets-'));
let server: QueueAndBucketServer;
let s3: S3Client;
beforeAll(async () => {
  server = await startQueueAndBucketServer({ region: 'eu-north-1', folder });
  await createBuckets(template, resolve, server);
  const publish = (event: object) => {
    events.push(event as BusEvent);
    return event as BusEvent;
  };
  startBucketEvents({ template, resolve, server, publish, accountId: '000000000000' });
  s3 = new S3Client({
    region: 'eu-north-1',
    endpoint: server.url,
    credentials: localCredentials,
    forcePathStyle: true,
  });
});
afterAll(async () => {
  s3.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an object put, copied or completed is told of, with key, size and etag; one deleted, refused or elsewhere is not', async () => {
  await s3.send(new PutObjectCommand({ Bucket: 'quiet', Key: 'a.csv', Body: 'a' }));
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'drops', Key: 'purchases/æ b+c.csv', Body: '1234' }));
  await expect.poll(() => events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    resources: ['arn:aws:s3:::drops'],
    detail: {
      version: '0',
      bucket: { name: 'drops' },
      object: { key: 'purchases/æ b+c.csv', size: 4, etag: ETag!.replaceAll('"', '') },
      reason: 'PutObject',
    },
  });
  await s3.send(new CopyObjectCommand({ Bucket: 'drops', Key: 'copy.csv', CopySource: 'quiet/a.csv' }));
  await expect.poll(() => events).toHaveLength(2);
  const large = { Bucket: 'drops', Key: 'large.csv' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(large));
  const part = await s3.send(new UploadPartCommand({ ...large, UploadId, PartNumber: 1, Body: '12' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] };
  await s3.send(new CompleteMultipartUploadCommand({ ...large, UploadId, MultipartUpload }));
  await s3.send(new DeleteObjectCommand({ Bucket: 'drops', Key: 'copy.csv' }));
  await expect(s3.send(new CopyObjectCommand({ ...large, CopySource: 'quiet/none' }))).rejects.toThrow();
  await expect.poll(() => events).toHaveLength(3);
  expect(events.map(({ detail }) => detail.reason)).toEqual(['PutObject', 'CopyObject', 'CompleteMultipartUpload']);
});

test('a notification that is not imitated is refused by the name of its bucket', () => {
  const other = smallTemplate({ Drops: bucket('drops', { NotificationConfiguration: { QueueConfigurations: [] } }) });
  const start = () => startBucketEvents({ ...other, server, publish: () => ({}) as BusEvent, accountId: '0' });
  expect(start).toThrow('Bucket Drops: QueueConfigurations is not imitated.');
});
