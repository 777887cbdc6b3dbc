// The consent ledger in DynamoDB: one item an entry, beside the customer, never changed.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ConsentLedger } from '../../ports/consent-ledger.ts';
import { type Table, tookPlace } from './table.ts';

export function dynamoConsentLedger({ table, client }: Table): ConsentLedger {
  return {
    async append(entry) {
      const item = { pk: `CUSTOMER#${entry.customerId}`, sk: `CONSENT#${entry.id}`, ...entry };
      await tookPlace(
        client.send(new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
      );
    },
  };
}
