// Pointers in DynamoDB: what is authored and which catalogue is in force, in one item, and which propensity model. A conditional write decides between publishers.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { storedObject } from '../../model/stored.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

const catalogueKey = { pk: 'CATALOGUE', sk: 'CURRENT' };
const modelKey = { pk: 'MODEL', sk: 'GLOBAL' };
const storedPointer = z.strictObject({ version: z.int().min(1), location: z.string(), publishedAt: z.int() });
const storedCatalogue = storedObject({
  /** Of the snapshot in force; 0, and no location, before the first. */
  version: z.int().min(0),
  location: z.string().optional(),
  publishedAt: z.int().optional(),
  /** Absent where the catalogue was published before there were revisions. */
  revision: z.int().min(0).default(0),
  /** Where the geofences lie as authored, and where all else. */
  geofences: z.string().optional(),
  rest: z.string().optional(),
});
type CataloguePointer = z.infer<typeof storedCatalogue>;

/** Which catalogue is in force, and what is authored. */
export function dynamoSnapshotPointer({ table, client }: Table) {
  return {
    /** Strongly consistent; nothing before the first change. */
    async read(): Promise<CataloguePointer | undefined> {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: catalogueKey, ConsistentRead: true }),
      );
      return item && parseStored(storedCatalogue, item);
    },

    /** Moves on by one revision. False where the one read, `next.revision - 1`, is not the last any more. */
    async advance(next: CataloguePointer): Promise<boolean> {
      const condition =
        next.revision === 1
          ? { ConditionExpression: 'attribute_not_exists(revision)' }
          : {
              ConditionExpression: 'revision = :predecessor',
              ExpressionAttributeValues: { ':predecessor': next.revision - 1 },
            };
      return tookPlace(
        client.send(new PutCommand({ TableName: table, Item: { ...catalogueKey, ...next }, ...condition })),
      );
    },
  };
}

/** Which propensity model is in force. */
export function dynamoModelPointer({ table, client }: Table) {
  return {
    /** The one in force (strongly consistent): its version, and where its objects lie. */
    async read(): Promise<{ version: number; location: string } | undefined> {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: modelKey, ConsistentRead: true }),
      );
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
      return tookPlace(client.send(new PutCommand({ TableName: table, Item: { ...modelKey, ...next }, ...condition })));
    },
  };
}
