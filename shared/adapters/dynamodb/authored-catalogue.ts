// The authored catalogue in DynamoDB: one item a geofence or offer, listed through one sparse index named `listed`.
import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { geofence } from '../../model/geofence.ts';
import { offer } from '../../model/offer.ts';
import type { AuthoredCatalogue } from '../../ports/catalogue.ts';
import { batchWriter } from './batch-write.ts';
import { listedIndex, parseStored, type Table } from './table.ts';

type Noun = 'GEOFENCE' | 'OFFER';
const storedGeofence = z.strictObject({ listed: z.literal('GEOFENCE'), geofence });
const storedOffer = z.strictObject({ listed: z.literal('OFFER'), version: z.int(), offer });

/** @param sleep as `batchWriter` wants it. */
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
        IndexName: listedIndex,
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

  const writeAll = batchWriter({ table, client, sleep });

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
