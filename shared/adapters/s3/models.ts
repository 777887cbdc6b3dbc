// Propensity models in S3: immutable objects under a name of their own, and a pointer elsewhere that says which is in force.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { propensityModel } from '../../model/propensity.ts';
import type { Models } from '../../ports/models.ts';
import { type Listed, listed, removeSome, replacedBefore } from './former-objects.ts';

/** Which model is in force. S3 cannot be asked to decide between two publishers, so another store does. */
interface ModelPointer {
  /** Strongly consistent; nothing before the first publication. */
  read(): Promise<{ version: number; location: string } | undefined>;
  /** False where the one in force is not `next.version - 1` any more. */
  advance(next: { version: number; location: string; publishedAt: number }): Promise<boolean>;
}

const prefix = 'models/';

export function s3Models({
  bucket,
  client,
  pointer,
}: {
  bucket: string;
  client: S3Client;
  pointer: ModelPointer;
}): Models {
  return {
    async currentVersion() {
      return (await pointer.read())?.version ?? 0;
    },

    async current() {
      const inForce = await pointer.read();
      if (!inForce) return undefined;
      try {
        const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: inForce.location }));
        const json = await promisify(gunzip)(await body!.transformToByteArray());
        return propensityModel.parse(JSON.parse(json.toString()));
      } catch (cause) {
        throw new Error(`propensity model ${inForce.location} cannot be read`, { cause });
      }
    },

    async publish(model) {
      const body = await promisify(gzip)(JSON.stringify(model));
      // The hash keeps two publishers of the same version out of each other's objects.
      const location = `${prefix}${model.version}-${createHash('sha256').update(body).digest('hex').slice(0, 16)}`;
      const headers = { ContentType: 'application/json', ContentEncoding: 'gzip' };
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: location, Body: body, ...headers }));
      return pointer.advance({ version: model.version, location, publishedAt: model.at });
    },

    async removeFormer(before) {
      const objects = await listed(client, bucket, prefix);
      const inForce = (await pointer.read())?.version ?? 0;
      const versionOf = ({ key }: Listed) => Number.parseInt(key.slice(prefix.length), 10);
      await removeSome(client, bucket, replacedBefore(objects, versionOf, inForce, before));
    },
  };
}
