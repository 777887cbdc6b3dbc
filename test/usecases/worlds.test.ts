// The world of a warm function: kept for 15 seconds, renewed when asked for a newer one, never half.
import { expect, test } from 'vitest';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aGeofence, anOffer, noon } from '../support/town.ts';

const snapshot = (version: number) => compileCatalogue({ geofences: [aGeofence()], offers: [anOffer()] }, version);

/** Snapshots that count how often they are asked, and fail when told to. */
async function counted() {
  const stored = memorySnapshots();
  const counts = { looks: 0, loads: 0, fail: false };
  const snapshots = {
    ...stored,
    currentVersion: () => {
      counts.looks++;
      return counts.fail ? Promise.reject(new Error('throttled')) : stored.currentVersion();
    },
    current: () => {
      counts.loads++;
      return stored.current();
    },
  };
  return { stored, counts, worlds: keepWorld(snapshots) };
}

test('before the first publication the world is empty', async () => {
  const { worlds } = await counted();
  const { catalogue } = await worlds.current(noon);
  expect(catalogue).toMatchObject({ version: 0 });
  expect(catalogue.index.containing(12.5683, 55.6761)).toEqual([]);
});

test('it is looked up again after 15 seconds, and loaded again only when it has changed', async () => {
  const { stored, counts, worlds } = await counted();
  await stored.publish(snapshot(1), noon);
  await Promise.all(Array.from({ length: 10 }, () => worlds.current(noon)));
  await worlds.current(noon + 14_999);
  expect(counts).toMatchObject({ looks: 1, loads: 1 });
  await worlds.current(noon + 15_000);
  expect(counts).toMatchObject({ looks: 2, loads: 1 });
  await stored.publish(snapshot(2), noon);
  expect((await worlds.current(noon + 16_000)).catalogue.version).toBe(1);
  expect((await worlds.current(noon + 30_001)).catalogue.version).toBe(2);
});

test('a message that names a newer catalogue does not wait', async () => {
  const { stored, worlds } = await counted();
  await stored.publish(snapshot(1), noon);
  await worlds.current(noon);
  await stored.publish(snapshot(2), noon);
  expect((await worlds.current(noon + 1, 2)).catalogue.version).toBe(2);
});

test('nor does it make do with a look-up that began before the newer one was published', async () => {
  const stored = memorySnapshots();
  await stored.publish(snapshot(1), noon);
  const slow = Promise.withResolvers<void>();
  const current = async () => {
    const read = await stored.current();
    await slow.promise;
    return read;
  };
  const worlds = keepWorld({ ...stored, current });
  const began = worlds.current(noon);
  await new Promise(setImmediate);
  await stored.publish(snapshot(2), noon);
  const asked = worlds.current(noon, 2);
  slow.resolve();
  expect((await began).catalogue.version).toBe(1);
  expect((await asked).catalogue.version).toBe(2);
});

test('a look-up that fails is the caller’s to retry, and the next one looks again', async () => {
  const { stored, counts, worlds } = await counted();
  await stored.publish(snapshot(1), noon);
  counts.fail = true;
  await expect(worlds.current(noon)).rejects.toThrow('throttled');
  counts.fail = false;
  expect((await worlds.current(noon)).catalogue.version).toBe(1);
});
