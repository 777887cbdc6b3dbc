// Decisions in DynamoDB: one item each, beside the customer. The record and its end arrive in any order, each maybe twice.
import { GetCommand, paginateQuery, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import * as z from 'zod';
import { decision } from '../../model/decision.ts';
import { deliveryEnd } from '../../model/delivery.ts';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import type { Decisions, RecordedDecision } from '../../ports/decisions.ts';
import { sampleNotes } from './decision-sample.ts';
import { parseStored, type Table } from './table.ts';

const storedDecision = z.strictObject({ decision, end: deliveryEnd.optional() });

/**
 * Decision ids are ULIDs: they sort by time, so the newest are found without an index.
 * @param sampleShare of whose customers the decisions can be replayed, 0 to 1.
 */
export function dynamoDecisions({ table, client, sampleShare = 0 }: Table & { sampleShare?: number }): Decisions {
  const note = sampleNotes({ table, client, share: sampleShare });
  // The first value of an attribute stays, so neither order nor repetition matters.
  const setOnce = (
    customerId: string,
    id: string,
    name: 'decision' | 'end',
    value: object,
    at: number,
    options: Pick<UpdateCommandInput, 'ReturnValues'> = {},
  ) =>
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(customerId, id),
        UpdateExpression: 'SET #name = if_not_exists(#name, :value), #ttl = if_not_exists(#ttl, :ttl)',
        ExpressionAttributeNames: { '#name': name, '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':value': value, ':ttl': ttlAfter(at, keptMs.decision) },
        ...options,
      }),
    );

  return {
    async record(customerId, recorded) {
      const options = { ReturnValues: 'UPDATED_OLD' } as const;
      const [{ Attributes: before }] = await Promise.all([
        setOnce(customerId, recorded.id, 'decision', recorded, recorded.at, options),
        note(customerId, recorded.at),
      ]);
      return before?.decision === undefined;
    },

    async recordEnd(customerId, end) {
      await setOnce(customerId, end.decisionId, 'end', end, end.at);
    },

    async find(customerId, decisionId, now) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(customerId, decisionId), ConsistentRead: true }),
      );
      // An end whose decision has not been recorded yet is not shown.
      if (!item?.decision) return undefined;
      const { decision, end } = parseStored(storedDecision, item);
      return decision.at > now - keptMs.decision ? { ...decision, end } : undefined;
    },

    async latest(customerId, limit, now, { from = 0, to = lastMoment } = {}) {
      const found: RecordedDecision[] = [];
      if (limit < 1 || from > to) return found;
      const pages = paginateQuery(
        { client, pageSize: limit },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          // An end whose decision has not been recorded yet is not shown.
          FilterExpression: '#decision.#at > :oldest',
          ExpressionAttributeNames: { '#decision': 'decision', '#at': 'at' },
          ExpressionAttributeValues: {
            ':pk': `CUSTOMER#${customerId}`,
            ':first': `DECISION#${encodeTime(from)}`,
            // After every id of that millisecond: "~" sorts behind whatever an id holds.
            ':last': `DECISION#${encodeTime(to)}~`,
            ':oldest': now - keptMs.decision,
          },
          ScanIndexForward: false,
        },
      );
      for await (const { Items: items = [] } of pages) {
        for (const item of items) {
          const { decision, end } = parseStored(storedDecision, item);
          found.push({ ...decision, end });
          if (found.length === limit) return found;
        }
      }
      return found;
    },
  };
}

/** The last that a ULID can tell, in the year 10889. */
const lastMoment = 2 ** 48 - 1;

const keyOf = (customerId: string, decisionId: string) => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `DECISION#${decisionId}`,
});
