// The table under the devices adapter: the three commands that it sends, over a map, each of them one call that may fail.
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDevices } from '../../shared/adapters/dynamodb/devices.ts';
import type { Table } from '../../shared/adapters/dynamodb/table.ts';
import type { Body } from './history.ts';
import { customerIds, customerOf, deviceIds } from './town.ts';

export type Item = Record<string, unknown>;
export type Items = Map<string, Item>;
type Call = (point: string, effect: () => unknown) => Promise<unknown>;

const keyOf = ({ pk, sk }: Item) => `${pk} ${sk}`;

export function tableOf(items: Items, read: Call, write: Call, note: (body: Body) => void): Table {
  let registering: unknown;
  const send = async (command: unknown) => {
    if (command instanceof GetCommand) {
      const key = keyOf(command.input.Key!);
      return read('devices.get', () => ({ Item: items.get(key) }));
    }
    if (command instanceof PutCommand) {
      const item = Object.freeze(command.input.Item!);
      // The owner's key is hashed: the device, written just before, has the token itself.
      registering = item.token ?? registering;
      return write('devices.put', () => {
        const former = items.get(keyOf(item));
        items.set(keyOf(item), item);
        if (item.sk === 'OWNER')
          note({ kind: 'token-owned', token: String(registering), customerId: String(item.customerId) });
        return { Attributes: former };
      });
    }
    if (command instanceof DeleteCommand) {
      const { input } = command;
      const held = await write('devices.delete', () => {
        const key = keyOf(input.Key!);
        return holds(input, items.get(key)) && items.delete(key);
      });
      if (held) return {};
      throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' });
    }
    throw new Error('the devices adapter sends a command that is not simulated');
  };
  return { table: 'simulated', client: { send } as unknown as DynamoDBDocumentClient };
}

/** Conditions here are equalities joined by AND, as the adapter writes them. */
function holds({ ConditionExpression = '', ...input }: DeleteCommand['input'], item: Item | undefined): boolean {
  return ConditionExpression.split(' AND ').every((equality) => {
    const [name = '', value = ''] = equality.split(' = ');
    return item?.[input.ExpressionAttributeNames?.[name] ?? name] === input.ExpressionAttributeValues?.[value];
  });
}

/** Everybody's devices as they are registered before a schedule begins. */
export const firstItems: Items = new Map();
const atOnce: Call = async (_point, effect) => effect();
const before = dynamoDevices(tableOf(firstItems, atOnce, atOnce, () => {}));
for (const customerId of customerIds) {
  for (const deviceId of deviceIds) {
    const { platform, registeredAt } = customerOf(customerId).devices[deviceId]!;
    await before.register(customerId, deviceId, {
      token: `token-of-${customerId}-${deviceId}`,
      platform,
      registeredAt,
    });
  }
}
