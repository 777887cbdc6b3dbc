// Due windows in DynamoDB: a sparse item for each customer and hour, spread over some keys.
import { createHash } from 'node:crypto';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { type DueWindows, windowShards } from '../../ports/due-windows.ts';
import { listedUnder, type Table } from './table.ts';

const hourMs = 3_600_000;
const customerPrefix = 'CUSTOMER#';

export function dynamoDueWindows({ table, client }: Table): DueWindows {
  return {
    async note(customerId, dueAt) {
      const shard = createHash('sha256').update(customerId).digest().readUInt32BE() % windowShards;
      const key = { pk: partitionOf(dueAt - (dueAt % hourMs), shard), sk: `${customerPrefix}${customerId}` };
      const Item = {
        ...key,
        listed: listedUnder(customerId),
        windowDueAt: dueAt,
        ttl: ttlAfter(dueAt, keptMs.dueWindow),
      };
      await client.send(new PutCommand({ TableName: table, Item }));
    },

    // Not strongly consistent: what falls due was written two days ago.
    async page({ hourAt, shard, after }, limit) {
      const pk = partitionOf(hourAt, shard);
      const { Items: items = [], LastEvaluatedKey: last } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ProjectionExpression: 'sk',
          Limit: limit,
          ...(after !== undefined && { ExclusiveStartKey: { pk, sk: `${customerPrefix}${after}` } }),
        }),
      );
      return { customerIds: items.map(customerOf), ...(last && { next: customerOf(last) }) };
    },
  };
}

const customerOf = ({ sk }: Record<string, unknown>) => String(sk).slice(customerPrefix.length);

/** `WINDOW#2026-06-04T11#3`, in UTC. */
const partitionOf = (hourAt: number, shard: number) => `WINDOW#${new Date(hourAt).toISOString().slice(0, 13)}#${shard}`;
