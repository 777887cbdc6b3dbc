// Offer gates in DynamoDB: one item an offer, changed by single conditional updates, so that a budget is exact without transactions.
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochMilliseconds } from '../../model/identifier.ts';
import type { OfferGates } from '../../ports/offer-gates.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

/** `used` = spent + taken: a condition can compare two attributes, but not add them. What is left follows from it. */
const storedGate = z.strictObject({
  live: z.boolean(),
  version: z.int(),
  endsAt: epochMilliseconds,
  budgetUnits: z.int().optional(),
  used: z.int(),
  spent: z.int(),
  /** When each delivery that is under way took its unit. About 60 bytes each: 6,000 at a time fit into an item. */
  taken: z.record(z.string(), epochMilliseconds),
});

const open = '#live = :true AND #version = :version AND endsAt > :now';
const openNames = { '#live': 'live', '#version': 'version' };

export function dynamoOfferGates({ table, client }: Table): OfferGates {
  const update = (offerId: string, expressions: object) =>
    client.send(new UpdateCommand({ TableName: table, Key: keyOf(offerId), ...expressions }));

  const read = async (offerId: string) => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(offerId), ConsistentRead: true }),
    );
    return item && parseStored(storedGate, item);
  };

  /** Ends the hold of a delivery: only the first call finds it. */
  const release = (offerId: string, deliveryId: string, counter: 'used' | 'spent', by: 1 | -1) =>
    tookPlace(
      update(offerId, {
        UpdateExpression: 'REMOVE taken.#id ADD #counter :by',
        ConditionExpression: 'attribute_exists(taken.#id)',
        ExpressionAttributeNames: { '#id': deliveryId, '#counter': counter },
        ExpressionAttributeValues: { ':by': by },
      }),
    );

  return {
    async set({ offerId, version, live, endsAt, budgetUnits }) {
      const bounded = budgetUnits !== undefined;
      await tookPlace(
        update(offerId, {
          UpdateExpression:
            'SET #version = :version, #live = :live, endsAt = :endsAt, taken = if_not_exists(taken, :none), ' +
            'spent = if_not_exists(spent, :zero), #used = if_not_exists(#used, :zero)' +
            (bounded ? ', budgetUnits = :budgetUnits' : ' REMOVE budgetUnits'),
          ConditionExpression: 'attribute_not_exists(#version) OR #version <= :version',
          ExpressionAttributeNames: { ...openNames, '#used': 'used' },
          ExpressionAttributeValues: {
            ':version': version,
            ':live': live,
            ':endsAt': endsAt,
            ':none': {},
            ':zero': 0,
            ...(bounded && { ':budgetUnits': budgetUnits }),
          },
        }),
      );
    },

    async take({ offerId, version, deliveryId, now }) {
      const values = { ':true': true, ':version': version, ':now': now };
      const took = await tookPlace(
        update(offerId, {
          UpdateExpression: 'SET taken.#id = :now ADD #used :one',
          ConditionExpression: `${open} AND attribute_not_exists(taken.#id) AND (attribute_not_exists(budgetUnits) OR #used < budgetUnits)`,
          ExpressionAttributeNames: { ...openNames, '#used': 'used', '#id': deliveryId },
          ExpressionAttributeValues: { ...values, ':one': 1 },
        }),
      );
      if (took) return 'taken';

      // Already this delivery's? Asked by a write, so that a pause committed before it is not overlooked.
      const holds = await tookPlace(
        update(offerId, {
          UpdateExpression: 'SET taken.#id = :now',
          ConditionExpression: `${open} AND attribute_exists(taken.#id)`,
          ExpressionAttributeNames: { ...openNames, '#id': deliveryId },
          ExpressionAttributeValues: values,
        }),
      );
      if (holds) return 'taken';

      // Refused either way; the read only finds the name for it.
      const gate = await read(offerId);
      if (!gate?.live) return 'not-live';
      if (gate.version !== version) return 'changed';
      if (gate.endsAt <= now) return 'ended';
      return 'budget-spent';
    },

    async giveBack(offerId, deliveryId) {
      await release(offerId, deliveryId, 'used', -1);
    },

    async settle(offerId, deliveryId) {
      await release(offerId, deliveryId, 'spent', 1);
    },

    async balance(offerId) {
      const gate = await read(offerId);
      if (!gate) return undefined;
      const { budgetUnits, used, spent, taken } = gate;
      return {
        spent,
        taken: Object.keys(taken),
        left: budgetUnits === undefined ? undefined : budgetUnits - used,
      };
    },
  };
}

const keyOf = (offerId: string) => ({ pk: `OFFER#${offerId}`, sk: 'GATE' });
