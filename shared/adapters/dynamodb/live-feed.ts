// The live feed in DynamoDB: ten minutes of events over a few partitions, merged by those who watch.
import { PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import { ravnEvent } from '../../../events/ravn-event.ts';
import { epochMilliseconds } from '../../model/identifier.ts';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { storedObject } from '../../model/stored.ts';
import type { LiveEvent, LiveFeed } from '../../ports/live-feed.ts';
import { listedUnder, parseStored, type Table } from './table.ts';

/** Each takes 1,000 events a second; who watches asks all of them. */
const shards = 8;
const partitions = Array.from({ length: shards }, (_, shard) => `LIVE#${shard}`);
/** By the random end of the ULID, a digit of Crockford's base 32, so that the same event lies in the same place. */
const partitionOf = (id: string) => partitions[crockford.indexOf(id.at(-1)!) % shards]!;
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const storedEvent = storedObject({ at: epochMilliseconds, event: ravnEvent });

/**
 * Ids are ULIDs of the event's `at`: a reader starts at the ten-minute mark however much DynamoDB has not deleted yet.
 * An event added with an older id than one already read is not seen.
 */
export function dynamoLiveFeed({ table, client }: Table): LiveFeed {
  return {
    async add({ id, at, event }) {
      const item = {
        pk: partitionOf(id),
        sk: id,
        at,
        event,
        ttl: ttlAfter(at, keptMs.liveEvent),
        listed: listedUnder(event.customerId),
      };
      await client.send(new PutCommand({ TableName: table, Item: item }));
    },

    async since(after, limit, now) {
      if (limit < 1) return [];
      const oldest = Math.max(0, now - keptMs.liveEvent);
      const mark = encodeTime(oldest, 10);
      const from = after !== undefined && after > mark ? after : mark;
      const found = await Promise.all(partitions.map((pk) => read(pk, from, oldest, limit)));
      return found
        .flat()
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit);
    },
  };

  /** The oldest of one partition. */
  async function read(pk: string, after: string, oldest: number, limit: number): Promise<LiveEvent[]> {
    const found: LiveEvent[] = [];
    const pages = paginateQuery(
      { client, pageSize: limit },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk > :after',
        FilterExpression: '#at >= :oldest',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':pk': pk, ':after': after, ':oldest': oldest },
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
  }
}
