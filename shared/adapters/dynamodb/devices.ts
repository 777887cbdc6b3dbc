// Devices in DynamoDB: the token under its customer, and an owner item per token that says whose it is.
import { createHash } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { platform } from '../../model/device.ts';
import { epochMilliseconds } from '../../model/identifier.ts';
import { storedObject } from '../../model/stored.ts';
import type { Devices } from '../../ports/devices.ts';
import { listedUnder, parseStored, type Table, tookPlace } from './table.ts';

const storedDevice = z.strictObject({ token: z.string(), platform, registeredAt: epochMilliseconds });
const storedOwner = storedObject({ customerId: z.string(), deviceId: z.string(), registeredAt: epochMilliseconds });

export function dynamoDevices({ table, client }: Table): Devices {
  const read = async (key: object) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  // `registeredAt` in the condition spares an owner item that a newer registration of the same token has written.
  const disown = (token: string, customerId: string, deviceId: string, registeredAt: number) =>
    tookPlace(
      client.send(
        new DeleteCommand({
          TableName: table,
          Key: ownerKey(token),
          ConditionExpression: 'customerId = :customerId AND deviceId = :deviceId AND registeredAt = :registeredAt',
          ExpressionAttributeValues: {
            ':customerId': customerId,
            ':deviceId': deviceId,
            ':registeredAt': registeredAt,
          },
        }),
      ),
    );

  return {
    async register(customerId, deviceId, { token, platform, registeredAt }) {
      const key = deviceKey(customerId, deviceId);
      // The owner comes last: a crash in between leaves a device without push until it registers again,
      // never a token that reaches the customer who had the phone before.
      const { Attributes: former } = await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...key, token, platform, registeredAt },
          ReturnValues: 'ALL_OLD',
        }),
      );
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...ownerKey(token), listed: listedUnder(customerId), customerId, deviceId, registeredAt },
        }),
      );
      if (former && former.token !== token) {
        const { token: formerToken, registeredAt: formerAt } = parseStored(storedDevice, former);
        await disown(formerToken, customerId, deviceId, formerAt);
      }
    },

    async pushTarget(customerId, deviceId) {
      const item = await read(deviceKey(customerId, deviceId));
      if (!item) return undefined;
      const target = parseStored(storedDevice, item);
      const ownerItem = await read(ownerKey(target.token));
      const owner = ownerItem && parseStored(storedOwner, ownerItem);
      return owner?.customerId === customerId && owner.deviceId === deviceId ? target : undefined;
    },

    async forget(customerId, deviceId, { token, registeredAt }) {
      const forgotten = await tookPlace(
        client.send(
          new DeleteCommand({
            TableName: table,
            Key: deviceKey(customerId, deviceId),
            ConditionExpression: '#token = :token AND registeredAt = :registeredAt',
            ExpressionAttributeNames: { '#token': 'token' },
            ExpressionAttributeValues: { ':token': token, ':registeredAt': registeredAt },
          }),
        ),
      );
      if (forgotten) await disown(token, customerId, deviceId, registeredAt);
    },
  };
}

const deviceKey = (customerId: string, deviceId: string) => ({
  pk: `CUSTOMER#${customerId}`,
  sk: `DEVICE#${deviceId}`,
});

/** Hashed, so that a key that shows up in a log or a metric is no token. */
const ownerKey = (token: string) => ({
  pk: `TOKEN#${createHash('sha256').update(token).digest('hex')}`,
  sk: 'OWNER',
});
