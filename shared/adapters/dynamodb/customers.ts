// Customers in DynamoDB: one item each, written only under the condition that its version is still the one read.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Customer, customer, maxCustomerBytes } from '../../model/customer.ts';
import type { Customers } from '../../ports/customers.ts';
import { isClosed } from './personal-records.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

/** @returns customers whose `create` and `save` throw a RangeError where the item, as JSON, would exceed its bound. */
export function dynamoCustomers({ table, client }: Table): Customers {
  const put = (body: Customer, condition: object) => {
    const bytes = Buffer.byteLength(JSON.stringify(body));
    if (bytes > maxCustomerBytes) {
      throw new RangeError(
        `customer ${body.customerId} would take ${bytes} bytes, at most ${maxCustomerBytes} are stored`,
      );
    }
    return tookPlace(
      client.send(new PutCommand({ TableName: table, Item: { ...keyOf(body.customerId), ...body }, ...condition })),
    );
  };

  return {
    async load(customerId) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keyOf(customerId), ConsistentRead: true }),
      );
      return item && !isClosed(item) ? parseStored(customer, item) : undefined;
    },

    async create(created) {
      return put(created, { ConditionExpression: 'attribute_not_exists(pk)' });
    },

    async save(changed) {
      return put(
        { ...changed, version: changed.version + 1 },
        {
          // Fails on a missing item too: a customer who was erased is not brought back.
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':read': changed.version },
        },
      );
    },
  };
}

const keyOf = (customerId: string) => ({ pk: `CUSTOMER#${customerId}`, sk: 'STATE' });
