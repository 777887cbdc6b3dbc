// Objects on disk: what was put is there after a start, byte by byte, and gone after a fresh one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startQueueAndBucketServer } from '../../local/services/queues-and-buckets.ts';

test('an object outlives the server, with its headers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ravn-objects-'));
  const body = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
  const at = { Bucket: 'catalogue', Key: 'catalogue/1-ab/geofences.bin' };
  const during = async <Result>(fresh: boolean, work: (client: S3Client) => Promise<Result>) => {
    const server = await startQueueAndBucketServer({ region: 'eu-north-1', folder, fresh });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new S3Client({ region: 'eu-north-1', endpoint: server.url, forcePathStyle: true, credentials });
    try {
      await fetch(`${server.url}/catalogue`, { method: 'PUT' });
      return await work(client);
    } finally {
      client.destroy();
      await server.stop();
    }
  };
  const read = async (client: S3Client) => {
    const { Body: found, ContentEncoding: encoding } = await client.send(new GetObjectCommand(at));
    return { encoding, bytes: Buffer.from(await found!.transformToByteArray()) };
  };
  try {
    await during(false, (client) =>
      client.send(
        new PutObjectCommand({ ...at, Body: body, ContentType: 'application/json', ContentEncoding: 'gzip' }),
      ),
    );
    expect(await during(false, read)).toEqual({ encoding: 'gzip', bytes: Buffer.from(body) });
    await expect(during(true, read)).rejects.toMatchObject({ name: 'NoSuchKey' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
