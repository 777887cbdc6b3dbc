// Pointers in DynamoDB: which published catalogue, and which propensity model, is in force. Their conditional write decides between publishers.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { parseStored, type Table, tookPlace } from './table.ts';

const catalogueKey = { pk: 'CATALOGUE', sk: 'CURRENT' };
const modelKey = { pk: 'MODEL', sk: 'GLOBAL' };
const storedPointer = z.strictObject({ version: z.int().min(1), location: z.string(), publishedAt: z.int() });

export const dynamoSnapshotPointer = (table: Table) => pointerAt(table, catalogueKey);
export const dynamoModelPointer = (table: Table) => pointerAt(table, modelKey);

function pointerAt({ table, client }: Table, key: { pk: string; sk: string }) {
  return {
    /** The one in force (strongly consistent): its version, and where its objects lie. */
    async read(): Promise<{ version: number; location: string } | undefined> {
      const { Item: item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return item && parseStored(storedPointer, item);
    },

    /** Moves on by one version. False where the one in force is not `next.version - 1` any more. */
    async advance(next: { version: number; location: string; publishedAt: number }): Promise<boolean> {
      const condition =
        next.version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :predecessor',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':predecessor': next.version - 1 },
            };
      return tookPlace(client.send(new PutCommand({ TableName: table, Item: { ...key, ...next }, ...condition })));
    },
  };
}
