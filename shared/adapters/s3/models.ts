// Propensity models in S3: immutable objects under a name of their own, and a pointer elsewhere that says which is in force.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { propensityModel } from '../../model/propensity.ts';
import type { Models } from '../../ports/models.ts';

/** Which model is in force. S3 cannot be asked to decide between two publishers, so another store does. */
interface ModelPointer {
  /** Strongly consistent; nothing before the first publication. */
  read(): Promise<{ version: number; location: string } | undefined>;
  /** False where the one in force is not `next.version - 1` any more. */
  advance(next: { version: number; location: string; publishedAt: number }): Promise<boolean>;
}

const prefix = 'models/';
/** A day of publishing every five minutes is 288. */
const mostRemoved = 600;
const parallelRemovals = 10;

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
      const byVersion = new Map<number, { keys: string[]; lastAt: number }>();
      for await (const { Contents: objects = [] } of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: prefix },
      )) {
        for (const { Key: key = '', LastModified: modified } of objects) {
          const version = Number.parseInt(key.slice(prefix.length), 10);
          const known = byVersion.get(version) ?? { keys: [], lastAt: 0 };
          known.keys.push(key);
          known.lastAt = Math.max(known.lastAt, modified?.getTime() ?? Number.POSITIVE_INFINITY);
          byVersion.set(version, known);
        }
      }
      // Read after the list: what is older than the one in force now will never be in force again.
      const inForce = (await pointer.read())?.version ?? 0;
      const versions = [...byVersion.keys()].filter((version) => version <= inForce).sort((a, b) => a - b);
      // A model was in force until its successor came, of which publishers that lost may have left objects too: the last one counts.
      const keys = versions
        .filter((_, i) => i + 1 < versions.length && byVersion.get(versions[i + 1]!)!.lastAt < before)
        .flatMap((version) => byVersion.get(version)!.keys)
        .slice(0, mostRemoved);
      for (let from = 0; from < keys.length; from += parallelRemovals) {
        const some = keys.slice(from, from + parallelRemovals);
        await Promise.all(some.map((Key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))));
      }
    },
  };
}
