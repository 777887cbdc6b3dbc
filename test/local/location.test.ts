// The geofence imitation through the real SDK client, whose host prefix is kept and looked up as in a worker.

import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import {
  BatchDeleteGeofenceCommand,
  BatchPutGeofenceCommand,
  type BatchPutGeofenceRequestEntry,
  ListGeofencesCommand,
  LocationClient,
} from '@aws-sdk/client-location';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocation } from '../../local/services/location.ts';

let server: Awaited<ReturnType<typeof startLocation>>;
let client: LocationClient;
const hosts: string[] = [];

beforeAll(async () => {
  server = await startLocation({ host: '127.0.0.1', port: 0, collections: ['stores'] });
  const lookup: LookupFunction = (host, options, done) => {
    hosts.push(host);
    if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  };
  client = new LocationClient({
    endpoint: server.url,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { httpAgent: new Agent({ lookup }) },
  });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const put = (...Entries: BatchPutGeofenceRequestEntry[]) =>
  client.send(new BatchPutGeofenceCommand({ CollectionName: 'stores', Entries }));
const list = (page: { MaxResults?: number; NextToken?: string } = {}) =>
  client.send(new ListGeofencesCommand({ CollectionName: 'stores', ...page }));
const circle = (GeofenceId: string): BatchPutGeofenceRequestEntry => ({
  GeofenceId,
  Geometry: { Circle: { Center: [12.57, 55.68], Radius: 150 } },
});
const square = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
];
const hole = square.map(([lng, lat]) => [0.25 + lng! / 2, 0.25 + lat! / 2]);

test('put, list in pages, put again, delete', async () => {
  const first = await put(circle('c'), circle('a'), circle('b'));
  expect(first.Errors).toEqual([]);
  expect(first.Successes?.map(({ GeofenceId }) => GeofenceId)).toEqual(['c', 'a', 'b']);
  expect(hosts).toContain('geofencing.127.0.0.1');

  const page = await list({ MaxResults: 2 });
  const rest = await list({ MaxResults: 2, NextToken: page.NextToken });
  expect([page, rest].map(({ Entries }) => Entries?.map(({ GeofenceId }) => GeofenceId))).toEqual([['a', 'b'], ['c']]);
  expect(rest.NextToken).toBeUndefined();
  expect(page.Entries?.[0]).toMatchObject({ ...circle('a'), Status: 'ACTIVE', CreateTime: expect.any(Date) });

  const again = await put(circle('a'));
  expect(again.Successes?.[0]?.CreateTime).toEqual(first.Successes?.[1]?.CreateTime);

  const gone = await client.send(
    new BatchDeleteGeofenceCommand({ CollectionName: 'stores', GeofenceIds: ['a', 'b', 'x'] }),
  );
  expect(gone.Errors).toMatchObject([{ GeofenceId: 'x', Error: { Code: 'ResourceNotFoundError' } }]);
  expect((await list()).Entries?.map(({ GeofenceId }) => GeofenceId)).toEqual(['c']);
});

test('errors of single entries come inside a 200', async () => {
  const polygon = (...Polygon: number[][][]) => ({ Geometry: { Polygon } });
  const entries: [BatchPutGeofenceRequestEntry, RegExp | undefined][] = [
    [{ GeofenceId: 'ok', ...polygon(square, hole.toReversed()) }, undefined],
    [{ GeofenceId: 'clockwise', ...polygon(square.toReversed()) }, /counter-clockwise/],
    [{ GeofenceId: 'hole', ...polygon(square, hole) }, /interior ring must be clockwise/],
    [{ GeofenceId: 'open', ...polygon(square.slice(0, 4)) }, /must end where it starts/],
    [{ GeofenceId: 'short', ...polygon(square.slice(0, 3)) }, /at least 4/],
    [{ GeofenceId: 'swapped', Geometry: { Circle: { Center: [55, 120], Radius: 1 } } }, /longitude/],
    [{ GeofenceId: 'large', Geometry: { Circle: { Center: [0, 0], Radius: 100_001 } } }, /Radius/],
    [{ GeofenceId: 'both', Geometry: { ...circle('x').Geometry, Polygon: [square] } }, /exactly one/],
    [circle('a#b'), /GeofenceId/],
    [{ ...circle('p'), GeofenceProperties: { name: 'x'.repeat(41) } }, /too long/],
  ];
  const { Successes, Errors } = await put(...entries.map(([entry]) => entry));
  const bad = entries.filter(([, message]) => message);
  expect(Successes?.map(({ GeofenceId }) => GeofenceId)).toEqual(['ok']);
  expect(Errors).toEqual(
    bad.map(([{ GeofenceId }, message]) => {
      return { GeofenceId, Error: { Code: 'ValidationError', Message: expect.stringMatching(message!) } };
    }),
  );
});

test('calls that are refused as a whole', async () => {
  const many = Array.from({ length: 11 }, (_, i) => circle(`g${i}`));
  await expect(put(...many)).rejects.toMatchObject({ name: 'ValidationException', Reason: 'FieldValidationFailed' });
  await expect(list({ MaxResults: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(client.send(new ListGeofencesCommand({ CollectionName: 'other' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
});
