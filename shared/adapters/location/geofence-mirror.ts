// The mirror at Amazon Location: a geofence collection, written ten at a time and no faster than the service allows.
import {
  BatchDeleteGeofenceCommand,
  type BatchItemError,
  BatchPutGeofenceCommand,
  type BatchPutGeofenceRequestEntry,
  type LocationClient,
  paginateListGeofences,
} from '@aws-sdk/client-location';
import type { GeofenceMirror } from '../../ports/geofence-mirror.ts';

/** BatchPutGeofence's and BatchDeleteGeofence's bound. */
const batchSize = 10;
/**
 * 50 calls a second is an account's quota for each of these operations, of which a burst may take 80 % (service quotas of
 * Amazon Location). Half of it is left to others.
 */
const msBetweenCalls = 1000 / 25;
/** How often what the service did not process is sent again, beside the SDK's own retries of whole calls. */
const maxRetries = 5;
/** The one property: at most three of 20 and 40 characters there may be. */
const markName = 'ravn';

type Geometry = NonNullable<BatchPutGeofenceRequestEntry['Geometry']>;

/** Codes of an entry that may pass when it is sent again; the others will not. */
const passing = new Set<string>(['InternalServerError', 'ThrottlingError', 'ConflictError']);

interface Failed {
  GeofenceId: string | undefined;
  Error: BatchItemError | undefined;
}

/**
 * @param sleep waits that many milliseconds: between calls, and longer before what was not processed is sent again.
 * @returns a mirror whose `put` and `remove` throw where something is still not processed after five retries, naming codes.
 */
export function locationMirror({
  collection,
  client,
  sleep,
}: {
  collection: string;
  client: LocationClient;
  sleep: (milliseconds: number) => Promise<unknown>;
}): GeofenceMirror<Geometry> {
  /** Sends items in batches; what may pass is sent again, what never will is returned. */
  async function inBatches<Item>(
    items: Item[],
    idOf: (item: Item) => string,
    send: (batch: Item[]) => Promise<Failed[]>,
  ): Promise<{ id: string; code: string; why: string }[]> {
    const refused: { id: string; code: string; why: string }[] = [];
    for (let from = 0; from < items.length; from += batchSize) {
      let left = items.slice(from, from + batchSize);
      for (let retry = 0; left.length > 0; retry++) {
        if (from > 0 || retry > 0) await sleep(retry === 0 ? msBetweenCalls : 200 * 2 ** retry);
        // A 200 may carry an error for each of its entries.
        const failed = new Map((await send(left)).map((entry) => [entry.GeofenceId, entry.Error ?? {}]));
        for (const [id = '', { Code: code = '', Message: why = '' }] of failed) {
          if (!passing.has(code)) refused.push({ id, code, why: `${code}: ${why}` });
        }
        left = left.filter((item) => passing.has(failed.get(idOf(item))?.Code ?? ''));
        if (left.length > 0 && retry === maxRetries) {
          const codes = new Set([...failed.values()].map(({ Code: code }) => code));
          throw new Error(`Amazon Location did not process ${left.length} geofences: ${[...codes].join(', ')}`);
        }
      }
    }
    return refused;
  }

  return {
    async marks() {
      const marks = new Map<string, string>();
      const pages = paginateListGeofences({ client, pageSize: 100 }, { CollectionName: collection });
      for await (const { Entries: entries = [] } of pages) {
        for (const { GeofenceId: id, GeofenceProperties: properties } of entries)
          marks.set(id!, properties?.[markName] ?? '');
        await sleep(msBetweenCalls);
      }
      return marks;
    },

    async put(geofences) {
      const entries = geofences.map(({ id, mark, geometry }) => ({
        GeofenceId: id,
        Geometry: geometry,
        GeofenceProperties: { [markName]: mark },
      }));
      const refused = await inBatches(
        entries,
        ({ GeofenceId: id }) => id,
        async (batch) => {
          const { Errors: errors = [] } = await client.send(
            new BatchPutGeofenceCommand({ CollectionName: collection, Entries: batch }),
          );
          return errors as Failed[];
        },
      );
      return refused.map(({ id, why }) => ({ id, why }));
    },

    async remove(ids) {
      const refused = await inBatches(
        ids,
        (id) => id,
        async (batch) => {
          const { Errors: errors = [] } = await client.send(
            new BatchDeleteGeofenceCommand({ CollectionName: collection, GeofenceIds: batch }),
          );
          return errors as Failed[];
        },
      );
      const kept = refused.filter(({ code }) => code !== 'ResourceNotFoundError');
      if (kept.length > 0) throw new Error(`Amazon Location kept ${kept.length} geofences: ${kept[0]!.why}`);
    },
  };
}
