// Presence in DynamoDB: one item per geofence and customer, with a lease that the reader checks.
import { createHash } from 'node:crypto';
import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ttlAfter } from '../../model/retention.ts';
import type { Presence, Stay } from '../../ports/presence.ts';
import { listedUnder, type Table, tookPlace } from './table.ts';

const customerPrefix = 'CUSTOMER#';

/** A key takes 1,000 writes a second; the customer's hash picks it, so that a crowd is spread evenly and a stay is found again. */
export function dynamoPresence({ table, client }: Table): Presence {
  return {
    async arrive(stay, leaseUntil) {
      await tookPlace(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(stay),
            UpdateExpression: 'SET leaseUntil = :leaseUntil, enteredAt = :enteredAt, #ttl = :ttl, #listed = :listed',
            // A report that was overtaken does not shorten the lease, nor bring back the visit before.
            ConditionExpression:
              'attribute_not_exists(enteredAt) OR enteredAt < :enteredAt OR (enteredAt = :enteredAt AND leaseUntil < :leaseUntil)',
            ExpressionAttributeNames: { '#ttl': 'ttl', '#listed': 'listed' },
            ExpressionAttributeValues: {
              ':leaseUntil': leaseUntil,
              ':enteredAt': stay.enteredAt,
              ':ttl': ttlAfter(leaseUntil, 0),
              ':listed': listedUnder(stay.customerId),
            },
          }),
        ),
      );
    },

    async leave(stay) {
      await tookPlace(
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: keyOf(stay),
            ConditionExpression: 'attribute_not_exists(enteredAt) OR enteredAt <= :enteredAt',
            ExpressionAttributeValues: { ':enteredAt': stay.enteredAt },
          }),
        ),
      );
    },

    async page({ geofenceId, shard, after }, limit, now) {
      const pk = partitionOf(geofenceId, shard);
      const { Items: items = [], LastEvaluatedKey: last } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: 'leaseUntil > :now',
          ExpressionAttributeValues: { ':pk': pk, ':now': now },
          // Who arrived a moment ago decided on the old weather and must not be missed now.
          ConsistentRead: true,
          Limit: limit,
          ...(after !== undefined && { ExclusiveStartKey: { pk, sk: `${customerPrefix}${after}` } }),
        }),
      );
      return { customerIds: items.map(customerOf), ...(last && { next: customerOf(last) }) };
    },
  };
}

const customerOf = ({ sk }: Record<string, unknown>) => String(sk).slice(customerPrefix.length);

const keyOf = ({ geofenceId, presenceShards = 1, customerId }: Stay) => ({
  pk: partitionOf(geofenceId, createHash('sha256').update(customerId).digest().readUInt32BE() % presenceShards),
  sk: `${customerPrefix}${customerId}`,
});

const partitionOf = (geofenceId: string, shard: number) => `PRESENT#${geofenceId}#${shard}`;
