// Feedbacks in DynamoDB: one item each, under the customer and nowhere else; the sparse index finds them by the offer.
import { PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { feedback } from '../../model/feedback.ts';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import type { Feedbacks, GivenFeedback } from '../../ports/feedbacks.ts';
import { listedIndex, parseStored, type Table } from './table.ts';

const stored = z.strictObject({ listed: z.string(), ...feedback.shape });

/** A copy for the marketer would have to be found again when she erases herself: so there is none. */
export function dynamoFeedbacks({ table, client }: Table): Feedbacks {
  return {
    async give(customerId, given) {
      const item = {
        pk: `CUSTOMER#${customerId}`,
        sk: `FEEDBACK#${given.decisionId}`,
        listed: listedUnderOffer(given.offerId),
        ...given,
        ttl: ttlAfter(given.at, keptMs.feedback),
      };
      await client.send(new PutCommand({ TableName: table, Item: item }));
    },

    async ofOffer(offerId, limit, now) {
      const givers = new Set<unknown>();
      const given: GivenFeedback['given'] = [];
      const answer = (more: boolean) => ({ givers: givers.size, given, more });
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: listedIndex,
          KeyConditionExpression: '#listed = :listed',
          FilterExpression: '#at > :oldest',
          ExpressionAttributeNames: { '#listed': 'listed', '#at': 'at' },
          ExpressionAttributeValues: { ':listed': listedUnderOffer(offerId), ':oldest': now - keptMs.feedback },
        },
      );
      for await (const { Items: items = [] } of pages) {
        for (const item of items) {
          if (given.length === limit) return answer(true);
          const { rating, text, at } = parseStored(stored, item);
          given.push({ rating, ...(text !== undefined && { text }), at });
          givers.add(item.pk);
        }
      }
      return answer(false);
    },
  };
}

const listedUnderOffer = (offerId: string) => `FEEDBACK#${offerId}`;
