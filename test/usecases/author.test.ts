// The marketer's changes: versions that guard each other, drafts apart from what is in force, a crash at every call, and editors who race.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import type { OfferContent } from '../../shared/model/offer.ts';
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
import { importStoreList } from '../../shared/usecases/import-geofences.ts';
import { measureReach } from '../../shared/usecases/measure-reach.ts';
import { replaceCatalogue, republishCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { aGeofence, anOffer, hour, noon } from '../support/town.ts';

type Town = AuthorPorts & { authored: ReturnType<typeof memorySnapshots> };

async function aTown(): Promise<Town> {
  const town = { authored: memorySnapshots(), history: memoryAuthoredHistory(), offerGates: memoryOfferGates() };
  await replaceCatalogue(town, { geofences: [aGeofence()], offers: [] }, noon, 'ravn');
  return town;
}

const contentOf = (changes: Parameters<typeof anOffer>[0] = {}): OfferContent => {
  const { id: _, state: __, ...content } = anOffer(changes);
  return content;
};
const cocoa = contentOf();
const as = (by: string, version?: number | 'any') => ({
  by,
  precondition: version === undefined ? ('none' as const) : version === 'any' ? version : { version },
});
const claimOf = (version: number) => ({ offerId: 'cocoa', version, deliveryId: `d${version}`, now: noon });
const inForce = async ({ authored }: Town) =>
  (await authored.current())!.offers.map(({ id, state, version }) => `${id} ${state} ${version}`);

describe('preconditions', () => {
  test('none is no change: 428', async () => {
    const town = await aTown();
    const change = putGeofence(town, aGeofence({ name: 'Ny' }), { by: 'mette', precondition: undefined }, noon);
    await expect(change).rejects.toMatchObject({ code: 'precondition-required' });
  });

  test('an older version is refused, saying by whom and when it was changed', async () => {
    const town = await aTown();
    await putGeofence(town, aGeofence({ name: 'Ny' }), as('mette', 1), noon + hour);
    const late = putGeofence(town, aGeofence({ name: 'Anden' }), as('ole', 1), noon + 2 * hour);
    await expect(late).rejects.toMatchObject({
      code: 'changed-meanwhile',
      message: expect.stringContaining('version 2, saved by mette at 2026-06-02T11:00:00.000Z'),
    });
    expect((await listGeofences(town, { limit: 10 })).geofences).toMatchObject([{ name: 'Ny', version: 2 }]);
  });

  test('something new is not made over something old, and what is not there is not changed', async () => {
    const town = await aTown();
    const over = putGeofence(town, aGeofence({ name: 'Ny' }), as('mette'), noon);
    await expect(over).rejects.toMatchObject({ code: 'changed-meanwhile' });
    const nowhere = putGeofence(town, aGeofence({ id: 'bar' }), as('mette', 3), noon);
    await expect(nowhere).rejects.toMatchObject({ code: 'not-found' });
  });

  test('the same request once more is the same answer; by somebody else it is a conflict', async () => {
    const town = await aTown();
    const send = (by: string) => putGeofence(town, aGeofence({ name: 'Ny' }), as(by, 1), noon);
    const first = await send('mette');
    expect(await send('mette')).toEqual(first);
    await expect(send('ole')).rejects.toMatchObject({ code: 'changed-meanwhile' });
  });
});

describe('geofences', () => {
  test('a change is in force at once, and what was is kept with who and when', async () => {
    const town = await aTown();
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
    const town = await aTown();
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
    const town = await aTown();
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
      const town = await aTown();
      for (const asked of [as('mette'), as('mette', 'any'), as('mette', 1)]) {
        await expect(archiveGeofence(town, id, asked, noon)).rejects.toMatchObject({ code: 'not-found' });
        await expect(archiveSegment(town, id, asked, noon)).rejects.toMatchObject({ code: 'not-found' });
      }
      expect(await putGeofence(town, aGeofence({ id }), as('mette'), noon)).toMatchObject({ version: 1 });
    },
  );

  test('a list comes in pages, by tag and kind', async () => {
    const town = await aTown();
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
    const town = await aTown();
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
    const town = await aTown();
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
    const town = await aTown();
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
    const town = await aTown();
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
    const town = await aTown();
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
  const town = await aTown();
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
  const town = await aTown();
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
  const town = await aTown();
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

describe('import', () => {
  const csv = 'id;navn;lat;lng\nbar;Bar;55,68;12,57\ncafe;Café Ny;55,6761;12,5683\nfejl;Fejl;;\n';
  const list = (text: string, format: 'csv' | 'geojson' = 'csv') => ({ format, text, radiusMetres: 150 });

  test('a dry run tells what would come of it and changes nothing; then it does', async () => {
    const town = await aTown();
    const outcome = {
      accepted: 2,
      created: 1,
      changed: 1,
      unchanged: 0,
      refused: [{ row: 'line 4', reason: expect.stringContaining('missing-coordinate') }],
      refusedCount: 1,
      sample: [{ id: 'bar' }, { id: 'cafe' }],
    };
    expect(await importStoreList(town, list(csv), { by: 'mette', dryRun: true }, noon)).toMatchObject(outcome);
    expect(await town.authored.currentVersion()).toBe(1);
    expect(await importStoreList(town, list(csv), { by: 'mette', dryRun: false }, noon)).toMatchObject({
      ...outcome,
      catalogueVersion: 2,
    });
    expect(await importStoreList(town, list(csv), { by: 'ole', dryRun: false }, noon)).toMatchObject({
      unchanged: 2,
      catalogueVersion: 2,
    });
    // what the list does not say stays
    expect((await listGeofences(town, { limit: 9 })).geofences[1]).toMatchObject({
      name: 'Café Ny',
      tags: ['coffee'],
      version: 2,
    });
  });

  test('what cannot be in force beside an excluded place is a refused row', async () => {
    const town = await aTown();
    const shape = { type: 'Circle' as const, center: [12.7, 55.9] as [number, number], radiusMetres: 50 };
    await putGeofence(town, aGeofence({ id: 'clinic', kind: 'exclusion', shape, tags: [] }), as('mette'), noon);
    const text = csv.replace('55,68;12,57', '55,9001;12,7001');
    const told = await importStoreList(town, list(text), { by: 'mette', dryRun: false }, noon);
    expect(told).toMatchObject({
      accepted: 1,
      refusedCount: 2,
      refused: [{ row: 'line 4' }, { row: 'line 2', reason: expect.stringContaining('"clinic"') }],
    });
  });

  test.each([
    ['no columns', list('a;b\n1;2\n'), 'The columns are: 1 "a", 2 "b".'],
    ['an open quote', list('id,lat,lng\n"a,55,12\n'), 'never closed'],
    ['no collection', list('{"type":"Point"}', 'geojson'), 'no array "features"'],
  ])('%s is refused, with what was looked for', async (_, text, said) => {
    const refused = importStoreList(await aTown(), text, { by: 'mette', dryRun: true }, noon);
    await expect(refused).rejects.toMatchObject({ code: 'unreadable-import', message: expect.stringContaining(said) });
  });
});

/** Each call of each port counts; the one at `left` throws instead, before or after it has taken place. */
function withFuse<Ports extends object>(ports: Ports, fuse: { left: number; after: boolean; blew?: boolean }): Ports {
  const fused = (port: object) =>
    new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...parameters: unknown[]) => {
          const blows = fuse.left-- === 0;
          if (blows) fuse.blew = true;
          if (blows && !fuse.after) throw new Error('crash');
          const answer = await method.apply(target, parameters);
          if (blows) throw new Error('crash');
          return answer;
        };
      },
    });
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, fused(port)])) as Ports;
}

describe('a crash at every call', () => {
  const steps: [string, (town: AuthorPorts) => Promise<unknown>][] = [
    ['draw', (town) => putGeofence(town, aGeofence({ id: 'bar' }), as('mette'), noon)],
    ['save', (town) => saveOffer(town, 'tea', cocoa, as('mette'), noon)],
    ['relaunch', (town) => launchOffer(town, 'cocoa', as('mette', 3), noon)],
    ['pause', (town) => pauseOffer(town, 'cocoa', as('mette', 3), noon)],
    ['archive', (town) => archiveOffer(town, 'cocoa', as('mette', 3), noon)],
    [
      'replace',
      (town) => replaceCatalogue(town, { geofences: [aGeofence({ name: 'Ny' })], offers: [] }, noon, 'mette'),
    ],
  ];

  /** A live offer (version 2) with a draft (version 3). */
  async function prepared(): Promise<Town> {
    const town = await aTown();
    await saveOffer(town, 'cocoa', cocoa, as('mette'), noon);
    await launchOffer(town, 'cocoa', as('mette', 1), noon);
    await saveOffer(town, 'cocoa', { ...cocoa, value: 20 }, as('mette', 2), noon);
    return town;
  }
  const all = async ({ authored, history, offerGates }: Town) => ({
    authored: await authored.read(),
    inForce: await authored.current(),
    history: await Promise.all([history.latest('OFFER', 'cocoa', 9), history.latest('GEOFENCE', 'cafe', 9)]),
    claims: await Promise.all([2, 4].map((version) => offerGates.take(claimOf(version)))),
  });

  test.each(steps)(
    '%s: sent again it ends as if there had been none; never is an open gate left after a stop',
    async (_, step) => {
      const whole = await prepared();
      await step(whole);
      const expected = await all(whole);
      let crashes = 0;
      for (let call = 0; ; call++) {
        let blew = false;
        for (const after of [false, true]) {
          const town = await prepared();
          const before = await town.authored.read();
          const fuse: Parameters<typeof withFuse>[1] = { left: call, after };
          const crashed = await step(withFuse(town, fuse)).catch((error: Error) => error.message);
          if (!fuse.blew) continue;
          expect(crashed).toBe('crash');
          blew = true;
          crashes++;
          // whatever was interrupted, it has been made whole or not at all
          const { revision } = await town.authored.read();
          expect([before.revision, before.revision + 1]).toContain(revision);
          await step(town);
          expect(await all(town), `call ${call} ${after ? 'after' : 'before'}`).toEqual(expected);
        }
        if (!blew) break;
      }
      expect(crashes).toBeGreaterThan(3);
    },
  );

  test.each(steps)('%s: a publication instead sets the gates by what is in force', async (_, step) => {
    for (let call = 0; ; call++) {
      const town = await prepared();
      const fuse: Parameters<typeof withFuse>[1] = { left: call, after: true };
      await step(withFuse(town, fuse)).catch(() => undefined);
      if (!fuse.blew) break;
      await republishCatalogue(town, noon);
      const [offer] = (await town.authored.current())!.offers;
      const taken = await town.offerGates.take(claimOf(offer?.version ?? 2));
      expect(taken, `call ${call}`).toBe(offer?.state === 'live' ? 'taken' : 'not-live');
    }
  });
});

test('whoever races: an edit that was answered stays, until somebody who has seen it changes it', async () => {
  const edit = fc.record({
    who: fc.constantFrom('mette', 'ole'),
    what: fc.constantFrom('geofence', 'draft', 'launch', 'pause', 'another geofence', 'import'),
    value: fc.integer({ min: 1, max: 99 }),
    /** The version last seen, or an older one. */
    behind: fc.constantFrom(0, 0, 0, 1),
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(edit, { minLength: 2, maxLength: 8 }), async (scheduler, edits) => {
      const town = await aTown();
      await saveOffer(town, 'cocoa', cocoa, as('ravn'), noon);
      await launchOffer(town, 'cocoa', as('ravn', 1), noon);
      const slow = <Port extends object>(port: Port): Port =>
        new Proxy(port, {
          get: (target, name) => {
            const method = Reflect.get(target, name) as (...parameters: unknown[]) => Promise<unknown>;
            return (...parameters: unknown[]) =>
              scheduler.schedule(Promise.resolve(), String(name)).then(() => method.apply(target, parameters));
          },
        });
      const ports: AuthorPorts = {
        authored: slow(town.authored),
        history: slow(town.history),
        offerGates: slow(town.offerGates),
      };
      const answered: { noun: 'GEOFENCE' | 'OFFER'; id: string; version: number; mark: number; by: string }[] = [];

      const carryOut = async ({ who, what, value, behind }: (typeof edits)[number]) => {
        const seen = (await town.authored.read()).authored;
        const geofence = seen.geofences.find(({ id }) => id === 'cafe')!;
        const version = (what === 'geofence' ? geofence : seen.offers[0]!).version;
        const asked = as(who, Math.max(1, version - behind));
        const note = (noun: 'GEOFENCE' | 'OFFER', id: string, saved: { version: number }, by = who) =>
          answered.push({ noun, id, version: saved.version, mark: value, by });
        if (what === 'geofence') {
          const changed = aGeofence({ name: `Café ${value}` });
          note('GEOFENCE', 'cafe', await putGeofence(ports, changed, asked, noon));
        } else if (what === 'draft')
          note('OFFER', 'cocoa', await saveOffer(ports, 'cocoa', { ...cocoa, value }, asked, noon));
        else if (what === 'launch') await launchOffer(ports, 'cocoa', asked, noon);
        else if (what === 'pause') await pauseOffer(ports, 'cocoa', as(who, 'any'), noon);
        else if (what === 'import') {
          const text = `id,name,lat,lng\nnew-${value},Ny,55.7,12.5\n`;
          await importStoreList(ports, { format: 'csv', text, radiusMetres: 150 }, { by: who, dryRun: false }, noon);
        } else
          note('GEOFENCE', `bar-${value}`, await putGeofence(ports, aGeofence({ id: `bar-${value}` }), as(who), noon));
      };
      const done = Promise.allSettled(edits.map(carryOut));
      await scheduler.waitFor(done);
      for (const outcome of await done)
        if (outcome.status === 'rejected') expect(['Refused', 'Contended']).toContain((outcome.reason as Error).name);

      // 1. every edit that was answered is there, or was: as that version, by that person, with that content
      const { authored } = await town.authored.read();
      for (const { noun, id, version, mark, by } of answered) {
        const now =
          noun === 'OFFER'
            ? authored.offers.find((one) => one.id === id)
            : authored.geofences.find((one) => one.id === id);
        const lines = await town.history.latest(noun, id, 99);
        const line = now?.version === version ? now : lines.find((one) => one.version === version)?.body;
        expect(line, `${noun} ${id} ${version}`).toMatchObject({ changedBy: by });
        expect(JSON.stringify(line)).toMatch(
          noun === 'OFFER' ? `"value":${mark}` : id === 'cafe' ? `Café ${mark}` : id,
        );
      }
      // 2. nobody's number was given twice to different edits
      const numbers = new Set(
        answered.map(({ noun, id, version, mark, by }) => `${noun} ${id} ${version} ${mark} ${by}`),
      );
      expect(new Set([...numbers].map((number) => number.split(' ').slice(0, 3).join(' '))).size).toBe(numbers.size);
      // 3. what is in force is what is authored, and so is the gate
      const snapshot = (await town.authored.current())!;
      expect(snapshot.geofences.map(({ id, name }) => [id, name])).toEqual(
        authored.geofences.map(({ id, name }) => [id, name]),
      );
      const [offer] = snapshot.offers;
      expect(offer).toMatchObject({ state: authored.offers[0]!.state, version: authored.offers[0]!.liveVersion });
      expect(await town.offerGates.take(claimOf(offer!.version))).toBe(offer!.state === 'live' ? 'taken' : 'not-live');
    }),
    { numRuns: 60 },
  );
});
