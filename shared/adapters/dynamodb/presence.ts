// Presence in DynamoDB: one item per geofence and customer, with a lease that the reader checks.
import { createHash } from 'node:crypto';
import { DeleteCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ttlAfter } from '../../model/retention.ts';
import type { Presence } from '../../ports/presence.ts';
import { listedUnder, type Table, tookPlace } from './table.ts';

const customerPrefix = 'CUSTOMER#';

/** @param shards how many partitions a geofence is spread over; one takes 1,000 writes a second. Not to be lowered while in use. */
export function dynamoPresence({ table, client, shards = 1 }: Table & { shards?: number }): Presence {
  const keyOf = (geofenceId: string, customerId: string) => ({
    pk: partitionOf(geofenceId, createHash('sha256').update(customerId).digest().readUInt32BE() % shards),
    sk: `${customerPrefix}${customerId}`,
  });

  return {
    async arrive(geofenceId, customerId, leaseUntil) {
      await tookPlace(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(geofenceId, customerId),
            UpdateExpression: 'SET leaseUntil = :leaseUntil, #ttl = :ttl, #listed = :listed',
            // A report that was overtaken does not shorten the lease.
            ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil < :leaseUntil',
            ExpressionAttributeNames: { '#ttl': 'ttl', '#listed': 'listed' },
            ExpressionAttributeValues: {
              ':leaseUntil': leaseUntil,
              ':ttl': ttlAfter(leaseUntil, 0),
              ':listed': listedUnder(customerId),
            },
          }),
        ),
      );
    },

    async leave(geofenceId, customerId) {
      await client.send(new DeleteCommand({ TableName: table, Key: keyOf(geofenceId, customerId) }));
    },

    async *present(geofenceId, now) {
      for (let shard = 0; shard < shards; shard++) {
        const pages = paginateQuery(
          { client },
          {
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            FilterExpression: 'leaseUntil > :now',
            ExpressionAttributeValues: { ':pk': partitionOf(geofenceId, shard), ':now': now },
            // Who arrived a moment ago decided on the old weather and must not be missed now.
            ConsistentRead: true,
          },
        );
        for await (const { Items: items = [] } of pages) {
          for (const item of items) yield String(item.sk).slice(customerPrefix.length);
        }
      }
    },
  };
}

const partitionOf = (geofenceId: string, shard: number) => `PRESENT#${geofenceId}#${shard}`;
