// The demo's tracker: which crossings it tells of, in the very shape of Amazon Location's event, and the partners' news beside it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Session } from '../../../demo/api.ts';
import { playPartners } from '../../../demo/partners.ts';
import { moved, type Position } from '../../../demo/plane.ts';
import { places } from '../../../demo/stores.ts';
import { createTracker, locationEvent } from '../../../demo/tracker.ts';
import { contextObservation } from '../../../shared/model/context.ts';

const start = Date.UTC(2026, 10, 22, 11);
const fenced = places.flatMap(({ id, shape }) => (shape.type === 'Circle' ? [{ id, ...shape }] : []));
const store = fenced.find(({ id }) => id === 'østerbro-grønt') ?? fenced[0]!;

test('who rides through a circle comes in once and leaves once, and nothing is told in between', async () => {
  const told: string[] = [];
  const from = moved(store.center, 0, -300);
  const tracker = createTracker({
    deviceId: 'rider',
    walker: { at: (now) => ({ position: moved(from, 0, (7 * (now - start)) / 1000), metresPerSecond: 7 }) },
    receiver: {
      fix: ({ position: [lng, lat], metresPerSecond }, at) => ({
        at,
        lng,
        lat,
        accuracyMetres: 8,
        speedMetresPerSecond: metresPerSecond,
      }),
    },
    firstFixAt: start,
    cross: ({ type, geofenceId, fix }) => {
      told.push(`${type} ${geofenceId}`);
      expect(Math.abs(fix.lat - store.center[1]) * 111_320).toBeLessThan(store.radiusMetres + 40);
    },
  });
  for (let second = 0; second < 90; second++) if (tracker.wantsToReport(start + second * 1000)) await tracker.report();
  expect(told.filter((line) => line.endsWith(store.id))).toEqual([`ENTER ${store.id}`, `EXIT ${store.id}`]);
});

test('its event has the fields of the recorded one, which is what the rule on the bus looks at', () => {
  const sample = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../events/samples/location-geofence-event.json'), 'utf8'),
  );
  const [collection] = sample.resources;
  const [lng, lat] = sample.detail.Position as Position;
  const fix = { at: Date.parse(sample.detail.SampleTime), lng, lat, accuracyMetres: 12.5, speedMetresPerSecond: 4 };
  const { detail, ...event } = locationEvent(collection, { type: 'ENTER', deviceId: 'freja', geofenceId: 'cafe', fix });
  expect(sample).toMatchObject({ source: event.source, 'detail-type': event['detail-type'] });
  expect(event.resources).toContain(collection);
  const { GeofenceProperties: _, PositionProperties: __, ...always } = sample.detail;
  expect(detail).toEqual(always);
});

test('what partners tell is what the API takes: shelves of each bakery, a match for everywhere', async () => {
  const told: { path: string; body: unknown }[] = [];
  const says: string[] = [];
  await playPartners({
    session: {
      request: async (_method, path, body) => {
        told.push({ path, body });
        return undefined as never;
      },
    } satisfies Session,
    bakeries: ['guldkorn', 'tre-kringler'],
    tell: (line) => says.push(line),
    onError: (error) => expect.unreachable(String(error)),
    signal: new AbortController().signal,
    secondMs: 0,
  });
  expect(new Set(told.map(({ path }) => path))).toEqual(new Set(['/v1/context']));
  const observed = told.map(({ body }) => contextObservation.parse(body));
  expect(observed.map(({ name, scope, value }) => [name, scope, value])).toEqual([
    ['stock.swirls', { geofenceId: 'guldkorn' }, 24],
    ['stock.swirls', { geofenceId: 'tre-kringler' }, 24],
    ['match.won', 'everywhere', true],
    ['stock.swirls', { geofenceId: 'guldkorn' }, 0],
    ['stock.swirls', { geofenceId: 'tre-kringler' }, 0],
  ]);
  expect(says).toHaveLength(3);
});
