// Context in DynamoDB: one item a name and scope, which a late observation does not overwrite.
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { knownContext } from '../../model/context.ts';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { storedObject } from '../../model/stored.ts';
import type { ContextStore, StoredContext } from '../../ports/context.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

// `{}` where the first observation replaced nothing: an update cannot copy what is not there.
const storedContext = storedObject({
  current: knownContext,
  observedAt: z.int(),
  previous: z.union([knownContext, z.strictObject({})]).optional(),
});

export function dynamoContext({ table, client }: Table): ContextStore {
  const read = async (key: string): Promise<StoredContext | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }),
    );
    if (!item) return undefined;
    const { current, previous } = parseStored(storedContext, item);
    return previous && Object.keys(previous).length > 0
      ? { current, previous: knownContext.parse(previous) }
      : { current };
  };

  return {
    async observe(key, observation) {
      const { observedAt, lifetimeSeconds } = observation;
      await tookPlace(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(key),
            UpdateExpression:
              'SET previous = if_not_exists(#current, :none), #current = :current, observedAt = :observedAt, #ttl = :ttl',
            ConditionExpression: 'attribute_not_exists(observedAt) OR observedAt < :observedAt',
            ExpressionAttributeNames: { '#current': 'current', '#ttl': 'ttl' },
            ExpressionAttributeValues: {
              ':current': observation,
              ':none': {},
              ':observedAt': observedAt,
              ':ttl': ttlAfter(observedAt + lifetimeSeconds * 1000, keptMs.context),
            },
          }),
        ),
      );
      // Read back, because a repeated call finds its own write in the way: what it replaced is told all the same.
      return (await read(key)) ?? { current: observation };
    },

    async load(key) {
      return (await read(key))?.current;
    },
  };
}

const keyOf = (key: string) => ({ pk: `CONTEXT#${key}`, sk: 'LATEST' });
