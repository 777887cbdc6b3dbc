// The contract of Snapshots: one in force, replaced only by its successor, and always whole.
import { beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueSnapshot } from '../../../shared/model/catalogue.ts';
import type { Snapshots } from '../../../shared/ports/catalogue.ts';
import { latte, store } from './authored-catalogue.ts';

const { shape: _shape, ...details } = store('a');

export const snapshot = (version: number, mark = 0): CatalogueSnapshot => ({
  version,
  geofenceBytes: Uint8Array.from({ length: 1000 }, (_, index) => (index + mark) % 256),
  geofences: [{ ...details, circle: { center: [12.5683, 55.6761], radiusMetres: 100 } }],
  offers: [latte(version)],
});

export function snapshotsContract(open: () => Promise<Snapshots>) {
  describe('snapshots', () => {
    let snapshots: Snapshots;
    beforeEach(async () => {
      snapshots = await open();
    });

    it('has none before the first publication', async () => {
      expect(await snapshots.currentVersion()).toBe(0);
      expect(await snapshots.current()).toBeUndefined();
    });

    it('gives back the latest, byte by byte', async () => {
      expect(await snapshots.publish(snapshot(1), 10)).toBe(true);
      expect(await snapshots.current()).toEqual(snapshot(1));
      expect(await snapshots.publish(snapshot(2, 7), 20)).toBe(true);
      expect(await snapshots.currentVersion()).toBe(2);
      expect(await snapshots.current()).toEqual(snapshot(2, 7));
    });

    it('gives bytes that typed arrays can be laid over', async () => {
      await snapshots.publish(snapshot(1), 10);
      const { geofenceBytes } = (await snapshots.current())!;
      expect(new Float64Array(geofenceBytes.buffer, geofenceBytes.byteOffset)).toHaveLength(125);
    });

    it('refuses a version that is not the successor', async () => {
      expect(await snapshots.publish(snapshot(2), 10)).toBe(false);
      await snapshots.publish(snapshot(1), 10);
      expect(await snapshots.publish(snapshot(1, 1), 10)).toBe(false);
      expect(await snapshots.publish(snapshot(3), 10)).toBe(false);
      expect(await snapshots.current()).toEqual(snapshot(1));
    });

    it('lets one of 10 racing publications win, whole', async () => {
      const won = await Promise.all(Array.from({ length: 10 }, (_, mark) => snapshots.publish(snapshot(1, mark), 10)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await snapshots.current()).toEqual(snapshot(1, won.indexOf(true)));
    });
  });
}
