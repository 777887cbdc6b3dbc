// Export and erasure on the real adapters: complete, hers alone, and nothing left, whatever runs at the same time or comes late.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dynamoAudit } from '../../shared/adapters/dynamodb/audit.ts';
import { dynamoFeedbacks } from '../../shared/adapters/dynamodb/feedbacks.ts';
import { dynamoInStoreCodes } from '../../shared/adapters/dynamodb/in-store-codes.ts';
import { dynamoTickCursor } from '../../shared/adapters/dynamodb/tick-cursor.ts';
import { verifyReceipt } from '../../shared/adapters/jose/verify-receipt.ts';
import { restAfterMs, settleAfterMs } from '../../shared/model/erasure.ts';
import { exportPage } from '../../shared/model/export-page.ts';
import { itemsKept } from '../../shared/model/retention.ts';
import type { Round } from '../../shared/ports/rounds.ts';
import { reapplyTombstones } from '../../shared/usecases/reapply-tombstones.ts';
import { Refused } from '../../shared/usecases/refused.ts';
import { seeded } from '../cli/seeded.ts';
import { aSeal } from '../support/consent-ports.ts';
import { minute, noon } from '../support/town.ts';
import { decisionAt } from './contract/samples.ts';
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

/** Somebody about whom everything is kept that can be. */
async function settleIn(town: ErasureTown, customerId: string): Promise<void> {
  await town.consent(customerId);
  await town.register(customerId);
  await town.register(customerId, 'tablet');
  await town.prefer(customerId);
  const told = town.events.length;
  await town.report(customerId);
  for (const message of town.deliveries.filter((one) => one.customerId === customerId)) await town.deliver(message);
  await town.cross(customerId, 'ENTER');
  for (const event of town.events.slice(told)) await town.collect(event);
  const at = town.clock.now;
  await dynamoFeedbacks(town.at).give(customerId, {
    decisionId: 'D1',
    offerId: 'cocoa',
    rating: 5,
    text: customerId,
    at,
  });
  const code = { code: `R000000${customerId.length % 10}`, expiresAt: at + minute, geofenceIds: ['cafe'] };
  await dynamoInStoreCodes(town.at).issue(customerId, code, at, at);
  await dynamoAudit(town.at).note({ id: `look-at-${customerId}`, at, who: 'mia', whom: customerId, what: 'decisions' });
}

const naming = (items: Record<string, unknown>[], customerId: string) =>
  items.filter((item) => JSON.stringify(item).includes(customerId));
const keyOf = ({ pk, sk }: Record<string, unknown>) => `${pk} / ${sk}`;

describe('the export', () => {
  test('holds every item that names her, and nothing of anybody else', async () => {
    const town = await anErasureTown(client);
    await settleIn(town, 'canary-ida');
    await settleIn(town, 'canary-ole');
    const page = await town.export('canary-ida');

    expect(exportPage.parse(page)).toEqual(page);
    expect(page).toMatchObject({
      customer: {
        customerId: 'canary-ida',
        preferences: { interests: ['likes-of-canary-ida'] },
        crossings: [{ geofenceId: 'cafe', type: 'ENTER' }],
      },
      devices: [
        { deviceId: 'phone', platform: 'android', tokenEnding: 'hone', registeredAt: noon },
        { deviceId: 'tablet', tokenEnding: 'blet' },
      ],
      decisions: [{ reason: 'chosen', offerId: 'cocoa', end: { state: 'sent' } }],
      present: [{ geofenceId: 'cafe', enteredAt: expect.any(Number), leaseUntil: expect.any(Number) }],
      codes: [{ offerId: 'cocoa' }],
      other: [
        { rating: 5, text: 'canary-ida' },
        { stores: ' cafe ' },
        { decidedAt: expect.any(Number) },
        { who: 'mia', what: 'decisions' },
        { windowDueAt: expect.any(Number) },
      ],
    });
    expect(
      page.consents
        .map(({ purpose, granted, textVersion, locale, source }) => [purpose, granted, textVersion, locale, source])
        .sort(),
    ).toEqual(['location', 'profiling', 'push'].map((purpose) => [purpose, true, '1', 'da', 'app']));
    expect(page.recentEvents.map(({ type }) => type).sort()).toEqual([
      'DecisionMade',
      'DeliveryEnded',
      'GeofenceEntered',
    ]);
    expect(JSON.stringify(page)).not.toMatch(/canary-ole|token-of-/);

    const hers = naming(await town.items(), 'canary-ida');
    // The owners of tokens are the devices once more; nothing else is left out.
    const shown =
      1 +
      page.devices.length * 2 +
      page.consents.length +
      page.decisions.length +
      1 +
      1 +
      page.recentEvents.length +
      page.other.length;
    expect(hers.map(keyOf).length).toBe(shown);
  });

  test('comes in pages that together hold each decision once; a cursor of somebody else leads to nothing of hers', async () => {
    const town = await anErasureTown(client);
    await town.consent('ida');
    await town.consent('ole');
    const ids = Array.from({ length: 230 }, (_, n) => `01K${String(n).padStart(23, '0')}`);
    for (const id of ids) await town.ports.decisions.record('ida', decisionAt(noon, id));
    const found: (string | undefined)[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const page = await town.export('ida', cursor);
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_500_000);
      found.push(...page.decisions.map(({ id }) => id));
      cursor = page.next;
      pages++;
      if (cursor !== undefined) expect(JSON.stringify(await town.export('ole', cursor))).not.toContain('ida');
    } while (cursor !== undefined);
    expect(pages).toBe(3);
    expect(found).toEqual(ids);
    for (const strange of ['__', 'AAAA', Buffer.from('CUSTOMER#ole').toString('base64url')])
      expect(JSON.stringify(await town.export('ida', strange))).not.toContain('ole');
  });

  test('of somebody unknown is empty', async () => {
    const town = await anErasureTown(client);
    expect(await town.export('nobody')).toEqual({
      devices: [],
      consents: [],
      decisions: [],
      present: [],
      recentEvents: [],
      codes: [],
      other: [],
    });
  });
});

describe('erasing', () => {
  test('leaves nothing readable at once, nothing at all a quarter of an hour later, and a receipt that anybody can verify', async () => {
    const town = await anErasureTown(client);
    await settleIn(town, 'canary-ida');
    await settleIn(town, 'canary-ole');
    const before = naming(await town.items(), 'canary-ole');
    const { receipt, publicKey, ...said } = await town.erase('canary-ida');

    expect(said).toEqual({
      subject: aSeal.subjectsOf('canary-ida')[0],
      erasedAt: town.clock.now,
      counts: {
        customer: 1,
        consent: 3,
        decision: 1,
        device: 2,
        token: 2,
        presence: 1,
        liveEvent: 3,
        feedback: 1,
        inStoreCode: 1,
        look: 1,
        sampled: 1,
        code: 1,
        dueWindow: 1,
      },
      goneBy: expect.any(Number),
      backupsGoneBy: said.goneBy + 35 * 24 * 60 * minute,
    });
    expect(await verifyReceipt(receipt, publicKey)).toEqual(said);
    const tampered = `${receipt.slice(0, 60)}${receipt[60] === 'A' ? 'B' : 'A'}${receipt.slice(61)}`;
    await expect(verifyReceipt(tampered, publicKey)).rejects.toThrow();

    expect((await town.export('canary-ida')).customer).toBeUndefined();
    expect(naming(await town.items(), 'canary-ida').map(keyOf)).toEqual(['CUSTOMER#canary-ida / STATE']);
    expect((await town.report('canary-ida')).results).toMatchObject([{ reason: 'no-location-consent' }]);
    await expect(town.register('canary-ida')).rejects.toThrow(Refused);
    await expect(town.consent('canary-ida')).rejects.toThrow(Refused);

    town.clock.now += settleAfterMs + 1000;
    for (const message of [...town.erasures, ...town.erasures]) await town.finish(message);
    expect(naming(await town.items(), 'canary-ida')).toEqual([]);
    expect(naming(await town.items(), 'canary-ole')).toEqual(before);
    expect(await town.erase('canary-ida')).toEqual({ receipt, publicKey, ...said });

    town.clock.now += restAfterMs + 1000;
    await town.consent('canary-ida');
    const anew = naming(await town.items(), 'canary-ida');
    for (const message of town.erasures) await town.finish(message);
    expect(naming(await town.items(), 'canary-ida')).toEqual(anew);
    const second = await town.erase('canary-ida');
    expect(second.erasedAt).toBeGreaterThan(said.erasedAt);
    expect(second.counts).toEqual({ customer: 1, consent: 3 });
  });

  test('interrupted at any call, is finished by the queue alone or by asking again', async () => {
    for (const [attempt, again] of [...Array(40).keys()].flatMap((n) => [[n, false] as const, [n, true] as const])) {
      const town = await anErasureTown(client);
      const customerId = `canary-${attempt}`;
      await town.consent(customerId);
      await town.register(customerId);
      await town.report(customerId);
      let calls = 0;
      const { send } = client;
      client.send = ((...parameters: Parameters<typeof send>) =>
        calls++ === attempt ? Promise.reject(new Error('died')) : send.apply(client, parameters)) as typeof send;
      const died = await town.erase(customerId).then(
        () => false,
        () => true,
      );
      client.send = send;
      if (again) await town.erase(customerId);
      for (let round = 0; round < 3; round++) {
        town.clock.now += settleAfterMs + 1000;
        for (const message of [...town.erasures]) await town.finish(message);
      }
      // Before the message was out nothing had happened, and she was told so.
      const left = naming(await town.items(), customerId);
      if (town.erasures.length > 0) expect(left, `after call ${attempt}, asked again: ${again}`).toEqual([]);
      else expect(died).toBe(true);
      if (!died) break;
    }
  });

  test('of one who had been erased before and came back, is finished by the queue too', async () => {
    const town = await anErasureTown(client);
    await town.consent('canary-ida');
    await town.erase('canary-ida');
    town.clock.now += settleAfterMs + 1000;
    for (const message of town.erasures.splice(0)) await town.finish(message);
    town.clock.now += restAfterMs + 1000;
    await town.consent('canary-ida');

    const put = vi.spyOn(town.ports.tombstones, 'put').mockRejectedValueOnce(new Error('died'));
    town.clock.now += 1000;
    await expect(town.erase('canary-ida')).rejects.toThrow('died');
    put.mockRestore();
    for (let round = 0; round < 2; round++) {
      town.clock.now += settleAfterMs + 1000;
      for (const message of town.erasures.splice(0)) await town.finish(message);
    }
    expect(naming(await town.items(), 'canary-ida')).toEqual([]);
  });

  const histories = Number(process.env.RAVN_ERASE_HISTORIES ?? 12);
  test(`${histories} random histories race with it: not one byte is left`, { timeout: 3_600_000 }, async () => {
    const town = await anErasureTown(client);
    const seed = Number(process.env.RAVN_TEST_SEED ?? 1);
    const receipts = new Map<string, Set<string>>();
    const customers = Array.from({ length: histories }, (_, n) => `canary-${n}-of-many`);

    const live = async (id: string, random: () => number) => {
      const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
      const of = <Message extends { customerId: string }>(messages: Message[]) =>
        messages.filter(({ customerId }) => customerId === id);
      const late = async () => {
        const events = town.events.filter((event) => event.customerId === id);
        await Promise.all([
          ...of(town.deliveries).map(town.deliver),
          ...of(town.dwells).map(town.decide),
          ...of(town.outcomes).map(town.learn),
          ...events.map(town.collect),
        ]);
      };
      const erase = async () => {
        const { receipt, publicKey } = await town.erase(id);
        await verifyReceipt(receipt, publicKey);
        receipts.set(id, new Set([...(receipts.get(id) ?? []), receipt]));
      };
      const actions = [
        () => town.consent(id),
        () => town.consent(id, false),
        () => town.register(id),
        () => town.register(id, 'tablet'),
        () => town.prefer(id),
        () => town.report(id, 0),
        () => town.report(id, 0),
        () => town.report(id, 500),
        () => town.pause(id),
        () => town.buy(id, `receipt-${id}`),
        () => Promise.all(of(town.deliveries).map(({ deliveryId }) => town.tell(id, deliveryId))),
        () => town.redeem(id),
        () => town.export(id),
        late,
      ];
      await town.consent(id);
      await town.register(id);
      const steps = Array.from({ length: 4 + Math.floor(random() * 8) }, () => pick(actions));
      steps.splice(Math.floor(random() * steps.length), 0, erase);
      if (random() < 0.3) steps.splice(Math.floor(random() * steps.length), 0, erase);
      // In groups of one to five at once; who is refused or loses every race is told so.
      while (steps.length > 0) {
        const group = steps.splice(0, 1 + Math.floor(random() * 5));
        await Promise.all(group.map((step) => Promise.resolve(step()).catch(() => undefined)));
      }
      await erase();
      await late().catch(() => undefined);
      expect((await town.export(id)).customer).toBeUndefined();
    };
    // Each draws from a seed of its own, so that it does the same whoever else is about; some at a time.
    const waiting = [...customers.entries()];
    const some = async () => {
      for (let next = waiting.pop(); next; next = waiting.pop())
        await live(next[1], seeded(seed * 1_000_003 + next[0]));
    };
    await Promise.all(Array.from({ length: 8 }, some));

    // Something of each kind was late.
    for (const messages of [town.deliveries, town.outcomes, town.events, town.erasures])
      expect(messages.length).toBeGreaterThan(0);
    town.clock.now += settleAfterMs + 1000;
    for (const message of [...town.erasures, ...town.erasures]) await town.finish(message);
    for (const message of town.deliveries) await town.deliver(message);
    for (const message of town.dwells) await town.decide(message);
    for (const message of town.outcomes) await town.learn(message);
    // Nobody was owed a second receipt: there was one erasure each.
    expect([...receipts.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect(receipts.size).toBe(histories);
    const left = (await town.items()).filter((item) => JSON.stringify(item).includes('canary'));
    expect(left.map(keyOf)).toEqual([]);
  });
});

test('after a restore whoever was erased is erased again, who came back stays, and late events change nothing', async () => {
  const town = await anErasureTown(client);
  for (const id of ['canary-ida', 'canary-eva', 'canary-ole']) await settleIn(town, id);
  const backup = await town.items();
  await town.erase('canary-ida');
  await town.erase('canary-eva');
  town.clock.now += settleAfterMs + 1000;
  for (const message of [...town.erasures]) await town.finish(message);
  town.clock.now += restAfterMs + 1000;
  await town.consent('canary-eva');
  const later = naming(await town.items(), 'canary-eva');

  // The table is lost and made anew from the backup, the archive is not; eva's new life is in it, as in a later backup.
  const { archive } = town.ports;
  const restored = await anErasureTown(client);
  const byKey = new Map([...backup, ...later].map((item) => [keyOf(item), item]));
  for (const item of byKey.values()) await client.send(new PutCommand({ TableName: restored.at.table, Item: item }));
  const first = await reapplyTombstones({ ...restored.ports, archive }, town.clock.now);
  expect(first).toMatchObject({ tombstones: 2, erased: 1 });
  const items = await restored.items();
  expect(naming(items, 'canary-ida')).toEqual([]);
  expect(naming(items, 'canary-ole')).toEqual(naming(backup, 'canary-ole'));
  expect(naming(items, 'canary-eva').length).toBeGreaterThan(0);
  expect(await reapplyTombstones({ ...restored.ports, archive }, town.clock.now)).toMatchObject({ erased: 0 });
});

test('every item there is has its row in the table of retention, and a time to live where that says so', async () => {
  const town = await anErasureTown(client);
  await settleIn(town, 'ida');
  await town.ports.tickCursor.move(undefined, noon);
  await dynamoTickCursor(town.at, 'WINDOWS').move(undefined, noon);
  await town.ports.weather.save({ cell: 'a', version: 1, askAt: noon } as Parameters<
    typeof town.ports.weather.save
  >[0]);
  await town.ports.weather.saveHealth({ version: 1 } as Parameters<typeof town.ports.weather.saveHealth>[0]);
  const shining = { value: true, observedAt: noon, lifetimeSeconds: 60 };
  await town.ports.context.observe('everywhere/shining', shining);
  await town.ports.stats.save({ offerId: 'latte', day: '2026-06-02', version: 1, counts: {}, counted: '' });
  const round = { geofenceId: 'cafe', signalId: 's', turned: [], supersedes: [], until: noon };
  await town.ports.rounds.begin({ ...round, least: { catalogueVersion: 1 } } as Round, undefined);
  await client.send(new PutCommand({ TableName: town.at.table, Item: { pk: 'CATALOGUE', sk: 'CURRENT', version: 1 } }));
  const line = { id: 'a', version: 1, at: noon, by: 'mette', what: 'saved', body: {} } as const;
  await town.ports.authoredHistory.keep((['GEOFENCE', 'OFFER', 'SEGMENT'] as const).map((noun) => ({ ...line, noun })));
  const mark = { fingerprint: 'f', attempt: 'a', inFlightUntil: noon, expiresAt: noon };
  await town.ports.requests.begin('key', mark, noon);
  const job = { id: 'j', by: 'mia', startedAt: noon, touchedAt: noon, compares: false, language: 'en', pages: 0 };
  await town.ports.simulations.begin({ ...job, state: 'waiting', source: { kind: 'sample' }, progress: 0 });
  await settleIn(town, 'ole');
  await town.erase('ole');
  const seen = new Set<string>();
  for (const item of await town.items()) {
    // What closing leaves has 15 minutes.
    if (item.erasedAt !== undefined && item.sk === 'STATE') continue;
    const rows = itemsKept.filter(({ where }) => {
      const [pk = '', sk = ''] = where.split(' / ');
      const fits = (key: string, begins: string) =>
        begins.endsWith('#') || begins === '' ? key.startsWith(begins) : key === begins;
      return fits(String(item.pk), pk) && fits(String(item.sk), sk);
    });
    expect(rows.length, keyOf(item)).toBe(1);
    const [row] = rows;
    seen.add(row!.where);
    expect(item.ttl !== undefined, `${keyOf(item)} has a ttl`).toBe(row!.ttl === true);
    const named = String(item.pk).startsWith('CUSTOMER#') || String(item.listed).startsWith('CUSTOMER#');
    expect(named, `${keyOf(item)} is found when she is erased`).toBe(row!.personal === true);
    if (!row!.personal) expect(JSON.stringify(item)).not.toMatch(/"(ida|ole)"|#(ida|ole)/);
  }
  expect([...seen].sort()).toEqual(itemsKept.map(({ where }) => where).sort());
});
