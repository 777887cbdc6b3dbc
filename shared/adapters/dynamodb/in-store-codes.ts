// In-store codes in DynamoDB: one item under the customer, found by its code through the sparse index, taken by a conditional delete.
import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ttlAfter } from '../../model/retention.ts';
import type { InStoreCodes } from '../../ports/in-store-codes.ts';
import { listedIndex, parseStored, type Table, tookPlace } from './table.ts';

const stored = z.strictObject({
  listed: z.string(),
  code: z.string(),
  expiresAt: z.number(),
  /** The ids of the geofences, each between spaces: one attribute to compare, and to look into. */
  stores: z.string(),
});

/** The index lags by a moment: a code that was made in this very second may not be found yet. */
export function dynamoInStoreCodes({ table, client }: Table): InStoreCodes {
  return {
    async issue(customerId, { code, expiresAt, geofenceIds }, keepAfter) {
      const key = keyOf(customerId);
      const stores = geofenceIds.map(between).join('');
      const put = new PutCommand({
        TableName: table,
        Item: { ...key, listed: listedUnder(code), code, expiresAt, stores, ttl: ttlAfter(expiresAt, 0) },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :keepAfter OR stores <> :stores',
        ExpressionAttributeValues: { ':keepAfter': keepAfter, ':stores': stores },
      });
      if (await tookPlace(client.send(put))) return { code, expiresAt };
      const { Item: item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      if (item) {
        const former = parseStored(stored, item);
        return { code: former.code, expiresAt: former.expiresAt };
      }
      // It was taken between the two: there is room for the new one. Lost once more, it is one that does not work.
      await tookPlace(client.send(put));
      return { code, expiresAt };
    },

    async take(code, geofenceId, now) {
      const { Items: [found] = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: listedIndex,
          KeyConditionExpression: '#listed = :listed',
          ExpressionAttributeNames: { '#listed': 'listed' },
          ExpressionAttributeValues: { ':listed': listedUnder(code) },
        }),
      );
      if (!found) return undefined;
      const { pk, sk } = found;
      const taken = await tookPlace(
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: { pk, sk },
            ConditionExpression: '#code = :code AND expiresAt > :now AND contains(stores, :store)',
            ExpressionAttributeNames: { '#code': 'code' },
            ExpressionAttributeValues: { ':code': code, ':now': now, ':store': between(geofenceId) },
          }),
        ),
      );
      return taken ? String(pk).slice(customerPrefix.length) : undefined;
    },
  };
}

const between = (geofenceId: string) => ` ${geofenceId} `;
const customerPrefix = 'CUSTOMER#';
const keyOf = (customerId: string) => ({ pk: `${customerPrefix}${customerId}`, sk: 'IN-STORE-CODE' });
const listedUnder = (code: string) => `IN-STORE-CODE#${code}`;
