// The consent ledger in DynamoDB: one item a line, beside the customer, never changed.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ConsentLedger } from '../../ports/consent-ledger.ts';
import { type Table, tookPlace } from './table.ts';

export function dynamoConsentLedger({ table, client }: Table): ConsentLedger {
  return {
    async append(line) {
      const item = { pk: `CUSTOMER#${line.customerId}`, sk: `CONSENT#${line.id}`, ...line };
      await tookPlace(
        client.send(new PutCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
      );
    },
  };
}
