// Years of a busy marketer: archived offers leave the list and nothing of them is lost, what is too many is refused, former catalogues go once a day.
import { expect, test } from 'vitest';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import type { AuthoredOffer } from '../../shared/model/authored.ts';
import { keptMs } from '../../shared/model/retention.ts';
import {
  archiveOffer,
  launchOffer,
  listOffers,
  listVersions,
  saveOffer,
  showOffer,
} from '../../shared/usecases/author-offers.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { aGeofence, anOffer, hour, noon } from '../support/town.ts';

const day = 24 * hour;
const { id: _, state: __, ...content } = anOffer({ endsAt: noon + 100 * day });
const forNew = { by: 'mette', precondition: 'none' as const };
const forAny = { by: 'mette', precondition: 'any' as const };

async function aTown(offers: AuthoredOffer[] = []) {
  const town = { authored: memorySnapshots(), history: memoryAuthoredHistory(), offerGates: memoryOfferGates() };
  await replaceCatalogue(town, { geofences: [aGeofence()], offers: [] }, noon, 'ravn');
  const base = await town.authored.read();
  await town.authored.replace(base, { authored: { ...base.authored, offers } }, noon);
  return town;
}
const ids = async (town: Awaited<ReturnType<typeof aTown>>) => (await listOffers(town)).map(({ id }) => id);
const anAuthored = (id: string, changes: Partial<AuthoredOffer> = {}): AuthoredOffer => {
  const offer = anOffer({ id });
  return {
    id,
    state: 'draft',
    version: 1,
    changedAt: noon,
    changedBy: 'mette',
    what: 'saved',
    draft: offer,
    ...changes,
  };
};
const archivedAt = (id: string, changedAt: number) =>
  anAuthored(id, {
    state: 'archived',
    version: 4,
    changedAt,
    what: 'archived',
    liveVersion: 4,
    offer: anOffer({ id }),
  });

test('an offer that was archived 91 days ago is not listed any more; by its id it is found, with its versions, and made anew it counts on', async () => {
  const town = await aTown();
  await saveOffer(town, 'cocoa', content, forNew, noon);
  await launchOffer(town, 'cocoa', forAny, noon + 1);
  const last = await archiveOffer(town, 'cocoa', forAny, noon + 2);
  const [before, versions] = [await showOffer(town, 'cocoa'), await listVersions(town, 'cocoa')];

  await saveOffer(town, 'tea', content, forNew, noon + 91 * day);
  expect(await ids(town)).toEqual(['cocoa', 'tea']);
  await saveOffer(town, 'buns', content, forNew, noon + 91 * day + 3);
  expect(await ids(town)).toEqual(['buns', 'tea']);
  expect(await showOffer(town, 'cocoa')).toEqual(before);
  expect(await listVersions(town, 'cocoa')).toEqual(versions);
  await expect(archiveOffer(town, 'cocoa', forAny, noon + 92 * day)).rejects.toMatchObject({ code: 'not-found' });

  const again = await saveOffer(town, 'cocoa', content, forNew, noon + 92 * day);
  expect(again).toMatchObject({ state: 'draft', version: last.version + 1 });
  const { liveVersion = 0 } = await launchOffer(town, 'cocoa', forAny, noon + 92 * day);
  const claim = { offerId: 'cocoa', version: liveVersion, deliveryId: 'd1', now: noon + 92 * day };
  expect(await town.offerGates.take(claim)).toBe('taken');
  expect((await listVersions(town, 'cocoa')).map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
});

test('so does a whole catalogue that names it', async () => {
  const town = await aTown([archivedAt('cocoa', noon - keptMs.archivedOffer - 1)]);
  await replaceCatalogue(town, { geofences: [aGeofence()], offers: [anOffer({ id: 'tea' })] }, noon, 'ole');
  expect(await ids(town)).toEqual(['tea']);
  await replaceCatalogue(town, { geofences: [aGeofence()], offers: [anOffer({ id: 'cocoa' })] }, noon, 'ole');
  expect((await town.authored.current())?.offers).toMatchObject([{ id: 'cocoa', version: 5 }]);
  expect((await town.authored.read()).authored.goneOffers).toEqual({});
});

test('of archived offers the latest thousand are listed, some hundreds leave at a time, and each is kept', async () => {
  const town = await aTown(Array.from({ length: 1700 }, (_, n) => archivedAt(`o${n}`, noon - n)));
  await saveOffer(town, 'tea', content, forNew, noon);
  expect(await ids(town)).toHaveLength(1201);
  await saveOffer(town, 'buns', content, forNew, noon);
  expect((await ids(town)).filter((id) => id.startsWith('o'))).toEqual(
    Array.from({ length: 1000 }, (_, n) => `o${n}`).sort(),
  );
  expect(await showOffer(town, 'o1699')).toMatchObject({
    id: 'o1699',
    state: 'archived',
    version: 4,
    offer: { id: 'o1699' },
  });
});

test('3,000 offers at a time, and what is there already may still be changed; the longest list fits an answer of Lambda', async () => {
  const town = await aTown(Array.from({ length: 3000 }, (_, n) => anAuthored(`o${n}`)));
  await expect(saveOffer(town, 'tea', content, forNew, noon)).rejects.toMatchObject({
    code: 'invalid-catalogue',
    faults: [{ field: 'offers', message: 'there can be 3000 at a time: archive some first' }],
  });
  await saveOffer(town, 'o1', { ...content, value: 3 }, forAny, noon);
  await archiveOffer(town, 'o2', forAny, noon);
  await saveOffer(town, 'tea', content, forNew, noon);

  const title = '"'.repeat(120);
  const long = (n: number, state: 'live' | 'archived'): AuthoredOffer => {
    const id = String(n).padStart(100, '0');
    const offer = anOffer({ id, category: 'ø'.repeat(40), messages: { da: { title, body: 'x' } } });
    return { ...archivedAt(id, noon), state, changedBy: 'x'.repeat(128), version: 1_000_000, offer };
  };
  const most = Array.from({ length: 4000 }, (_, n) => long(n, n < 3000 ? 'live' : 'archived'));
  const answer = { statusCode: 200, body: JSON.stringify({ offers: await listOffers(await aTown(most)) }) };
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(6_000_000);
});

test('former catalogues are removed by the first publication of a day; that it failed is told, and the publication stands', async () => {
  const town = await aTown();
  const removedBefore: number[] = [];
  const told: string[] = [];
  const ports = {
    ...town,
    authored: {
      ...town.authored,
      removeFormer: async (before: number) => {
        removedBefore.push(before);
        throw new Error('no right to');
      },
    },
    onFault: (doing: string) => told.push(doing),
  };
  const publish = (at: number) =>
    replaceCatalogue(ports, { geofences: [aGeofence({ name: `as of ${at}` })], offers: [] }, at, 'mette');
  await publish(noon + hour);
  await saveOffer(ports, 'tea', content, forNew, noon + day);
  expect(removedBefore).toEqual([]);
  await publish(noon + day + hour);
  await publish(noon + day + 2 * hour);
  expect(removedBefore).toEqual([noon + day + hour - 91 * day]);
  expect(told).toEqual(['removing former catalogues']);
  expect((await town.authored.current())?.geofences[0]?.name).toBe(`as of ${noon + day + 2 * hour}`);
});
