// The weather in DynamoDB: an item a cell and one for the provider, each replaced only by who has read it.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { cellWeather, providerHealth } from '../../model/weather.ts';
import type { Weather } from '../../ports/weather.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

export function dynamoWeather({ table, client }: Table): Weather {
  const load = async <Schema extends z.ZodType>(schema: Schema, key: { pk: string; sk: string }) => {
    const { Item: item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return item && parseStored(schema, item);
  };

  const save = (key: { pk: string; sk: string }, { version, ...body }: { version: number }) =>
    tookPlace(
      client.send(
        new PutCommand({
          TableName: table,
          Item: { ...key, version, ...body },
          ...(version === 1
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#version = :before',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':before': version - 1 },
              }),
        }),
      ),
    );

  return {
    load: (cell) => load(cellWeather, keyOf(cell)),
    save: (weather) => save(keyOf(weather.cell), { ...weather, ...{ ttl: ttlAfter(weather.askAt, keptMs.weather) } }),
    loadHealth: () => load(providerHealth, healthKey),
    saveHealth: (health) => save(healthKey, health),
  };
}

const keyOf = (cell: string) => ({ pk: `WEATHER#${cell}`, sk: 'LATEST' });
const healthKey = { pk: 'WEATHER', sk: 'PROVIDER' };
