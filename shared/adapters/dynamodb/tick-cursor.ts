// The tick's cursors in DynamoDB: one item each, moved only from where it was read.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochMilliseconds } from '../../model/identifier.ts';
import type { TickCursor } from '../../ports/tick-cursor.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

const storedCursor = z.strictObject({ at: epochMilliseconds });

/** @param of `CURSOR`: up to when time has been dealt with; `WINDOWS`: which windows that are over have been. */
export function dynamoTickCursor({ table, client }: Table, of: 'CURSOR' | 'WINDOWS' = 'CURSOR'): TickCursor {
  const key = { pk: 'TICK', sk: of };
  return {
    async read() {
      const { Item: item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return item && parseStored(storedCursor, item).at;
    },

    async move(from, to) {
      const condition =
        from === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#at = :from',
              ExpressionAttributeNames: { '#at': 'at' },
              ExpressionAttributeValues: { ':from': from },
            };
      return tookPlace(client.send(new PutCommand({ TableName: table, Item: { ...key, at: to }, ...condition })));
    },
  };
}
