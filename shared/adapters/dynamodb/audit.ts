// The audit in DynamoDB: an item a look, a partition a day, listed under the customer whom it names.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import type { Audit } from '../../ports/audit.ts';
import { listedUnder, type Table } from './table.ts';

/** Through the index it is found with everything else that names her: to be shown to her, and to go when she goes. */
export function dynamoAudit({ table, client }: Table): Audit {
  return {
    async note({ id, at, who, whom, what }) {
      const item = {
        pk: `AUDIT#${new Date(at).toISOString().slice(0, 10)}`,
        sk: id,
        listed: listedUnder(whom),
        at,
        who,
        whom,
        what,
        ttl: ttlAfter(at, keptMs.audit),
      };
      await client.send(new PutCommand({ TableName: table, Item: item }));
    },
  };
}
