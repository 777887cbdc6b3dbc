// A marketer's change interrupted at every call, and editors who race: what was answered stays, no gate is left open.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { putGeofence } from '../../shared/usecases/author-geofences.ts';
import { archiveOffer, launchOffer, pauseOffer, saveOffer } from '../../shared/usecases/author-offers.ts';
import type { AuthorPorts } from '../../shared/usecases/change-authored.ts';
import { importStoreList } from '../../shared/usecases/import-geofences.ts';
import { replaceCatalogue, republishCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { as, authorTown, claimOf, cocoa, type Town } from '../support/author-town.ts';
import { aFuse, withFuse } from '../support/fuse.ts';
import { aGeofence, noon } from '../support/town.ts';

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
    const town = await authorTown();
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
          const fuse = aFuse(2 * call + (after ? 2 : 1));
          const crashed = await step(withFuse(town, fuse)).catch((error: Error) => error.message);
          if (!fuse.blown) continue;
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
      const fuse = aFuse(2 * call + 2);
      await step(withFuse(town, fuse)).catch(() => undefined);
      if (!fuse.blown) break;
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
      const town = await authorTown();
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
