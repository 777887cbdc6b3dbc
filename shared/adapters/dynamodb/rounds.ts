// Rounds in DynamoDB: the latest of each place, one item beside those present.
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { leastKnown } from '../../model/fan-out.ts';
import { epochMilliseconds } from '../../model/identifier.ts';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { storedObject } from '../../model/stored.ts';
import type { Rounds } from '../../ports/rounds.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

const storedRound = storedObject({
  geofenceId: z.string(),
  signalId: z.string(),
  turned: z.array(z.string()),
  least: leastKnown,
  supersedes: z.array(z.string()),
  until: epochMilliseconds,
});

export function dynamoRounds({ table, client }: Table): Rounds {
  const latest: Rounds['latest'] = async (geofenceId) => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(geofenceId), ConsistentRead: true }),
    );
    return item && parseStored(storedRound, item);
  };

  return {
    latest,

    async begin(round, instead) {
      const condition =
        instead === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: 'signalId = :instead', ExpressionAttributeValues: { ':instead': instead } };
      const ttl = ttlAfter(round.until, keptMs.round);
      const item = { ...keyOf(round.geofenceId), ...round, ttl };
      return tookPlace(client.send(new PutCommand({ TableName: table, Item: item, ...condition })));
    },

    async prolong(geofenceId, signalId, until) {
      const prolonged = await tookPlace(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(geofenceId),
            UpdateExpression: 'SET #until = :until',
            ConditionExpression: 'signalId = :signalId AND #until < :until',
            ExpressionAttributeNames: { '#until': 'until' },
            ExpressionAttributeValues: { ':signalId': signalId, ':until': until },
          }),
        ),
      );
      if (prolonged) return 'under-way';
      return (await latest(geofenceId))?.supersedes.includes(signalId) ? 'superseded' : 'under-way';
    },
  };
}

const keyOf = (geofenceId: string) => ({ pk: `PRESENT#${geofenceId}`, sk: 'ROUND' });
