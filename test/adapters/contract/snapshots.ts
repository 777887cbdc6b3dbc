// The contract of the catalogue: what is authored and the snapshot in force change together, by compare and swap, and are always whole.
import { beforeEach, describe, expect, it } from 'vitest';
import { type Authored, nothingAuthored } from '../../../shared/model/authored.ts';
import type { CatalogueSnapshot } from '../../../shared/model/catalogue.ts';
import type { AuthoredCatalogue, AuthoredRevision, Snapshots } from '../../../shared/ports/catalogue.ts';
import { latte, store } from './authored-history.ts';

const { shape: _shape, ...details } = store('a');

export const snapshot = (version: number, mark = 0): CatalogueSnapshot => ({
  version,
  geofenceBytes: Uint8Array.from({ length: 1000 }, (_, index) => (index + mark) % 256),
  geofences: [{ ...details, circle: { center: [12.5683, 55.6761], radiusMetres: 100 } }],
  offers: [latte(version)],
});

const { version: _version, ...offer } = latte(1);
const who = { version: 3, changedAt: 1000, changedBy: 'mette' };

/** Everything there can be, to the last digit. */
export const authored = (name = 'Butikken'): Authored => ({
  geofences: [{ ...store('a'), ...who, name }],
  offers: [
    {
      id: 'latte',
      state: 'live',
      ...who,
      what: 'saved',
      liveVersion: 2,
      offer,
      draft: { ...offer, value: 14.123456789 },
    },
  ],
  segments: [{ id: 'regulars', name: 'Stamgæster', audience: { visits: { atLeast: 3 } }, ...who }],
  goneOffers: { older: 3 },
  goneGeofences: { old: { version: 9, changedAt: 5, changedBy: 'ole' } },
  goneSegments: {},
});

export function snapshotsContract(open: () => Promise<Snapshots & AuthoredCatalogue>) {
  describe('catalogue', () => {
    let catalogue: Snapshots & AuthoredCatalogue;
    let base: AuthoredRevision;
    beforeEach(async () => {
      catalogue = await open();
      base = await catalogue.read();
    });

    it('is empty before the first change', async () => {
      expect(base).toEqual({ revision: 0, version: 0, publishedAt: undefined, authored: nothingAuthored });
      expect(await catalogue.currentVersion()).toBe(0);
      expect(await catalogue.current()).toBeUndefined();
    });

    it('gives back both, byte by byte and digit by digit', async () => {
      expect(await catalogue.replace(base, { authored: authored(), snapshot: snapshot(1) }, 10)).toBe(true);
      expect(await catalogue.read()).toEqual({ revision: 1, version: 1, publishedAt: 10, authored: authored() });
      expect(await catalogue.current()).toEqual(snapshot(1));
      const next = await catalogue.read();
      expect(await catalogue.replace(next, { authored: authored('Ny'), snapshot: snapshot(2, 7) }, 20)).toBe(true);
      expect(await catalogue.read()).toEqual({ revision: 2, version: 2, publishedAt: 20, authored: authored('Ny') });
      expect(await catalogue.currentVersion()).toBe(2);
      expect(await catalogue.current()).toEqual(snapshot(2, 7));
    });

    it('keeps what is authored without a publication: what is in force stays, even where that is nothing', async () => {
      expect(await catalogue.replace(base, { authored: authored() }, 10)).toBe(true);
      expect(await catalogue.read()).toEqual({ revision: 1, version: 0, authored: authored() });
      expect(await catalogue.current()).toBeUndefined();
      await catalogue.replace(await catalogue.read(), { authored: authored(), snapshot: snapshot(1) }, 11);
      expect(await catalogue.replace(await catalogue.read(), { authored: nothingAuthored }, 12)).toBe(true);
      expect(await catalogue.read()).toEqual({ revision: 3, version: 1, publishedAt: 11, authored: nothingAuthored });
      expect(await catalogue.current()).toEqual(snapshot(1));
    });

    it('gives bytes that typed arrays can be laid over', async () => {
      await catalogue.replace(base, { authored: authored(), snapshot: snapshot(1) }, 10);
      const { geofenceBytes } = (await catalogue.current())!;
      expect(new Float64Array(geofenceBytes.buffer, geofenceBytes.byteOffset)).toHaveLength(125);
    });

    it('refuses to take the place of what it has not seen, with a publication and without', async () => {
      await catalogue.replace(base, { authored: authored() }, 10);
      expect(await catalogue.replace(base, { authored: authored('Ny'), snapshot: snapshot(1) }, 11)).toBe(false);
      expect(await catalogue.replace(base, { authored: authored('Ny') }, 11)).toBe(false);
      expect(await catalogue.read()).toEqual({ revision: 1, version: 0, authored: authored() });
      expect(await catalogue.current()).toBeUndefined();
    });

    it('lets one of 10 racing changes win, whole', async () => {
      const won = await Promise.all(
        Array.from({ length: 10 }, (_, mark) =>
          catalogue.replace(base, { authored: authored(`no. ${mark}`), snapshot: snapshot(1, mark) }, 10),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await catalogue.read()).authored).toEqual(authored(`no. ${won.indexOf(true)}`));
      expect(await catalogue.current()).toEqual(snapshot(1, won.indexOf(true)));
    });
  });
}
