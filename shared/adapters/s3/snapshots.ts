// The catalogue in S3: snapshots and what they were compiled from, as immutable objects under names of their own, and a pointer elsewhere that says which count.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import {
  type Authored,
  type AuthoredGeofence,
  authoredGeofence,
  authoredRest,
  nothingAuthored,
} from '../../model/authored.ts';
import { type CatalogueSnapshot, geofenceDetails, versionedOffer } from '../../model/catalogue.ts';
import type { AuthoredCatalogue, Snapshots } from '../../ports/catalogue.ts';
import { cataloguePrefix, formerCatalogues, geofencesKey, restKey, snapshotLocation } from './catalogue-keys.ts';
import { listed, removeSome } from './former-objects.ts';

/** Where everything lies that counts. S3 cannot be asked to decide between two publishers, so another store does. */
interface Pointer {
  revision: number;
  version: number;
  location?: string;
  publishedAt?: number;
  /** Absent where a former version of Ravn published it. */
  geofences?: string;
  rest?: string;
}
export interface SnapshotPointer {
  /** Strongly consistent; nothing before the first change. */
  read(): Promise<Pointer | undefined>;
  /** False where the one read, `next.revision - 1`, is not the last any more. */
  advance(next: Pointer): Promise<boolean>;
}

const offersFile = z.strictObject({ geofences: z.array(geofenceDetails), offers: z.array(versionedOffer) });
const geofencesFile = z.array(authoredGeofence);

/**
 * Objects of a change that lost against another one stay behind unnamed, until those of their number are removed. The
 * geofences that were read or written last are kept in memory: a change of an offer neither reads nor writes them again.
 */
export function s3Snapshots({
  bucket,
  client,
  pointer,
}: {
  bucket: string;
  client: S3Client;
  pointer: SnapshotPointer;
}): Snapshots & AuthoredCatalogue {
  let keptGeofences: { key: string; geofences: readonly AuthoredGeofence[] } | undefined;

  const put = (key: string, body: Uint8Array, headers: object) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...headers }));
  const putJson = async (key: string, json: string) =>
    put(key, await promisify(gzip)(json), { ContentType: 'application/json', ContentEncoding: 'gzip' });

  const get = async <Content>(key: string, open: (bytes: Uint8Array) => Content | Promise<Content>) => {
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await open(await body!.transformToByteArray());
    } catch (cause) {
      throw new Error(`catalogue object ${key} cannot be read`, { cause });
    }
  };
  const getJson = <Schema extends z.ZodType>(key: string, schema: Schema) =>
    get(key, async (bytes) => schema.parse(JSON.parse((await promisify(gunzip)(bytes)).toString())));

  const geofencesAt = async (key: string) => {
    if (keptGeofences?.key !== key) keptGeofences = { key, geofences: await getJson(key, geofencesFile) };
    return keptGeofences.geofences;
  };

  /** Under which key they lie; where they are not those kept, they are stored. */
  const storeGeofences = async (revision: number, geofences: readonly AuthoredGeofence[]) => {
    if (keptGeofences?.geofences === geofences) return keptGeofences.key;
    const json = JSON.stringify(geofences);
    const key = geofencesKey(revision, hashOf(json));
    await putJson(key, json);
    keptGeofences = { key, geofences };
    return key;
  };

  const storeRest = async (revision: number, geofences: string, { geofences: _, ...rest }: Authored) => {
    const json = JSON.stringify(rest);
    const key = restKey(revision, geofences, hashOf(json));
    await putJson(key, json);
    return key;
  };

  const storeAuthored = async (revision: number, authored: Authored) => {
    const geofences = await storeGeofences(revision, authored.geofences);
    return [geofences, await storeRest(revision, geofences, authored)] as const;
  };

  const storeSnapshot = async ({ version, geofenceBytes, geofences, offers }: CatalogueSnapshot) => {
    const json = JSON.stringify({ geofences, offers });
    const location = snapshotLocation(version, hashOf(geofenceBytes, json));
    await Promise.all([
      put(shapesKey(location), geofenceBytes, { ContentType: 'application/octet-stream' }),
      putJson(offersKey(location), json),
    ]);
    return { version, location };
  };

  return {
    async currentVersion() {
      return (await pointer.read())?.version ?? 0;
    },

    async current() {
      const { version, location } = (await pointer.read()) ?? {};
      if (!version || location === undefined) return undefined;
      const [geofenceBytes, { geofences, offers }] = await Promise.all([
        // Copied, because typed arrays over it need a buffer that starts at 0.
        get(shapesKey(location), (bytes) => new Uint8Array(bytes)),
        getJson(offersKey(location), offersFile),
      ]);
      return { version, geofenceBytes, geofences, offers };
    },

    async read() {
      const last = await pointer.read();
      const { version = 0, publishedAt } = last ?? {};
      if (last?.geofences === undefined || last.rest === undefined)
        return { revision: 0, version, publishedAt, authored: authoredFrom(last && (await this.current())) };
      const [geofences, rest] = await Promise.all([geofencesAt(last.geofences), getJson(last.rest, authoredRest)]);
      return { revision: last.revision, version, publishedAt, authored: { ...rest, geofences } };
    },

    async replace(base, { authored, snapshot }, at) {
      const revision = base.revision + 1;
      const [[geofences, rest], published] = await Promise.all([
        storeAuthored(revision, authored),
        snapshot && storeSnapshot(snapshot),
      ]);
      const inForce = published ? { ...published, publishedAt: at } : await inForceAt(base.revision);
      return inForce !== undefined && pointer.advance({ ...inForce, revision, geofences, rest });
    },

    async removeFormer(before) {
      const objects = await listed(client, bucket, cataloguePrefix);
      const inForce = await pointer.read();
      if (inForce) await removeSome(client, bucket, formerCatalogues(objects, inForce, before));
    },
  };

  /** What the pointer said of the snapshot at this revision; nothing where it has moved on. */
  async function inForceAt(revision: number) {
    const last = await pointer.read();
    if ((last?.revision ?? 0) !== revision) return undefined;
    const { version = 0, location, publishedAt } = last ?? {};
    return { version, location, publishedAt };
  }
}

/** What a snapshot of a former version of Ravn still says: the offers and their versions. The shapes are compiled. */
const authoredFrom = (snapshot: CatalogueSnapshot | undefined): Authored => ({
  ...nothingAuthored,
  offers: (snapshot?.offers ?? []).map(({ version, ...offer }) => ({
    id: offer.id,
    state: offer.state,
    version,
    liveVersion: version,
    changedAt: 0,
    changedBy: 'unknown',
    what: 'launched' as const,
    offer,
  })),
});

const hashOf = (...parts: (string | Uint8Array)[]) =>
  parts
    .reduce((hash, part) => hash.update(part), createHash('sha256'))
    .digest('hex')
    .slice(0, 16);
const shapesKey = (location: string) => `${location}/geofences.bin`;
const offersKey = (location: string) => `${location}/offers.json`;
