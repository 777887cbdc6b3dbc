// Catalogue snapshots in S3: immutable objects under a name of their own, and a pointer elsewhere that says which is in force.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { geofenceDetails } from '../../model/catalogue.ts';
import { offer } from '../../model/offer.ts';
import type { Snapshots } from '../../ports/catalogue.ts';

/** Which snapshot is in force. S3 cannot be asked to decide between two publishers, so another store does. */
export interface SnapshotPointer {
  /** Strongly consistent; nothing before the first publication. */
  read(): Promise<{ version: number; location: string } | undefined>;
  /** False where the one in force is not `next.version - 1` any more. */
  advance(next: { version: number; location: string; publishedAt: number }): Promise<boolean>;
}

const offersFile = z.strictObject({
  geofences: z.array(geofenceDetails),
  offers: z.array(offer.safeExtend({ version: z.int() })),
});

/** Objects of a publication that lost against another one stay behind unnamed; they are small and cost next to nothing. */
export function s3Snapshots({
  bucket,
  client,
  pointer,
}: {
  bucket: string;
  client: S3Client;
  pointer: SnapshotPointer;
}): Snapshots {
  const put = (key: string, body: Uint8Array, headers: object) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...headers }));

  const get = async <Content>(key: string, open: (bytes: Uint8Array) => Content | Promise<Content>) => {
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await open(await body!.transformToByteArray());
    } catch (cause) {
      throw new Error(`catalogue object ${key} cannot be read`, { cause });
    }
  };

  return {
    async currentVersion() {
      return (await pointer.read())?.version ?? 0;
    },

    async current() {
      const inForce = await pointer.read();
      if (!inForce) return undefined;
      const [geofenceBytes, { geofences, offers }] = await Promise.all([
        // Copied, because typed arrays over it need a buffer that starts at 0.
        get(geofencesKey(inForce.location), (bytes) => new Uint8Array(bytes)),
        get(offersKey(inForce.location), async (bytes) =>
          offersFile.parse(JSON.parse((await promisify(gunzip)(bytes)).toString())),
        ),
      ]);
      return { version: inForce.version, geofenceBytes, geofences, offers };
    },

    async publish({ version, geofenceBytes, geofences, offers }, publishedAt) {
      const json = JSON.stringify({ geofences, offers });
      // The hash keeps two publishers of the same version out of each other's objects.
      const hash = createHash('sha256').update(geofenceBytes).update(json).digest('hex').slice(0, 16);
      const location = `catalogue/${version}-${hash}`;
      await Promise.all([
        put(geofencesKey(location), geofenceBytes, { ContentType: 'application/octet-stream' }),
        put(offersKey(location), await promisify(gzip)(json), {
          ContentType: 'application/json',
          ContentEncoding: 'gzip',
        }),
      ]);
      return pointer.advance({ version, location, publishedAt });
    },
  };
}

const geofencesKey = (location: string) => `${location}/geofences.bin`;
const offersKey = (location: string) => `${location}/offers.json`;
