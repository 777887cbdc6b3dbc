// Within 610 m of an excluded place nobody is: no visit, no send, no write, no word of the place, whatever surrounds it.
import { expect, test } from 'vitest';
import { exclusionBufferMetres } from '../../shared/core/decide/parameters.ts';
import { compileGeofences, openGeofences } from '../../shared/core/geo/index.ts';
import { type Geofence, geofence } from '../../shared/model/geofence.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { seeded } from '../cli/seeded.ts';
import { aCustomer, aGeofence, anOffer, aWorld, cafe, minute, noon } from '../support/town.ts';

/** A million in .ci/run. */
const positions = Number(process.env.RAVN_EXCLUDED_POSITIONS ?? 20_000);
const random = seeded(Number(process.env.RAVN_TEST_SEED ?? 1));
const between = (from: number, to: number) => from + random() * (to - from);

/** Hospitals, schools, shelters: circles and crooked polygons all over the world, near the poles and the antimeridian too. */
const places: Geofence[] = Array.from({ length: 60 }, (_, n) => {
  const lat = between(-85, 85);
  const lng = n % 6 === 0 ? 180 + between(-0.01, 0.01) : between(-180, 180);
  const east = 1 / Math.cos((lat * Math.PI) / 180) / 111_000;
  const at = (angle: number, metres: number): [number, number] => [
    lng + Math.cos(angle) * metres * east,
    lat + (Math.sin(angle) * metres) / 111_000,
  ];
  const ring = Array.from({ length: 8 }, (_, i) => at((i / 8) * 2 * Math.PI, between(40, 300)));
  return geofence.parse({
    id: `place-${n}`,
    name: `Place ${n}`,
    kind: 'exclusion',
    shape:
      n % 2
        ? { type: 'Circle', center: [lng, lat], radiusMetres: between(20, 300) }
        : { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
    timeZone: 'UTC',
  });
});
const area = aGeofence({
  id: 'everywhere',
  kind: 'area',
  tags: ['coffee'],
  shape: { type: 'Circle', center: [cafe.lng, cafe.lat], radiusMetres: 100_000 },
});
const index = openGeofences(compileGeofences(places));

/** A place in the buffer or in the place itself, by its own measure. */
function somewhereExcluded(): { lng: number; lat: number } {
  for (;;) {
    const { shape } = places[Math.floor(random() * places.length)]!;
    const [lng, lat] = shape.type === 'Circle' ? shape.center : (shape.coordinates as [number, number][][])[0]![0]!;
    const east = 1 / Math.cos((lat * Math.PI) / 180);
    const fix = { lng: lng + (between(-1000, 1000) * east) / 111_000, lat: lat + between(-1000, 1000) / 111_000 };
    if (Math.abs(fix.lng) > 180) fix.lng -= 360 * Math.sign(fix.lng);
    // A millimetre of room: on the very line either answer is right.
    if (index.within(fix.lng, fix.lat, exclusionBufferMetres - 0.001).length > 0) return fix;
  }
}

test(`${positions} positions within 610 m: none is looked at, nothing is written`, { timeout: 3_600_000 }, async () => {
  const world = aWorld({ geofences: [area, ...places], offers: [anOffer({ where: { tags: ['coffee'] } })] });
  const visit = {
    geofenceId: 'everywhere',
    visit: 1,
    enteredAt: noon - minute,
    leaseUntil: noon + 10 * minute,
    catalogueVersion: 0,
    offered: [],
  };
  // She is in the midst of a visit whose offers are to be weighed anew: elsewhere any report would be written.
  const customer = aCustomer({ openVisits: [visit] });
  const touched: string[] = [];
  const forbidden = (port: string) =>
    new Proxy({}, { get: (_, call) => async () => void touched.push(`${port}.${String(call)}`) });
  const ports = {
    customers: { ...(forbidden('customers') as object), load: async () => customer },
    worlds: { current: async () => world },
    knownWeather: { of: async () => undefined },
    presence: forbidden('presence'),
    decisions: forbidden('decisions'),
    deliveryQueue: forbidden('deliveryQueue'),
    dwellQueue: forbidden('dwellQueue'),
    offerGates: forbidden('offerGates'),
    bus: forbidden('bus'),
    onFault: (doing: string) => void touched.push(doing),
  } as unknown as Parameters<typeof reportPositions>[0];

  let id = 0;
  const reasons = new Map<string, number>();
  while (id < positions) {
    const reports = Array.from({ length: Math.min(50, positions - id) }, (): PositionReport => {
      const fix = { ...somewhereExcluded(), accuracyMetres: random() < 0.1 ? undefined : between(1, 200) };
      const previous = random() < 0.7 ? { ...fix, at: noon - 5000 } : undefined;
      return { id: `r${id++}`, at: noon, ...fix, previous };
    });
    const { results, next } = await reportPositions(ports, { customerId: 'freja', deviceId: 'phone', reports }, noon);
    for (const { reason } of results) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    expect(JSON.stringify({ results, next })).not.toContain('place-');
  }
  expect(touched).toEqual([]);
  expect([...reasons]).toEqual([['excluded-place', positions]]);
});
