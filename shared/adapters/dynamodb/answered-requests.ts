// Answered requests in DynamoDB: one item a key, begun by one conditional put.
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochMilliseconds } from '../../model/identifier.ts';
import { ttlAfter } from '../../model/retention.ts';
import type { AnsweredRequests } from '../../ports/answered-requests.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

const storedRequest = z.object({
  fingerprint: z.string(),
  attempt: z.string(),
  inFlightUntil: epochMilliseconds,
  expiresAt: epochMilliseconds,
  /** As JSON text: an answer comes back to the letter. */
  answer: z.string().optional(),
});

const ofThisRun = 'attempt = :attempt AND attribute_not_exists(#answer)';

export function dynamoAnsweredRequests({ table, client }: Table): AnsweredRequests {
  return {
    async begin(key, mark, now) {
      const begun = await tookPlace(
        client.send(
          new PutCommand({
            TableName: table,
            Item: { ...keyOf(key), ...mark, ttl: ttlAfter(mark.expiresAt, 0) },
            ConditionExpression:
              'attribute_not_exists(pk) OR expiresAt <= :now OR ' +
              '(attribute_not_exists(#answer) AND inFlightUntil <= :now AND fingerprint = :fingerprint)',
            ExpressionAttributeNames: { '#answer': 'answer' },
            ExpressionAttributeValues: { ':now': now, ':fingerprint': mark.fingerprint },
          }),
        ),
      );
      if (begun) return { state: 'begun' };
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }),
      );
      // Abandoned since: whoever sends again begins.
      if (!item) return { state: 'in-flight' };
      const { fingerprint, attempt, answer } = parseStored(storedRequest, item);
      if (fingerprint !== mark.fingerprint) return { state: 'other-request' };
      if (answer !== undefined) return { state: 'answered', answer: JSON.parse(answer) };
      // The SDK may have repeated a put whose answer was lost.
      return { state: attempt === mark.attempt ? 'begun' : 'in-flight' };
    },

    async answer(key, attempt, answer) {
      await tookPlace(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(key),
            UpdateExpression: 'SET #answer = :answer',
            ConditionExpression: ofThisRun,
            ExpressionAttributeNames: { '#answer': 'answer' },
            ExpressionAttributeValues: { ':attempt': attempt, ':answer': JSON.stringify(answer) },
          }),
        ),
      );
    },

    async abandon(key, attempt) {
      await tookPlace(
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: keyOf(key),
            ConditionExpression: ofThisRun,
            ExpressionAttributeNames: { '#answer': 'answer' },
            ExpressionAttributeValues: { ':attempt': attempt },
          }),
        ),
      );
    },
  };
}

const keyOf = (key: string) => ({ pk: `IDEMPOTENCY#${key}`, sk: 'ANSWER' });
