// The mirror at Amazon Location: batches of ten, errors inside a 200, pacing. The SDK's client is mocked: what the service itself would refuse is not seen here.
import {
  BatchDeleteGeofenceCommand,
  BatchPutGeofenceCommand,
  ListGeofencesCommand,
  LocationClient,
} from '@aws-sdk/client-location';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { locationMirror } from '../../shared/adapters/location/geofence-mirror.ts';
import { nothingAuthored } from '../../shared/model/authored.ts';
import { mirrorGeofences } from '../../shared/usecases/mirror-geofences.ts';
import { aGeofence } from '../support/town.ts';

const client = new LocationClient({ region: 'eu-west-1' });
const mock = mockClient(client);
let waits: number[];
const mirror = locationMirror({ collection: 'ravn', client, sleep: async (ms) => waits.push(ms) });
beforeEach(() => {
  mock.reset();
  waits = [];
  mock.on(BatchPutGeofenceCommand).resolves({ Errors: [], Successes: [] });
  mock.on(BatchDeleteGeofenceCommand).resolves({ Errors: [] });
});

const circle = { Circle: { Center: [12.5, 55.6], Radius: 80 } };
const entries = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `g${n}`, mark: 'm', geometry: circle }));
const puts = () => mock.commandCalls(BatchPutGeofenceCommand).map((call) => call.args[0].input.Entries!);
const failed = (GeofenceId: string, Code: 'ThrottlingError' | 'ValidationError' | 'ResourceNotFoundError') => ({
  GeofenceId,
  Error: { Code, Message: `no: ${GeofenceId}` },
});
const answer = (...Errors: ReturnType<typeof failed>[]) => ({ Errors, Successes: [] });

describe('put', () => {
  it('sends ten at a time, with at least 40 ms between calls', async () => {
    expect(await mirror.put(entries(23))).toEqual([]);
    expect(puts().map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(puts()[0]![0]).toEqual({ GeofenceId: 'g0', Geometry: circle, GeofenceProperties: { ravn: 'm' } });
    expect(waits).toEqual([40, 40]);
  });

  it('sends again what may pass, with growing waits, and reports what never will', async () => {
    mock
      .on(BatchPutGeofenceCommand)
      .resolvesOnce(answer(failed('g1', 'ThrottlingError'), failed('g2', 'ValidationError')))
      .resolvesOnce(answer(failed('g1', 'ThrottlingError')))
      .resolves(answer());
    expect(await mirror.put(entries(3))).toEqual([{ id: 'g2', why: 'ValidationError: no: g2' }]);
    expect(puts().map((batch) => batch.map(({ GeofenceId: id }) => id))).toEqual([['g0', 'g1', 'g2'], ['g1'], ['g1']]);
    expect(waits).toEqual([400, 800]);
  });

  it('gives up in the end, naming the code', async () => {
    mock.on(BatchPutGeofenceCommand).resolves(answer(failed('g0', 'ThrottlingError')));
    await expect(mirror.put(entries(1))).rejects.toThrow('did not process 1 geofences: ThrottlingError');
    expect(puts()).toHaveLength(6);
  });
});

describe('remove', () => {
  it('takes one that is not there for gone, and throws on what is kept', async () => {
    mock.on(BatchDeleteGeofenceCommand).resolves({ Errors: [failed('a', 'ResourceNotFoundError')] });
    await mirror.remove(['a', 'b']);
    mock.on(BatchDeleteGeofenceCommand).resolves({ Errors: [failed('a', 'ValidationError')] });
    await expect(mirror.remove(['a'])).rejects.toThrow('kept 1 geofences');
    expect(await mirror.remove([])).toBeUndefined();
  });
});

it('reads every page of what lies there', async () => {
  const entry = (GeofenceId: string, GeofenceProperties?: Record<string, string>) => ({
    GeofenceId,
    GeofenceProperties,
    Geometry: circle,
    Status: 'ACTIVE',
    CreateTime: new Date(0),
    UpdateTime: new Date(0),
  });
  mock
    .on(ListGeofencesCommand)
    .resolvesOnce({ Entries: [entry('a', { ravn: 'x' })], NextToken: 'more' })
    .resolvesOnce({ Entries: [entry('b')] });
  expect(await mirror.marks()).toEqual(
    new Map([
      ['a', 'x'],
      ['b', ''],
    ]),
  );
});

describe('mirroring', () => {
  /** What lies at the service, under the same interface. */
  function aCollection() {
    const there = new Map<string, string>();
    const calls: string[] = [];
    return {
      there,
      calls,
      mirror: {
        marks: async () => new Map(there),
        async put(geofences: { id: string; mark: string }[]) {
          for (const { id, mark } of geofences) there.set(id, mark);
          calls.push(...geofences.map(({ id }) => `put ${id}`));
          return [];
        },
        async remove(ids: string[]) {
          for (const id of ids) there.delete(id);
          calls.push(...ids.map((id) => `remove ${id}`));
        },
      },
    };
  }
  const authored = (...geofences: ReturnType<typeof aGeofence>[]) => ({
    read: async () => ({
      revision: 1,
      version: 1,
      authored: {
        ...nothingAuthored,
        geofences: geofences.map((one) => ({ ...one, version: 1, changedAt: 1, changedBy: 'mette' })),
      },
    }),
  });
  const moved = { type: 'Circle' as const, center: [12.6, 55.7] as [number, number], radiusMetres: 90 };
  const wide = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [179, 0],
        [181, 0],
        [181, 1],
        [179, 0],
      ],
    ] as [number, number][][],
  };

  it('puts what is new or drawn anew, takes away what is gone, leaves the rest alone, names what cannot be held', async () => {
    const { mirror, calls, there } = aCollection();
    await mirrorGeofences({ authored: authored(aGeofence(), aGeofence({ id: 'bar' })), mirror });
    there.set('by-hand', '');
    calls.length = 0;
    const report = await mirrorGeofences({
      authored: authored(
        aGeofence(),
        aGeofence({ id: 'bar', shape: moved, name: 'Another name' }),
        aGeofence({ id: 'clinic', kind: 'exclusion' }),
        aGeofence({ id: 'fiji', shape: wide }),
      ),
      mirror,
    });
    expect(calls).toEqual(['remove by-hand', 'put bar']);
    expect(report).toMatchObject({
      put: 1,
      removed: 1,
      refused: [{ id: 'fiji', why: expect.stringMatching(/antimeridian/) }],
    });
    calls.length = 0;
    // A name is not on the map: nothing is put for it.
    await mirrorGeofences({
      authored: authored(aGeofence({ name: 'New' }), aGeofence({ id: 'bar', shape: moved })),
      mirror,
    });
    expect(calls).toEqual([]);
  });
});
