// A draft in the catalogue: in the place of the one in force, at its own places, and with what cannot be asked taken to hold.
import { describe, expect, test } from 'vitest';
import { asTried, catalogueWith, unknownPlaces } from '../../../shared/core/replay/draft.ts';
import { street, streetOffers } from '../../support/past.ts';
import { aWorld, hour, noon } from '../../support/town.ts';

const { catalogue } = aWorld({ geofences: street, offers: streetOffers });
const [cocoa, bun] = streetOffers as [(typeof streetOffers)[0], (typeof streetOffers)[0]];
const idsAt = (changed: typeof catalogue, store: number) => changed.offersAt(`store-${store}`).map(({ id }) => id);

describe('the catalogue with a draft', () => {
  test('has it where the one in force was, and no other change', () => {
    const changed = catalogueWith(catalogue, { ...bun, value: 99, version: 2 });
    for (const store of [0, 1, 2]) expect(idsAt(changed, store)).toEqual(idsAt(catalogue, store));
    expect(changed.offer('bun')).toMatchObject({ value: 99, version: 2 });
    expect(changed.offersAt('store-1').find(({ id }) => id === 'bun')?.value).toBe(99);
    expect(changed.offer('cocoa')).toBe(catalogue.offer('cocoa'));
  });

  test('has it at its own places alone', () => {
    const changed = catalogueWith(catalogue, {
      ...cocoa,
      where: { geofenceIds: ['store-0'], tags: ['books'] },
      version: 2,
    });
    expect([0, 1, 2].map((store) => idsAt(changed, store).includes('cocoa'))).toEqual([true, false, true]);
    const fresh = catalogueWith(catalogue, { ...cocoa, id: 'tea', where: { geofenceIds: ['store-1'] }, version: 1 });
    expect([0, 1, 2].map((store) => idsAt(fresh, store).at(-1) === 'tea')).toEqual([false, true, false]);
    expect(idsAt(fresh, 1)).toEqual([...idsAt(catalogue, 1), 'tea']);
  });

  test('knows which places it does not know', () => {
    const where = { geofenceIds: ['store-0', 'nowhere'], tags: ['nothing'] };
    expect(unknownPlaces({ where }, catalogue)).toEqual(['nowhere']);
  });
});

describe('as it is tried', () => {
  const weather = { kinds: ['rain' as const] };
  const paused = { ...cocoa, state: 'paused' as const, weather };

  test('on past decisions it is live, asks for the weather on record, and has been on if it begins later', () => {
    const { offer, assumed } = asTried(paused, 3, 'decisions', noon);
    expect([offer.state, offer.version, offer.weather, assumed]).toEqual(['live', 3, weather, []]);
    const later = asTried({ ...paused, startsAt: noon + 1, endsAt: noon + hour }, 3, 'decisions', noon);
    expect(later.assumed).toEqual(['dates']);
    expect(later.offer.startsAt).toBe(0);
    expect(later.offer.endsAt).toBeGreaterThan(noon);
  });

  test('on reports and walkers it asks for no weather, and says so; its dates are its own', () => {
    for (const source of ['sample', 'reports'] as const) {
      const { offer, assumed } = asTried({ ...paused, startsAt: noon + 1 }, 3, source, noon);
      expect([offer.state, offer.weather, offer.startsAt, assumed]).toEqual(['live', undefined, noon + 1, ['weather']]);
    }
  });
});
