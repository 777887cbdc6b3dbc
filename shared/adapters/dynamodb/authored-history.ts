// Former versions of what is authored, in DynamoDB: an item a version, under the thing it is of.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { authoredLine } from '../../model/authored.ts';
import type { AuthoredHistory } from '../../ports/catalogue.ts';
import { batchWriter } from './batch-write.ts';
import { parseStored, type Table } from './table.ts';

/** Sorted as text they are sorted as numbers. */
const sortKey = (version: number) => `VERSION#${String(version).padStart(10, '0')}`;

/** @param sleep as `batchWriter` wants it. */
export function dynamoAuthoredHistory({
  table,
  client,
  sleep,
}: Table & { sleep: (milliseconds: number) => Promise<unknown> }): AuthoredHistory {
  const writeAll = batchWriter({ table, client, sleep });
  return {
    keep: (lines) =>
      writeAll(
        lines.map((line) => ({
          PutRequest: { Item: { pk: `${line.noun}#${line.id}`, sk: sortKey(line.version), ...line } },
        })),
      ),

    async latest(noun, id, limit) {
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :version)',
          ExpressionAttributeValues: { ':pk': `${noun}#${id}`, ':version': 'VERSION#' },
          ScanIndexForward: false,
          Limit: limit,
          ConsistentRead: true,
        }),
      );
      return items.map((item) => parseStored(authoredLine, item));
    },
  };
}
