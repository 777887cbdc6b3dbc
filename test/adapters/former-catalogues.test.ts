// Former catalogues: removed 91 days after another took their place; whoever races, whatever dies, nothing sooner, and never what is in force.
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { formerCatalogues } from '../../shared/adapters/s3/catalogue-keys.ts';
import { s3Snapshots } from '../../shared/adapters/s3/snapshots.ts';
import { keptMs } from '../../shared/model/retention.ts';
import { seeded } from '../cli/seeded.ts';
import { authored, snapshot } from './contract/snapshots.ts';

const day = 86_400_000;

/** A bucket and a pointer that know the time, two publishers on them, and what was in force until when. */
function aBucket() {
  const clock = { now: 0 };
  const objects = new Map<string, { body: Uint8Array; at: number }>();
  const former: { names: string[]; until: number }[] = [];
  const dies = { removing: false, advancing: false };
  let inForce: Record<string, never> | undefined;

  const client = new S3Client({ region: 'eu-west-1' });
  const mock = mockClient(client);
  mock.on(PutObjectCommand).callsFake(({ Key, Body }) => void objects.set(Key, { body: Body, at: clock.now }));
  mock.on(GetObjectCommand).callsFake(({ Key }) => {
    const body = objects.get(Key)?.body;
    if (!body) throw new Error(`${Key} is gone`);
    return { Body: { transformToByteArray: async () => body } };
  });
  mock.on(ListObjectsV2Command).callsFake(({ Prefix }) => ({
    Contents: [...objects]
      .filter(([key]) => key.startsWith(Prefix))
      .map(([Key, { at }]) => ({ Key, LastModified: new Date(at) })),
  }));
  mock.on(DeleteObjectCommand).callsFake(({ Key }) => {
    if (dies.removing) throw new Error('died while it removed');
    objects.delete(Key);
    return {};
  });

  const namesOf = ({ location, geofences, rest }: Record<string, string | undefined>) => [
    ...(location ? [`${location}/geofences.bin`, `${location}/offers.json`] : []),
    geofences!,
    rest!,
  ];
  const pointer = {
    read: async () => inForce as never,
    advance: async (next: object) => {
      if (dies.advancing) throw new Error('died before the swing');
      const last = (inForce as { revision: number } | undefined)?.revision ?? 0;
      if ((next as { revision: number }).revision !== last + 1) return false;
      if (inForce) former.push({ names: namesOf(inForce), until: clock.now });
      inForce = { ...next } as never;
      return true;
    },
  };
  const publisher = () => s3Snapshots({ bucket: 'b', client, pointer });
  return {
    clock,
    objects,
    former,
    dies,
    publishers: [publisher(), publisher()] as const,
    current: () => namesOf(inForce!),
  };
}

type Kind = 'draft' | 'offers' | 'geofences';
const nextOf = (base: Awaited<ReturnType<ReturnType<typeof s3Snapshots>['read']>>, kind: Kind, mark: number) => ({
  authored: {
    ...authored(`no. ${mark % 5}`),
    // what is not drawn anew is the very same list; some of what is comes back to be as it was
    ...(kind !== 'geofences' && base.revision > 0 && { geofences: base.authored.geofences }),
  },
  ...(kind !== 'draft' && { snapshot: snapshot(base.version + 1, mark) }),
});

test.each([1, 2])('two years of two publishers who race and die, no. %s', async (n) => {
  const random = seeded(Number(process.env.RAVN_TEST_SEED ?? 20_261_122) + n);
  const { clock, objects, former, dies, publishers, current } = aBucket();
  const kinds: Kind[] = ['draft', 'draft', 'offers', 'geofences'];
  const change = async (publisher: (typeof publishers)[number], base: Awaited<ReturnType<typeof publisher.read>>) =>
    publisher.replace(base, nextOf(base, kinds[Math.floor(random() * 4)]!, Math.floor(random() * 50)), clock.now);
  const nothingTooSoon = (before: number) => {
    for (const name of [...current(), ...former.filter(({ until }) => until >= before).flatMap(({ names }) => names)])
      expect(objects.has(name), `${name} is gone on day ${clock.now / day}`).toBe(true);
  };

  for (let step = 0; step < 100; step++) {
    clock.now += Math.floor(random() ** 3 * 30 * day);
    const bases = await Promise.all(publishers.map((publisher) => publisher.read()));
    dies.advancing = random() < 0.1;
    await Promise.allSettled(publishers.map((publisher, i) => change(publisher, bases[i]!)));
    dies.advancing = false;
    if (former.length === 0 || random() < 0.5) continue;
    const before = clock.now - keptMs.formerCatalogue;
    dies.removing = random() < 0.2;
    await Promise.allSettled(publishers.map((publisher) => publisher.removeFormer(before)));
    dies.removing = false;
    nothingTooSoon(before);
  }

  // Three more publications, 92 days apart: what is left is what is in force, and what it took the place of.
  const [publisher] = publishers;
  for (const mark of [51, 52, 53]) {
    clock.now += 92 * day;
    const base = await publisher.read();
    expect(await publisher.replace(base, nextOf(base, 'geofences', mark), clock.now)).toBe(true);
  }
  await publisher.removeFormer(clock.now - keptMs.formerCatalogue);
  const left = new Set([...current(), ...former.at(-1)!.names]);
  expect([...objects.keys()].filter((key) => !left.has(key))).toEqual([]);
});

test('names from before they had numbers count as older than any, and what is in force stays', () => {
  const hash = '0123456789012345';
  const rest = { key: `catalogue/authored/rest-${hash}.json`, at: 0 };
  const geofences = { key: `catalogue/authored/geofences-${hash}.json`, at: 0 };
  const next = (at: number) => ({ key: `catalogue/authored/rest-9-0-${hash}.json`, at });
  const inForce = { version: 1, geofences: geofences.key };
  expect(formerCatalogues([rest, geofences], { ...inForce, revision: 8 }, 100)).toEqual([]);
  expect(formerCatalogues([rest, geofences, next(99)], { ...inForce, revision: 9 }, 100)).toEqual([rest]);
  expect(formerCatalogues([rest, geofences, next(100)], { ...inForce, revision: 9 }, 100)).toEqual([]);
});
