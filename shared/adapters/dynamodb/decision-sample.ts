// The decision sample in DynamoDB: a note beside each customer in it, in the sparse index under one of 64 lists.
import { createHash } from 'node:crypto';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import type { DecisionSample } from '../../ports/decision-sample.ts';
import { listedIndex, type Table, tookPlace } from './table.ts';

const customerPrefix = 'CUSTOMER#';
/** So that a list is short enough to tell progress by, and no key of the index is written by everybody. */
const shards = 64;
const dayMs = 86_400_000;

/**
 * A note is written with a customer's decisions, and again when it is a day old; of the records themselves there is no second copy. It lies under the customer: it
 * goes when she goes.
 * @returns a function that notes a decision of a customer, if she belongs to the sample.
 */
export function sampleNotes({ table, client, share }: Table & { share: number }) {
  return async (customerId: string, at: number): Promise<void> => {
    const { draw, shard } = drawOf(customerId);
    if (draw >= share) return;
    await tookPlace(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: `${customerPrefix}${customerId}`, sk: 'SAMPLED' },
          UpdateExpression: 'SET decidedAt = :at, #ttl = :ttl, #listed = :listed',
          ConditionExpression: 'attribute_not_exists(decidedAt) OR decidedAt < :stale',
          ExpressionAttributeNames: { '#ttl': 'ttl', '#listed': 'listed' },
          ExpressionAttributeValues: {
            ':at': at,
            ':stale': at - dayMs,
            // A day longer than the decision it was written with: the next one may come within that day.
            ':ttl': ttlAfter(at, keptMs.decision + dayMs),
            ':listed': listOf(shard),
          },
        }),
      ),
    );
  };
}

export function dynamoDecisionSample({ table, client, share }: Table & { share: number }): DecisionSample {
  return {
    share,
    shards,
    async page({ shard, after }, limit) {
      const { Items: items = [], LastEvaluatedKey: last } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: listedIndex,
          KeyConditionExpression: '#listed = :listed',
          ExpressionAttributeNames: { '#listed': 'listed' },
          ExpressionAttributeValues: { ':listed': listOf(shard) },
          Limit: limit,
          ...(after !== undefined && {
            ExclusiveStartKey: { listed: listOf(shard), pk: `${customerPrefix}${after}`, sk: 'SAMPLED' },
          }),
        }),
      );
      const ids = items.map(customerOf);
      // The share may have been larger when a note was written.
      const customerIds = ids.filter((id) => drawOf(id).draw < share);
      return { customerIds, ...(last && { next: customerOf(last) }) };
    },
  };
}

const listOf = (shard: number) => `SAMPLED#${shard}`;
const customerOf = ({ pk }: Record<string, unknown>) => String(pk).slice(customerPrefix.length);

/** Uniform in [0, 1), by the customer alone and independent of other draws; and which list she is on. */
function drawOf(customerId: string): { draw: number; shard: number } {
  const digest = createHash('sha256').update(`ravn/sample/1 ${customerId}`).digest();
  return { draw: digest.readUIntBE(0, 6) / 2 ** 48, shard: digest.readUInt8(6) % shards };
}
