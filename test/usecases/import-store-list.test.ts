// A store list as a marketer's change: tried first, then made, or refused with what was looked for.
import { describe, expect, test } from 'vitest';
import { listGeofences, putGeofence } from '../../shared/usecases/author-geofences.ts';
import { importStoreList } from '../../shared/usecases/import-geofences.ts';
import { as, authorTown } from '../support/author-town.ts';
import { aGeofence, noon } from '../support/town.ts';

describe('import', () => {
  const csv = 'id;navn;lat;lng\nbar;Bar;55,68;12,57\ncafe;Café Ny;55,6761;12,5683\nfejl;Fejl;;\n';
  const list = (text: string, format: 'csv' | 'geojson' = 'csv') => ({ format, text, radiusMetres: 150 });

  test('a dry run tells what would come of it and changes nothing; then it does', async () => {
    const town = await authorTown();
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
    const town = await authorTown();
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
    const refused = importStoreList(await authorTown(), text, { by: 'mette', dryRun: true }, noon);
    await expect(refused).rejects.toMatchObject({ code: 'unreadable-import', message: expect.stringContaining(said) });
  });
});
