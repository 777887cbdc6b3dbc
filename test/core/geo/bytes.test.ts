// The compiled bytes: the same for the same geofences, read in place, refused when anything about them is wrong.
import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGeofences, openGeofences } from '../../../shared/core/geo/index.ts';
import { circle, polygon } from './judge.ts';

const square = polygon([
  [
    [12, 55],
    [12.1, 55],
    [12.1, 55.1],
    [12, 55.1],
    [12, 55],
  ],
]);
const geofences = [
  ...Array.from({ length: 40 }, (_, i) => ({ id: `store-${i}`, shape: circle(12 + i / 100, 55, 200) })),
  { id: 'torvet', shape: square },
  { id: 'æøå-🐦', shape: circle(10, 50, 100) },
];
const bytes = compileGeofences(geofences);

test('the order geofences come in does not matter, and compiling changes nothing it was given', () => {
  const before = structuredClone(geofences);
  fc.assert(
    fc.property(fc.shuffledSubarray(geofences, { minLength: geofences.length }), (shuffled) => {
      expect(Buffer.compare(compileGeofences(shuffled), bytes)).toBe(0);
    }),
    { numRuns: 30 },
  );
  expect(geofences).toEqual(before);
});

test('ids come back as they were', () => {
  const index = openGeofences(bytes);
  expect(index.size).toBe(geofences.length);
  for (const { id } of geofences) expect(Number.isFinite(index.signedDistance(id, 12, 55))).toBe(true);
  expect(index.containing(10, 50)).toEqual(['æøå-🐦']);
});

test('bytes at any offset of a larger buffer open, as a pooled Buffer from a file or a bucket is', () => {
  for (let offset = 0; offset < 16; offset++) {
    const pool = Buffer.alloc(bytes.length + 32, 0xff);
    pool.set(bytes, offset);
    const index = openGeofences(pool.subarray(offset, offset + bytes.length));
    expect(index.containing(12.05, 55.05)).toEqual(['torvet']);
  }
});

test('no geofences are a valid index', () => {
  const index = openGeofences(compileGeofences([]));
  expect([index.size, index.containing(0, 0), index.nearest(0, 0, 3), index.within(0, 0, 1e9)]).toEqual([
    0,
    [],
    [],
    [],
  ]);
});

describe('refused', () => {
  test('truncated, at every length', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => openGeofences(bytes.slice(0, length))).toThrow(length < 48 ? /fewer than its header/ : /truncated/);
    }
  });

  test('any changed bit', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = bytes.slice();
        changed[at]! ^= 1 << bit;
        expect(() => openGeofences(changed)).toThrow(/^geofence index refused: /);
      }),
      { numRuns: 5000 },
    );
  });

  test('anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (foreign) => {
        expect(() => openGeofences(foreign)).toThrow(/^geofence index refused: /);
      }),
    );
    const json = new TextEncoder().encode(JSON.stringify(geofences));
    expect(() => openGeofences(json)).toThrow('not a compiled geofence index');
    expect(() => openGeofences(gzipSync(bytes))).toThrow('not a compiled geofence index');
    expect(() => openGeofences(Buffer.concat([bytes, Buffer.alloc(3)]))).toThrow('3 bytes follow its end');
  });

  test('another format', () => {
    expect(() => openGeofences(edited((words) => words.fill(1, 1, 2)))).toThrow('format 1 is not the format 3');
  });

  test('offsets that lead outside, under a right checksum', () => {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const [geofenceCount, edges, slotCount, listWords] = words.subarray(4, 8);
    const nodes = Math.ceil(geofenceCount! / 16) * 5;
    const slots = 12 + geofenceCount! * 6 + edges! * 8;
    const lists = slots + slotCount! * 4 + nodes;
    const edgeOffsets = lists + listWords!;
    const idSlots = edgeOffsets + geofenceCount! + 1;
    const idOffsets = idSlots + Math.ceil(geofenceCount! * 1.5) + 1;
    const set = (at: number, value: number) => edited((words) => words.fill(value, at, at + 1));
    const aStart = slots + words.subarray(slots, lists).findIndex((word, i) => i % 4 === 1 && word > 0);
    expect(() => openGeofences(set(4, 1_000))).toThrow('do not add up');
    expect(openGeofences(set(aStart, listWords!)).containing(12.05, 55.05)).toBeInstanceOf(Array);
    expect(openGeofences(set(aStart, 2 ** 32 - 1)).clearance(12.05, 55.05, 50)).toBeLessThanOrEqual(50);
    expect(() => openGeofences(edited((words) => words.fill(1, slots, lists - nodes)))).toThrow(
      'search of its grid would not end',
    );
    expect(() => openGeofences(set(edgeOffsets + 3, 9))).toThrow('edge lies outside');
    expect(() => openGeofences(set(idOffsets, 1))).toThrow('ids are not where they should be');
    expect(() => openGeofences(set(idOffsets + geofenceCount!, 1_000_000))).toThrow('ids are not where they should be');
    // which of them is which stays open, but none leads outside
    const idsOf = (at: number, value: number) => openGeofences(set(at, value)).within(12.2, 55, 100_000);
    for (const value of [1_000_000, 2 ** 32 - 1]) {
      const ids = idsOf(idOffsets + 3, value).map(({ id }) => id);
      expect(ids.length).toBeGreaterThan(3);
      expect(ids.every((id) => id.length < bytes.length)).toBe(true);
    }
    expect(openGeofences(edited(() => {})).size).toBe(geofences.length);
  });

  test('any other nonsense under a right checksum is refused or harmless: every answer ends, and ends', () => {
    const ids = new Set(geofences.map(({ id }) => id));
    const places: [number, number][] = [
      [12.05, 55.05],
      [12.1, 55],
      [10, 50],
      [-179.9, 0],
    ];
    const words = bytes.length >> 2;
    // what lies between the numbers of places and edges, and the ids
    const from = 12 + geofences.length * 6 + 4 * 8;
    const to = words - Math.ceil(new TextEncoder().encode([...ids].join('')).length / 4);
    const change = fc.tuple(
      fc.integer({ min: from, max: to }),
      fc.oneof(fc.nat(200), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constant(2 ** 32 - 1)),
    );
    let opened = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), (changes) => {
        const corrupted = edited((all) => {
          for (const [at, value] of changes) all[at] = value;
        });
        let index: ReturnType<typeof openGeofences>;
        try {
          index = openGeofences(corrupted);
        } catch (error) {
          expect(String(error)).toMatch(/geofence index refused: /);
          return;
        }
        opened++;
        for (const place of places) {
          const named = [
            ...index.containing(...place),
            ...index.nearest(...place, 5).map(({ id }) => id),
            ...index.within(...place, 1_000).map(({ id }) => id),
          ];
          expect(index.clearance(...place, 1_000)).toBeLessThanOrEqual(1_000);
          for (const id of named) expect(typeof id).toBe('string');
          expect(named.length).toBeLessThan(corrupted.length);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(opened).toBeGreaterThan(300);
  });
});

/** The bytes with 32-bit words changed and the checksum made right again. */
function edited(change: (words: Uint32Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(new Uint32Array(copy.buffer, 0, copy.length >> 2));
  new Uint32Array(copy.buffer, 8, 1)[0] = crc32(copy.subarray(12));
  return copy;
}
