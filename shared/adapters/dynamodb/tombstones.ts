// Tombstones in DynamoDB: one item under the hash of whom it stands for.
import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Tombstone, tombstone } from '../../model/erasure.ts';
import type { Tombstones } from '../../ports/tombstones.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

export function dynamoTombstones({ table, client }: Table): Tombstones {
  const read = async (subject: string): Promise<Tombstone | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(subject), ConsistentRead: true }),
    );
    return item && parseStored(tombstone, item);
  };
  const update = (subject: string, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    tookPlace(client.send(new UpdateCommand({ TableName: table, Key: keyOf(subject), ...input })));
  const inForce = async (subject: string): Promise<Tombstone> => {
    const found = await read(subject);
    if (!found) throw new Error('a tombstone that was put is not there');
    return found;
  };

  return {
    read,

    async put(subject, erasedAt) {
      await update(subject, {
        UpdateExpression: 'SET erasedAt = :at REMOVE counts, closedAt, settledAt',
        ConditionExpression: 'attribute_not_exists(pk) OR (attribute_exists(settledAt) AND erasedAt < :at)',
        ExpressionAttributeValues: { ':at': erasedAt },
      });
      return inForce(subject);
    },

    async note(subject, erasedAt, noted) {
      const [[name, value] = []] = Object.entries(noted);
      await update(subject, {
        UpdateExpression: 'SET #name = if_not_exists(#name, :value)',
        ConditionExpression: 'erasedAt = :at',
        ExpressionAttributeNames: { '#name': name! },
        ExpressionAttributeValues: { ':value': value, ':at': erasedAt },
      });
      return inForce(subject);
    },

    async settle(subject, erasedAt, at) {
      await update(subject, {
        UpdateExpression: 'SET settledAt = if_not_exists(settledAt, :settled)',
        ConditionExpression: 'erasedAt = :at',
        ExpressionAttributeValues: { ':settled': at, ':at': erasedAt },
      });
    },
  };
}

const keyOf = (subject: string) => ({ pk: `TOMBSTONE#${subject}`, sk: 'ERASED' });
