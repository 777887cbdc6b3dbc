// The authored catalogue in DynamoDB: one item a geofence or offer, listed through one sparse index named `listed`.
import { BatchWriteCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { geofence } from '../../model/geofence.ts';
import { offer } from '../../model/offer.ts';
import type { AuthoredCatalogue } from '../../ports/catalogue.ts';
import { parseStored, type Table } from './table.ts';

/** The index: partition key `listed`, sort key `pk`, all attributes. Items without `listed` are not in it. */
const indexName = 'listed';
/** BatchWriteItem's bound. */
const batchSize = 25;
/** Batches under way at a time: a catalogue of 25,000 stores is 1,000 batches, and publishing has 30 s. */
const parallelBatches = 8;
const maxAttempts = 8;

type Noun = 'GEOFENCE' | 'OFFER';
type WriteRequest =
  | { PutRequest: { Item: Record<string, unknown> } }
  | { DeleteRequest: { Key: Record<string, unknown> } };

const storedGeofence = z.strictObject({ listed: z.literal('GEOFENCE'), geofence });
const storedOffer = z.strictObject({ listed: z.literal('OFFER'), version: z.int(), offer });

/** @param sleep waits that many milliseconds: between attempts at what DynamoDB did not process. */
export function dynamoAuthoredCatalogue({
  table,
  client,
  sleep,
}: Table & { sleep: (milliseconds: number) => Promise<unknown> }): AuthoredCatalogue {
  const list = async <Stored, Body>(noun: Noun, schema: z.ZodType<Stored>, toBody: (stored: Stored) => Body) => {
    const found: Body[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        IndexName: indexName,
        KeyConditionExpression: '#listed = :noun',
        ExpressionAttributeNames: { '#listed': 'listed' },
        ExpressionAttributeValues: { ':noun': noun },
      },
    );
    for await (const { Items: items = [] } of pages) {
      for (const item of items) found.push(toBody(parseStored(schema, item)));
    }
    return found;
  };

  const writeBatch = async (batch: WriteRequest[]) => {
    let left = batch;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (attempt > 0) await sleep(50 * 2 ** (attempt - 1));
      const { UnprocessedItems: unprocessed } = await client.send(
        new BatchWriteCommand({ RequestItems: { [table]: left } }),
      );
      left = (unprocessed?.[table] ?? []) as WriteRequest[];
      if (left.length === 0) return;
    }
    throw new Error(
      `DynamoDB left ${left.length} of ${batch.length} catalogue items unwritten after ${maxAttempts} attempts`,
    );
  };

  const writeAll = async (requests: WriteRequest[]) => {
    const batches: WriteRequest[][] = [];
    for (let from = 0; from < requests.length; from += batchSize) batches.push(requests.slice(from, from + batchSize));
    for (let from = 0; from < batches.length; from += parallelBatches) {
      await Promise.all(batches.slice(from, from + parallelBatches).map(writeBatch));
    }
  };

  // A batch may name a key once only: of two with the same id, the last counts.
  const put = <Body extends { id: string }>(noun: Noun, bodies: Body[], attributes: (body: Body) => object) =>
    writeAll(
      [...new Map(bodies.map((body) => [body.id, body])).values()].map((body) => ({
        PutRequest: { Item: { ...keyOf(noun, body.id), listed: noun, ...attributes(body) } },
      })),
    );

  const remove = (noun: Noun, ids: string[]) =>
    writeAll([...new Set(ids)].map((id) => ({ DeleteRequest: { Key: keyOf(noun, id) } })));

  return {
    async all() {
      const [geofences, offers] = await Promise.all([
        list('GEOFENCE', storedGeofence, (stored) => stored.geofence),
        list('OFFER', storedOffer, ({ offer, version }) => ({ ...offer, version })),
      ]);
      return { geofences, offers };
    },
    putGeofences: (geofences) => put('GEOFENCE', geofences, (geofence) => ({ geofence })),
    putOffers: (offers) => put('OFFER', offers, ({ version, ...offer }) => ({ version, offer })),
    deleteGeofences: (ids) => remove('GEOFENCE', ids),
    deleteOffers: (ids) => remove('OFFER', ids),
  };
}

const keyOf = (noun: Noun, id: string) => ({ pk: `${noun}#${id}`, sk: 'META' });
