// Redemptions in DynamoDB: one item a code, used by one conditional update.
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochMilliseconds } from '../../model/identifier.ts';
import { issuedCode } from '../../model/redemption.ts';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import type { Redemptions } from '../../ports/redemptions.ts';
import { listedUnder, parseStored, type Table, tookPlace } from './table.ts';

const storedCode = z.object({
  ...issuedCode.shape,
  used: z.object({ id: z.string(), at: epochMilliseconds }).optional(),
});

export function dynamoRedemptions({ table, client }: Table): Redemptions {
  return {
    async issue(code) {
      const item = {
        ...keyOf(code.code),
        ...code,
        // with the customer, so that it goes when she does
        listed: listedUnder(code.customerId),
        ttl: ttlAfter(code.expiresAt, keptMs.redemptionCode),
      };
      return tookPlace(
        client.send(
          new PutCommand({
            TableName: table,
            Item: item,
            ConditionExpression: 'attribute_not_exists(pk) OR (deliveryId = :delivery AND attribute_not_exists(used))',
            ExpressionAttributeValues: { ':delivery': code.deliveryId },
          }),
        ),
      );
    },

    async redeem(code, redemptionId, now) {
      await tookPlace(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(code),
            UpdateExpression: 'SET used = :used',
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(used) AND expiresAt > :now',
            ExpressionAttributeValues: { ':used': { id: redemptionId, at: now }, ':now': now },
          }),
        ),
      );
      // Whether the update took place is read from the item: the SDK may have repeated one whose answer was lost.
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(code), ConsistentRead: true }),
      );
      if (!item) return { result: 'unknown' };
      const { used, ...issued } = parseStored(storedCode, item);
      if (!used) return { result: 'expired' };
      return used.id === redemptionId ? { result: 'redeemed', issued, at: used.at } : { result: 'used' };
    },
  };
}

const keyOf = (code: string) => ({ pk: `CODE#${code}`, sk: 'REDEMPTION' });
