// The marketer's changes: versions that guard each other, drafts apart from what is in force, what was is told.
import { describe, expect, test } from 'vitest';
import {
  archiveGeofence,
  listGeofences,
  listGeofenceVersions,
  putGeofence,
} from '../../shared/usecases/author-geofences.ts';
import {
  archiveOffer,
  launchOffer,
  listOffers,
  listVersions,
  pauseOffer,
  saveOffer,
  showOffer,
} from '../../shared/usecases/author-offers.ts';
import {
  archiveSegment,
  listSegments,
  listSegmentVersions,
  putSegment,
  showSegment,
} from '../../shared/usecases/author-segments.ts';
import type { AuthorPorts } from '../../shared/usecases/change-authored.ts';
import { measureReach } from '../../shared/usecases/measure-reach.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { as, authorTown, claimOf, cocoa, contentOf, type Town } from '../support/author-town.ts';
import { aGeofence, hour, noon } from '../support/town.ts';

const inForce = async ({ authored }: Town) =>
  (await authored.current())!.offers.map(({ id, state, version }) => `${id} ${state} ${version}`);

describe('preconditions', () => {
  test('none is no change: 428', async () => {
    const town = await authorTown();
    const change = putGeofence(town, aGeofence({ name: 'Ny' }), { by: 'mette', precondition: undefined }, noon);
    await expect(change).rejects.toMatchObject({ code: 'precondition-required' });
  });

  test('an older version is refused, saying by whom and when it was changed', async () => {
    const town = await authorTown();
    await putGeofence(town, aGeofence({ name: 'Ny' }), as('mette', 1), noon + hour);
    const late = putGeofence(town, aGeofence({ name: 'Anden' }), as('ole', 1), noon + 2 * hour);
    await expect(late).rejects.toMatchObject({
      code: 'changed-meanwhile',
      message: expect.stringContaining('version 2, saved by mette at 2026-06-02T11:00:00.000Z'),
    });
    expect((await listGeofences(town, { limit: 10 })).geofences).toMatchObject([{ name: 'Ny', version: 2 }]);
  });

  test('something new is not made over something old, and what is not there is not changed', async () => {
    const town = await authorTown();
    const over = putGeofence(town, aGeofence({ name: 'Ny' }), as('mette'), noon);
    await expect(over).rejects.toMatchObject({ code: 'changed-meanwhile' });
    const nowhere = putGeofence(town, aGeofence({ id: 'bar' }), as('mette', 3), noon);
    await expect(nowhere).rejects.toMatchObject({ code: 'not-found' });
  });

  test('the same request once more is the same answer; by somebody else it is a conflict', async () => {
    const town = await authorTown();
    const send = (by: string) => putGeofence(town, aGeofence({ name: 'Ny' }), as(by, 1), noon);
    const first = await send('mette');
    expect(await send('mette')).toEqual(first);
    await expect(send('ole')).rejects.toMatchObject({ code: 'changed-meanwhile' });
  });
});

describe('geofences', () => {
  test('a change is in force at once, and what was is kept with who and when', async () => {
    const town = await authorTown();
    const made = await putGeofence(town, aGeofence({ id: 'bar', name: 'Bar' }), as('mette'), noon);
    expect(made).toMatchObject({ version: 1, catalogueVersion: 2, geofence: { changedBy: 'mette', changedAt: noon } });
    const shape = { type: 'Circle' as const, center: [12.6, 55.7] as [number, number], radiusMetres: 50 };
    const moved = await putGeofence(town, aGeofence({ id: 'bar', name: 'Bar', shape }), as('ole', 1), noon + 1);
    expect(moved).toMatchObject({ version: 2, catalogueVersion: 3, warnings: [{ field: 'shape.radiusMetres' }] });
    expect((await town.authored.current())!.geofences).toMatchObject([
      { id: 'cafe' },
      { id: 'bar', circle: shape && {} },
    ]);
    expect(await town.history.latest('GEOFENCE', 'bar', 9)).toMatchObject([{ version: 1, by: 'mette', at: noon }]);
    const [, bar] = (await listGeofences(town, { limit: 10 })).geofences.reverse();
    expect(bar).toMatchObject({ id: 'bar', warnings: [{ field: 'shape.radiusMetres' }] });
  });

  test('a shape that cannot be is refused by its field, and nothing is changed', async () => {
    const town = await authorTown();
    const ring = [
      [12, 55],
      [13, 56],
      [13, 55],
      [12, 56],
      [12, 55],
    ] as [number, number][];
    const bow = putGeofence(town, aGeofence({ shape: { type: 'Polygon', coordinates: [ring] } }), as('mette', 1), noon);
    await expect(bow).rejects.toMatchObject({
      code: 'invalid-catalogue',
      faults: [{ field: expect.stringMatching(/^shape\.coordinates/) }],
    });
    expect(await town.authored.currentVersion()).toBe(1);
  });

  test('archived it is gone, its number counts on; an offer in force that names it is in the way', async () => {
    const town = await authorTown();
    await putGeofence(town, aGeofence({ id: 'bar' }), as('mette'), noon);
    await saveOffer(town, 'cocoa', contentOf({ where: { geofenceIds: ['bar'] } }), as('mette'), noon);
    await launchOffer(town, 'cocoa', as('mette', 1), noon);
    const used = archiveGeofence(town, 'bar', as('mette', 1), noon);
    await expect(used).rejects.toMatchObject({ code: 'in-use', faults: [{ field: 'offers.cocoa' }] });
    await archiveOffer(town, 'cocoa', as('mette', 2), noon);
    const gone = await archiveGeofence(town, 'bar', as('mette', 1), noon);
    expect(gone).toMatchObject({ version: 2, geofence: { id: 'bar', version: 2 } });
    expect(await archiveGeofence(town, 'bar', as('mette', 1), noon + 5)).toEqual(gone);
    expect((await town.authored.current())!.geofences.map(({ id }) => id)).toEqual(['cafe']);
    expect(await putGeofence(town, aGeofence({ id: 'bar' }), as('ole'), noon)).toMatchObject({ version: 3 });
  });

  test.each(['toString', 'valueOf', 'hasOwnProperty', 'nothing'])(
    '%s, which there never was, is not found',
    async (id) => {
      const town = await authorTown();
      for (const asked of [as('mette'), as('mette', 'any'), as('mette', 1)]) {
        await expect(archiveGeofence(town, id, asked, noon)).rejects.toMatchObject({ code: 'not-found' });
        await expect(archiveSegment(town, id, asked, noon)).rejects.toMatchObject({ code: 'not-found' });
      }
      expect(await putGeofence(town, aGeofence({ id }), as('mette'), noon)).toMatchObject({ version: 1 });
    },
  );

  test('a list comes in pages, by tag and kind', async () => {
    const town = await authorTown();
    const geofences = ['b', 'a', 'c'].map((id) => aGeofence({ id, tags: id === 'b' ? ['bar'] : [] }));
    await replaceCatalogue(town, { geofences, offers: [] }, noon);
    const page = async (query: Parameters<typeof listGeofences>[1]) => {
      const { geofences: found, next } = await listGeofences(town, query);
      return [found.map(({ id }) => id).join(''), next];
    };
    expect(await page({ limit: 2 })).toEqual(['ab', 'b']);
    expect(await page({ limit: 2, after: 'b' })).toEqual(['c', undefined]);
    expect(await page({ limit: 9, tag: 'bar' })).toEqual(['b', undefined]);
    expect(await page({ limit: 9, kind: 'exclusion' })).toEqual(['', undefined]);
  });
});

describe('offers', () => {
  test('a draft is not in force; launched it is, paused no claim passes, resumed the next ones do', async () => {
    const town = await authorTown();
    expect(await saveOffer(town, 'cocoa', cocoa, as('mette'), noon)).toMatchObject({ state: 'draft', version: 1 });
    expect(await inForce(town)).toEqual([]);
    const live = await launchOffer(town, 'cocoa', as('mette', 1), noon);
    expect(live).toMatchObject({ state: 'live', version: 2, liveVersion: 2, catalogueVersion: 2 });
    expect(live).not.toHaveProperty('draft');
    expect(await town.offerGates.take(claimOf(2))).toBe('taken');
    expect(await pauseOffer(town, 'cocoa', as('ole', 'any'), noon)).toMatchObject({ state: 'paused', version: 3 });
    expect(await town.offerGates.take(claimOf(2))).toBe('not-live');
    expect(await inForce(town)).toEqual(['cocoa paused 3']);
    await launchOffer(town, 'cocoa', as('ole', 3), noon);
    expect(await town.offerGates.take(claimOf(4))).toBe('taken');
  });

  test('a draft beside a live offer changes nothing of it, until it is launched', async () => {
    const town = await authorTown();
    await saveOffer(town, 'cocoa', cocoa, as('mette'), noon);
    await launchOffer(town, 'cocoa', as('mette', 1), noon);
    const saved = await saveOffer(town, 'cocoa', { ...cocoa, value: 20 }, as('mette', 2), noon);
    expect(saved).toMatchObject({
      state: 'live',
      version: 3,
      liveVersion: 2,
      catalogueVersion: 2,
      offer: { value: 10 },
      draft: { value: 20 },
    });
    expect(await town.offerGates.take(claimOf(2))).toBe('taken');
    expect(await launchOffer(town, 'cocoa', as('mette', 3), noon)).toMatchObject({
      liveVersion: 4,
      offer: { value: 20 },
    });
    // what is saved as it is in force is no draft
    const back = await saveOffer(town, 'cocoa', { ...cocoa, value: 30 }, as('mette', 4), noon);
    expect(back.draft).toBeDefined();
    expect((await saveOffer(town, 'cocoa', { ...cocoa, value: 20 }, as('mette', 5), noon)).draft).toBeUndefined();
    expect(await listOffers(town)).toMatchObject([{ id: 'cocoa', title: 'Varm kakao', hasDraft: false, version: 6 }]);
  });

  test('what cannot be sent may be saved, with warnings, and not launched, by the same fields', async () => {
    const town = await authorTown();
    const faulty = contentOf({ where: { geofenceIds: ['nowhere'] }, segmentId: 'nobody' });
    const { warnings } = await saveOffer(town, 'cocoa', faulty, as('mette'), noon);
    expect(warnings.map(({ field }) => field)).toEqual(['where.geofenceIds', 'segmentId']);
    await expect(launchOffer(town, 'cocoa', as('mette', 1), noon)).rejects.toMatchObject({
      code: 'invalid-catalogue',
      faults: [{ field: 'where.geofenceIds' }, { field: 'segmentId' }],
    });
    expect(await showOffer(town, 'cocoa')).toMatchObject({ state: 'draft', version: 1 });
  });

  test('archived it is kept, and not launched again without a draft; nothing is paused that is not in force', async () => {
    const town = await authorTown();
    await saveOffer(town, 'cocoa', cocoa, as('mette'), noon);
    await expect(pauseOffer(town, 'cocoa', as('mette', 'any'), noon)).rejects.toMatchObject({ code: 'not-in-force' });
    await launchOffer(town, 'cocoa', as('mette', 1), noon);
    await archiveOffer(town, 'cocoa', as('mette', 2), noon);
    expect(await town.offerGates.take(claimOf(2))).toBe('not-live');
    expect(await inForce(town)).toEqual([]);
    await expect(launchOffer(town, 'cocoa', as('mette', 3), noon)).rejects.toMatchObject({ code: 'nothing-to-launch' });
    await saveOffer(town, 'cocoa', cocoa, as('ole'), noon);
    await launchOffer(town, 'cocoa', as('ole', 4), noon);
    const versions = await listVersions(town, 'cocoa');
    expect(versions.map(({ version, what, by }) => `${version} ${what} ${by}`)).toEqual([
      '5 launched ole',
      '4 saved ole',
      '3 archived mette',
      '2 launched mette',
      '1 saved mette',
    ]);
    // of an offer and its draft, an item holds what the version is about
    await saveOffer(town, 'cocoa', { ...cocoa, value: 20 }, as('ole', 5), noon);
    await saveOffer(town, 'cocoa', { ...cocoa, value: 30 }, as('ole', 6), noon);
    const [saved, launched] = await town.history.latest('OFFER', 'cocoa', 2);
    expect([Object.keys(saved!.body).includes('offer'), saved!.body.draft]).toMatchObject([false, { value: 20 }]);
    expect([Object.keys(launched!.body).includes('draft'), launched!.body.offer]).toMatchObject([false, { value: 10 }]);
  });

  test('a pause that is refused leaves the gate as it was', async () => {
    const town = await authorTown();
    await saveOffer(town, 'cocoa', cocoa, as('mette'), noon);
    await launchOffer(town, 'cocoa', as('mette', 1), noon);
    // somebody saves a draft between the look and the write
    const racing: AuthorPorts = {
      ...town,
      offerGates: {
        ...town.offerGates,
        async set(gate) {
          await town.offerGates.set(gate);
          if (!gate.live)
            await saveOffer(town, 'cocoa', { ...cocoa, value: 20 }, as('ole', 2), noon).catch(() => undefined);
        },
      },
    };
    await expect(pauseOffer(racing, 'cocoa', as('mette', 2), noon)).rejects.toMatchObject({
      code: 'changed-meanwhile',
    });
    expect(await town.offerGates.take(claimOf(2))).toBe('taken');
  });
});

test('a segment is the audience of the offers that name it, and stays while they are in force', async () => {
  const town = await authorTown();
  const regulars = { id: 'regulars', name: 'Stamgæster', audience: { visits: { atLeast: 3 } } };
  expect(await putSegment(town, regulars, as('mette'), noon)).toMatchObject({ version: 1, catalogueVersion: 1 });
  await saveOffer(town, 'cocoa', { ...cocoa, segmentId: 'regulars' }, as('mette'), noon);
  await launchOffer(town, 'cocoa', as('mette', 1), noon);
  const newcomers = { ...regulars, audience: { visits: { atMost: 1 } } };
  expect(await putSegment(town, newcomers, as('ole', 1), noon)).toMatchObject({ version: 2, catalogueVersion: 3 });
  expect((await town.authored.current())!.offers).toMatchObject([{ segmentAudience: newcomers.audience }]);
  await expect(archiveSegment(town, 'regulars', as('ole', 2), noon)).rejects.toMatchObject({ code: 'in-use' });
  await archiveOffer(town, 'cocoa', as('ole', 2), noon);
  expect(await archiveSegment(town, 'regulars', as('ole', 2), noon)).toMatchObject({ version: 3 });
});

test('a segment tells which offers name it, in force or in a draft, and reaches where those in force are', async () => {
  const town = await authorTown();
  await putSegment(
    town,
    { id: 'regulars', name: 'Stamgæster', audience: { visits: { atLeast: 3 } } },
    as('mette'),
    noon,
  );
  const usedBy = async () =>
    (await showSegment(town, 'regulars')).usedBy.map(({ id, state, isInForce }) => `${id} ${state} ${isInForce}`);
  const presence = { page: async () => ({ customerIds: [] }) };
  const reach = async () => (await measureReach({ ...town, presence }, { segmentId: 'regulars' }, noon)).stores;
  expect([await usedBy(), await reach()]).toEqual([[], 0]);
  await saveOffer(town, 'cocoa', { ...cocoa, segmentId: 'regulars' }, as('mette'), noon);
  expect([await usedBy(), await reach()]).toEqual([['cocoa draft false'], 0]);
  await launchOffer(town, 'cocoa', as('mette', 1), noon);
  await pauseOffer(town, 'cocoa', as('mette', 2), noon);
  expect([await usedBy(), await reach()]).toEqual([['cocoa paused true'], 1]);
  expect((await listSegments(town))[0]!.usedBy).toMatchObject([{ title: cocoa.messages.da!.title }]);
  await archiveOffer(town, 'cocoa', as('mette', 3), noon);
  expect(await usedBy()).toEqual([]);
});

test('what a geofence or a segment was is told, newest first, also once it is archived', async () => {
  const town = await authorTown();
  await putGeofence(town, aGeofence({ name: 'Ny' }), as('mette', 1), noon + hour);
  await archiveGeofence(town, 'cafe', as('ole', 2), noon + 2 * hour);
  const told = async () =>
    (await listGeofenceVersions(town, 'cafe')).map(({ version, what, by, geofence }) => [version, what, by, geofence]);
  const archived = [
    [3, 'archived', 'ole', aGeofence({ name: 'Ny' })],
    [2, 'saved', 'mette', aGeofence({ name: 'Ny' })],
    [1, 'saved', 'ravn', aGeofence()],
  ];
  expect(await told()).toEqual(archived);
  // taken again as it was, it counts on
  await putGeofence(town, aGeofence(), as('mette'), noon + 3 * hour);
  expect(await told()).toEqual([[4, 'saved', 'mette', aGeofence()], ...archived.slice(1)]);
  await expect(listGeofenceVersions(town, 'nowhere')).rejects.toMatchObject({ code: 'not-found' });

  const regulars = { id: 'regulars', name: 'Stamgæster', audience: { visits: { atLeast: 3 } } };
  await putSegment(town, regulars, as('mette'), noon);
  await putSegment(town, { ...regulars, name: 'Faste' }, as('ole', 1), noon);
  const versions = await listSegmentVersions(town, 'regulars');
  expect(versions.map(({ version, by, segment }) => `${version} ${by} ${segment.name}`)).toEqual([
    '2 ole Faste',
    '1 mette Stamgæster',
  ]);
});
