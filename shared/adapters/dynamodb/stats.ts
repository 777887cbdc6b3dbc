// Stats in DynamoDB: an item for each offer and day, replaced only by who has read it; an offer's days lie together.
import { GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { dayCounts } from '../../model/tally.ts';
import type { Stats } from '../../ports/stats.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

export function dynamoStats({ table, client }: Table): Stats {
  return {
    async load(offerId, day) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(offerId, day), ConsistentRead: true }),
      );
      return item && parseStored(dayCounts, item);
    },

    async save(counts) {
      const { offerId, day, version } = counts;
      const condition =
        version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :before',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':before': version - 1 },
            };
      const item = { ...keyOf(offerId, day), ...counts, ttl: ttlAfter(Date.parse(day), keptMs.stats) };
      return tookPlace(client.send(new PutCommand({ TableName: table, Item: item, ...condition })));
    },

    async upTo(offerId, until, now) {
      const oldest = new Date(now - keptMs.stats).toISOString().slice(0, 10);
      const found: Awaited<ReturnType<Stats['upTo']>> = [];
      // a range that ends before it begins is an error to DynamoDB
      if (until <= oldest) return found;
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :until',
          ExpressionAttributeValues: {
            ':pk': `STATS#${offerId}`,
            // the day on which it goes is not read, gone or not
            ':from': `DAY#${oldest}~`,
            ':until': `DAY#${until}`,
          },
        },
      );
      for await (const { Items: items = [] } of pages) {
        for (const item of items) {
          const { day, counts } = parseStored(dayCounts, item);
          found.push({ day, counts });
        }
      }
      return found;
    },
  };
}

const keyOf = (offerId: string, day: string) => ({ pk: `STATS#${offerId}`, sk: `DAY#${day}` });
