// The live feed in DynamoDB: ten minutes of events in one partition, read by those who watch.
import { PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import { ravnEvent } from '../../../events/ravn-event.ts';
import { epochMilliseconds } from '../../model/identifier.ts';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { storedObject } from '../../model/stored.ts';
import type { LiveEvent, LiveFeed } from '../../ports/live-feed.ts';
import { listedUnder, parseStored, type Table } from './table.ts';

const partition = 'LIVE';
const storedEvent = storedObject({ at: epochMilliseconds, event: ravnEvent });

/**
 * Ids are ULIDs of the event's `at`: a reader starts at the ten-minute mark however much DynamoDB has not deleted yet.
 * One partition takes 1,000 events a second; an event added with an older id than one already read is not seen.
 */
export function dynamoLiveFeed({ table, client }: Table): LiveFeed {
  return {
    async add({ id, at, event }) {
      const item = {
        pk: partition,
        sk: id,
        at,
        event,
        ttl: ttlAfter(at, keptMs.liveEvent),
        listed: listedUnder(event.customerId),
      };
      await client.send(new PutCommand({ TableName: table, Item: item }));
    },

    async since(after, limit, now) {
      const found: LiveEvent[] = [];
      if (limit < 1) return found;
      const oldest = Math.max(0, now - keptMs.liveEvent);
      const mark = encodeTime(oldest, 10);
      const pages = paginateQuery(
        { client, pageSize: limit },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk > :after',
          FilterExpression: '#at >= :oldest',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: {
            ':pk': partition,
            ':after': after !== undefined && after > mark ? after : mark,
            ':oldest': oldest,
          },
        },
      );
      for await (const { Items: items = [] } of pages) {
        for (const item of items) {
          const { at, event } = parseStored(storedEvent, item);
          found.push({ id: String(item.sk), at, event });
          if (found.length === limit) return found;
        }
      }
      return found;
    },
  };
}
