// Another erasure key: whoever was erased under a former one is still recognised, and nobody's receipt is lost.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealFrom } from '../../shared/adapters/jose/seal.ts';
import { verifyReceipt } from '../../shared/adapters/jose/verify-receipt.ts';
import { restAfterMs, settleAfterMs } from '../../shared/model/erasure.ts';
import { reapplyTombstones } from '../../shared/usecases/reapply-tombstones.ts';
import { aSeal, aSecret } from '../support/consent-ports.ts';
import { anErasureTown, type ErasureTown } from './erasure-town.ts';
import { clientAt, pretendCredentials } from './stores.ts';

let server: Server;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  pretendCredentials();
  server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const naming = (items: Record<string, unknown>[], id: string) =>
  items.filter((item) => JSON.stringify(item).includes(id));

const rotated = sealFrom(`another key that is as long as it takes,${aSecret}`);
const withoutFormer = sealFrom('another key that is as long as it takes');
const eraseWhole = async (town: ErasureTown, id: string) => {
  await town.erase(id);
  town.clock.now += settleAfterMs + 1000;
  for (const message of town.erasures.splice(0)) await town.finish(message);
};

test('whoever was erased under the former one is recognised: by her receipt, and where she would come back too early', async () => {
  const town = await anErasureTown(client);
  await town.consent('canary-ida');
  const { receipt, publicKey } = await town.erase('canary-ida');
  town.ports.seal = rotated;
  // the same receipt, for as long as nobody lives by this id
  expect(await town.erase('canary-ida')).toMatchObject({ receipt, publicKey });
  await expect(town.consent('canary-ida')).rejects.toMatchObject({ code: 'erasure-under-way' });
  town.clock.now += settleAfterMs + 1000;
  for (const message of town.erasures.splice(0)) await town.finish(message);
  await expect(town.consent('canary-ida')).rejects.toMatchObject({ code: 'erasure-under-way' });
  expect(
    await verifyReceipt(receipt, { keys: [await rotated.publicKeyOf(rotated.subjectsOf('x')[0]), publicKey] }),
  ).toMatchObject({ subject: aSeal.subjectsOf('canary-ida')[0] });

  // she begins anew, and goes again: under the key in use
  town.clock.now += restAfterMs + 1000;
  await town.consent('canary-ida');
  const again = await town.erase('canary-ida');
  expect(again.subject).toBe(rotated.subjectsOf('canary-ida')[0]);
  expect(again.publicKey.kid).not.toBe(publicKey.kid);
  await expect(town.consent('canary-ida')).rejects.toMatchObject({ code: 'erasure-under-way' });
});

test('without the former key she would not be known: what stops that is that keys are only added', async () => {
  const town = await anErasureTown(client);
  await town.consent('canary-ida');
  await eraseWhole(town, 'canary-ida');
  town.ports.seal = withoutFormer;
  await expect(town.consent('canary-ida')).resolves.toMatchObject({ location: { granted: true } });
  await expect(
    withoutFormer.sign({ subject: aSeal.subjectsOf('x')[0], erasedAt: 0, counts: {}, goneBy: 1, backupsGoneBy: 2 }),
  ).rejects.toThrow(/not held any more; held are [0-9a-f]{8}$/);
});

test('a tombstone from before keys had ids is the first key’s', async () => {
  const town = await anErasureTown(client);
  const bare = aSeal.subjectsOf('canary-ida').at(-1)!;
  expect(bare).toMatch(/^[0-9a-f]{64}$/);
  await town.ports.tombstones.put(bare, town.clock.now);
  town.ports.seal = rotated;
  await expect(town.consent('canary-ida')).rejects.toMatchObject({ code: 'erasure-under-way' });
});

test('while functions have one key and others two, each erasure is finished by its own message', async () => {
  const town = await anErasureTown(client);
  await town.consent('canary-ida');
  const [other] = rotated.subjectsOf('canary-ida');
  await town.ports.tombstones.put(other, town.clock.now - 1);
  await town.erase('canary-ida');
  town.ports.seal = rotated;
  town.clock.now += settleAfterMs + 1000;
  await town.finish({ customerId: 'canary-ida', erasedAt: town.clock.now - settleAfterMs - 1000 - 1 });
  for (const message of town.erasures.splice(0)) await town.finish(message);
  town.clock.now += settleAfterMs + 1000;
  for (const message of town.erasures.splice(0)) await town.finish(message);
  town.clock.now += restAfterMs + 1000;
  await expect(town.consent('canary-ida')).resolves.toMatchObject({ location: { granted: true } });
});

test('after a restore those erased under either key go once more; a key that is not held is said before anything is done', async () => {
  const town = await anErasureTown(client);
  for (const id of ['canary-ida', 'canary-eva', 'canary-ole']) await town.consent(id);
  const backup = await town.items();
  await eraseWhole(town, 'canary-ida');
  town.ports.seal = rotated;
  await eraseWhole(town, 'canary-eva');

  const restored = await anErasureTown(client);
  for (const item of backup) await client.send(new PutCommand({ TableName: restored.at.table, Item: item }));
  const ports = { ...restored.ports, archive: town.ports.archive };
  const before = await restored.items();
  await expect(reapplyTombstones({ ...ports, seal: withoutFormer }, town.clock.now)).rejects.toThrow(
    /^1 of 2 tombstones were made with an erasure key that is not held/,
  );
  expect(await restored.items()).toEqual(before);
  expect(await reapplyTombstones({ ...ports, seal: rotated }, town.clock.now)).toMatchObject({ erased: 2 });
  const items = await restored.items();
  expect(naming(items, 'canary-ida')).toEqual([]);
  expect(naming(items, 'canary-eva')).toEqual([]);
  expect(naming(items, 'canary-ole')).toEqual(naming(backup, 'canary-ole'));
});
