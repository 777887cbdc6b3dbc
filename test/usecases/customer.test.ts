// What a customer says: consents in their order of writing, devices, preferences.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { foldConsents } from '../../shared/core/consent/consents.ts';
import type { Consents } from '../../shared/model/consent.ts';
import { maxDevices } from '../../shared/model/device.ts';
import { maxMutes } from '../../shared/model/mute.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import type { CommitPorts } from '../../shared/usecases/commit.ts';
import { readConsents, updateConsents } from '../../shared/usecases/manage-consents.ts';
import { pause } from '../../shared/usecases/pause.ts';
import { Contended, Refused } from '../../shared/usecases/refused.ts';
import { registerDevice } from '../../shared/usecases/register-device.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { readPreferences, setMute, setPreferences } from '../../shared/usecases/set-preferences.ts';
import { consentPorts } from '../support/consent-ports.ts';
import { everybodyAt } from '../support/present.ts';
import { aCustomer, aReport, aWorld, hour, minute, noon } from '../support/town.ts';

function somebody() {
  return {
    ...consentPorts(),
    customers: memoryCustomers(),
    presence: memoryPresence(),
    devices: memoryDevices(),
    outcomeQueue: memoryQueue<OutcomeMessage>(() => noon),
  };
}
let ports: ReturnType<typeof somebody>;
beforeEach(() => {
  ports = somebody();
});

describe('consents', () => {
  test('the first grant makes the customer; what is not named stays as it was', async () => {
    await updateConsents(ports, 'freja', { location: true, textVersion: '1' }, noon);
    const consents = await updateConsents(ports, 'freja', { push: true, textVersion: '1' }, noon + minute);
    expect(consents).toEqual({
      location: { granted: true, at: noon, textVersion: '1' },
      push: { granted: true, at: noon + minute, textVersion: '1' },
    });
    expect((await ports.customers.load('freja'))!.createdAt).toBe(noon);
    expect(await readConsents(ports, 'freja', noon)).toEqual({ consents });
    expect(ports.ledger.lines()).toMatchObject([
      { purpose: 'location', granted: true, at: noon },
      { purpose: 'push', granted: true, at: noon + minute },
    ]);
  });

  test('withdrawing what was never given keeps nothing', async () => {
    expect(await updateConsents(ports, 'freja', { push: false, textVersion: '1' }, noon)).toEqual({});
    expect(await ports.customers.load('freja')).toBeUndefined();
    expect(ports.ledger.lines()).toEqual([]);
  });

  test('a grant that cannot be shown is not used; a withdrawal takes effect even if it cannot be noted', async () => {
    await ports.customers.create(aCustomer({ consents: { location: { granted: true, at: noon } } }));
    const ledger = { append: () => Promise.reject(new Error('the ledger is down')) };
    await expect(updateConsents({ ...ports, ledger }, 'freja', { push: true, textVersion: '1' }, noon)).rejects.toThrow(
      'ledger',
    );
    expect((await readConsents(ports, 'freja', noon)).consents.push).toBeUndefined();
    await expect(
      updateConsents({ ...ports, ledger }, 'freja', { location: false, textVersion: '1' }, noon),
    ).rejects.toThrow('ledger');
    expect((await readConsents(ports, 'freja', noon)).consents.location).toMatchObject({ granted: false });
  });

  test('what is sent again adds no line, whatever was interrupted in between', async () => {
    const grant = { push: true, textVersion: '1', locale: 'da', source: 'app' };
    const lines = () =>
      ports.ledger.lines().map(({ purpose, granted, textVersion }) => [purpose, granted, textVersion]);
    const down = { ...ports.customers, create: () => Promise.reject(new Error('lost')) };
    await expect(updateConsents({ ...ports, customers: down }, 'freja', grant, noon)).rejects.toThrow('lost');
    await updateConsents(ports, 'freja', grant, noon + 10);
    await updateConsents(ports, 'freja', grant, noon + 20);
    expect(lines()).toEqual([['push', true, '1']]);
    expect(ports.ledger.lines()).toMatchObject([{ locale: 'da', source: 'app', at: noon }]);

    const ledger = { append: () => Promise.reject(new Error('lost')) };
    const withdrawal = { push: false, textVersion: '1' };
    await expect(updateConsents({ ...ports, ledger }, 'freja', withdrawal, noon + 30)).rejects.toThrow('lost');
    await updateConsents(ports, 'freja', withdrawal, noon + 40);
    await updateConsents(ports, 'freja', withdrawal, noon + 50);
    expect(lines()).toEqual([
      ['push', true, '1'],
      ['push', false, '1'],
    ]);
    await updateConsents(ports, 'freja', grant, noon + 60);
    await updateConsents(ports, 'freja', { ...grant, textVersion: '2' }, noon + 70);
    expect(lines().slice(2)).toEqual([
      ['push', true, '1'],
      ['push', true, '2'],
    ]);
  });

  const aRequest = fc.record(
    {
      location: fc.boolean(),
      profiling: fc.boolean(),
      push: fc.boolean(),
      textVersion: fc.constantFrom('1', '2'),
    },
    { requiredKeys: ['textVersion'] },
  );
  const aStep = fc.record({
    request: aRequest,
    fails: fc.constantFrom('nothing', 'ledger', 'customer', 'answer'),
    later: fc.integer({ min: -2000, max: 5000 }),
  });
  test('the state is the fold of the ledger, whatever is said, fails and is sent again', async () => {
    const property = fc.asyncProperty(fc.array(aStep, { maxLength: 12 }), async (steps) => {
      const ports = somebody();
      const lost = () => Promise.reject(new Error('lost'));
      let now = noon;
      for (const { request, fails, later } of steps) {
        now += later;
        if (fails === 'ledger')
          await updateConsents({ ...ports, ledger: { append: lost } }, 'freja', request, now).catch(() => {});
        if (fails === 'customer') {
          const customers = { ...ports.customers, create: lost, save: lost };
          await updateConsents({ ...ports, customers }, 'freja', request, now).catch(() => {});
        }
        if (fails === 'answer') await updateConsents(ports, 'freja', request, now);
        await updateConsents(ports, 'freja', request, now + 1);
      }
      const granted = (consents: Consents) =>
        Object.fromEntries(
          Object.entries(consents).map(([name, said]) => [name, said.granted && `${said.granted} ${said.textVersion}`]),
        );
      const lines = ports.ledger.lines();
      expect(granted((await readConsents(ports, 'freja', noon)).consents)).toEqual(granted(foldConsents(lines)));
      expect(granted(foldConsents(lines.toReversed()))).toEqual(granted(foldConsents(lines)));
    });
    await fc.assert(property, { numRuns: Number(process.env.RAVN_LEDGER_HISTORIES ?? 500) });
  });

  test('without location nobody is anywhere', async () => {
    const visit = {
      geofenceId: 'cafe',
      visit: 1,
      enteredAt: noon,
      leaseUntil: noon + minute,
      catalogueVersion: 1,
      offered: [],
    };
    await ports.customers.create(aCustomer({ openVisits: [visit] }));
    await ports.presence.arrive({ geofenceId: 'cafe', customerId: 'freja', enteredAt: noon }, noon + minute);
    await updateConsents(ports, 'freja', { location: false, textVersion: '1' }, noon);
    expect((await ports.customers.load('freja'))?.openVisits).toEqual([]);
    expect(await everybodyAt(ports.presence, { geofenceId: 'cafe' }, noon)).toEqual([]);
  });

  test('somebody who writes faster every time: contended, not lost', async () => {
    await ports.customers.create(aCustomer());
    const customers = { ...ports.customers, save: async () => false };
    await expect(
      updateConsents({ ...ports, customers }, 'freja', { push: true, textVersion: '1' }, noon),
    ).rejects.toThrow(Contended);
  });
});

describe('preferences and mutes', () => {
  const coffee = { category: 'coffee', muted: true };

  test('one call mutes, another ends it; preferences that are replaced leave mutes alone', async () => {
    await ports.customers.create(aCustomer());
    await setPreferences(ports, 'freja', { interests: ['tea'], mutedCategories: ['coffee'] }, noon);
    expect(await setMute(ports, 'freja', { ...coffee, until: noon + minute }, noon)).toEqual([
      { category: 'coffee', until: noon + minute },
    ]);
    await setMute(ports, 'freja', { geofenceId: 'cafe', muted: true }, noon);
    const said = { interests: ['tea'], mutedCategories: [] };
    expect(await readPreferences(ports, 'freja', noon + minute)).toEqual({ ...said, mutes: [{ geofenceId: 'cafe' }] });
    await setPreferences(ports, 'freja', { interests: [], mutedCategories: [] }, noon);
    expect(await setMute(ports, 'freja', { geofenceId: 'cafe', muted: false }, noon)).toEqual([
      { category: 'coffee', until: noon + minute },
    ]);
  });

  test('no more are kept than there is room for, and none for somebody who has not consented', async () => {
    await expect(setMute(ports, 'freja', coffee, noon)).rejects.toMatchObject({ code: 'no-consent-yet' });
    expect(await readPreferences(ports, 'freja', noon)).toEqual({ interests: [], mutedCategories: [], mutes: [] });
    await ports.customers.create(aCustomer());
    for (let n = 0; n < maxMutes; n++) await setMute(ports, 'freja', { category: `c${n}`, muted: true }, noon);
    await expect(setMute(ports, 'freja', coffee, noon)).rejects.toMatchObject({ code: 'too-many-mutes' });
    expect(await setMute(ports, 'freja', { category: 'c0', muted: true }, noon)).toHaveLength(maxMutes);
  });
});

describe('what she mutes teaches', () => {
  const none = { interests: [], mutedCategories: [] };
  const told = () => ports.outcomeQueue.receive().map(({ outcome }) => `${outcome!.kind} ${outcome!.category}`);

  test('a category once, whichever way she says it and however often; a store nothing', async () => {
    await ports.customers.create(aCustomer());
    await setMute(ports, 'freja', { category: 'coffee', muted: true }, noon);
    await setMute(ports, 'freja', { category: 'coffee', muted: true, until: noon + hour }, noon);
    await setPreferences(ports, 'freja', { ...none, mutedCategories: ['coffee', 'tea'] }, noon);
    await setPreferences(ports, 'freja', { ...none, mutedCategories: ['coffee', 'tea'] }, noon);
    await setMute(ports, 'freja', { geofenceId: 'cafe', muted: true }, noon);
    expect(told()).toEqual(['muted coffee', 'muted tea']);
    await setMute(ports, 'freja', { category: 'tea', muted: false }, noon + minute);
    await setMute(ports, 'freja', { category: 'tea', muted: true }, noon + hour);
    expect(told()).toEqual([]);
    await setMute(ports, 'freja', { category: 'tea', muted: false }, noon + 24 * hour);
    await setMute(ports, 'freja', { category: 'tea', muted: true }, noon + 25 * hour);
    expect(told()).toEqual(['muted tea']);
  });

  test('nothing without consent to profiling', async () => {
    const { location } = aCustomer().consents;
    await ports.customers.create(aCustomer({ consents: { location } }));
    await setPreferences(ports, 'freja', { ...none, mutedCategories: ['coffee'] }, noon);
    expect(told()).toEqual([]);
    expect(await ports.customers.load('freja')).not.toHaveProperty('outcomes');
  });

  test('a write that is lost loses no lesson: the message was sent before it', async () => {
    await ports.customers.create(aCustomer());
    const customers = { ...ports.customers, save: () => Promise.reject(new Error('no answer')) };
    await expect(setMute({ ...ports, customers }, 'freja', { category: 'tea', muted: true }, noon)).rejects.toThrow();
    await setMute(ports, 'freja', { category: 'tea', muted: true }, noon + minute);
    const ids = ports.outcomeQueue.receive().map(({ outcome }) => outcome!.id);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
  });
});

describe('a pause', () => {
  const ask = (now: number) => {
    const refused = () => Promise.reject(new Error('nothing may be written'));
    const nothing = new Proxy({}, { get: () => refused });
    const { load } = ports.customers;
    const silent = {
      ...({ presence: nothing, decisions: nothing, offerGates: nothing, bus: nothing } as unknown as CommitPorts),
      customers: { load, create: refused, save: refused },
      deliveryQueue: { send: refused },
      dwellQueue: { send: refused },
      worlds: { current: async () => aWorld() },
      knownWeather: { of: async () => undefined },
      knownContext: { of: async () => undefined },
      onFault: refused,
    };
    return reportPositions(silent, { customerId: 'freja', reports: [aReport(0, { at: now })] }, now);
  };

  test('refuses every position and writes nothing, until it ends or is ended', async () => {
    await ports.customers.create(aCustomer());
    expect(await pause(ports, 'freja', 1.5, noon)).toEqual({ pausedUntil: noon + 1.5 * hour });
    expect(await ask(noon + hour)).toEqual({
      results: [{ id: expect.any(String), reason: 'paused' }],
      next: { withinMetres: 100_000, beforeSeconds: 900 },
    });
    await expect(ask(noon + 1.5 * hour)).rejects.toThrow('nothing may be written');
    expect(await pause(ports, 'freja', 0, noon + minute)).toEqual({});
    expect(await ports.customers.load('freja')).not.toHaveProperty('pausedUntil');
    await expect(ask(noon + hour)).rejects.toThrow('nothing may be written');
  });

  test('is for those who are known', async () => {
    await expect(pause(ports, 'freja', 1, noon)).rejects.toThrow(Refused);
  });
});

describe('devices', () => {
  const phone = { platform: 'android' as const, token: 'token-of-a-phone', locale: 'da' };

  test('nothing is kept about somebody who has not consented', async () => {
    await expect(registerDevice(ports, 'freja', 'phone', phone, noon)).rejects.toThrow(Refused);
    await expect(setPreferences(ports, 'freja', { interests: [], mutedCategories: [] }, noon)).rejects.toThrow(Refused);
    expect(await ports.devices.pushTarget('freja', 'phone')).toBeUndefined();
  });

  test('the customer knows of the device but not its token; the oldest of too many gives way', async () => {
    await ports.customers.create(aCustomer({ devices: {} }));
    for (let n = 0; n <= maxDevices; n++) {
      await registerDevice(ports, 'freja', `phone-${n}`, { ...phone, token: `token-number-${n}` }, noon + n);
    }
    const { devices } = (await ports.customers.load('freja'))!;
    expect(Object.keys(devices).sort()).toEqual(Array.from({ length: maxDevices }, (_, n) => `phone-${n + 1}`));
    expect(JSON.stringify(devices)).not.toContain('token-number');
    expect(await ports.devices.pushTarget('freja', 'phone-0')).toBeUndefined();
    expect(await ports.devices.pushTarget('freja', 'phone-3')).toMatchObject({ token: 'token-number-3' });
  });

  test('a phone that changes hands takes its token along', async () => {
    await ports.customers.create(aCustomer());
    await ports.customers.create(aCustomer({ customerId: 'olga' }));
    await registerDevice(ports, 'freja', 'phone', phone, noon);
    await registerDevice(ports, 'olga', 'phone', phone, noon + minute);
    expect(await ports.devices.pushTarget('freja', 'phone')).toBeUndefined();
    expect(await ports.devices.pushTarget('olga', 'phone')).toMatchObject({ token: phone.token });
  });
});
