// What a customer says: consents in their order of writing, devices, preferences.
import { beforeEach, describe, expect, test } from 'vitest';
import { memoryConsentLedger } from '../../shared/adapters/memory/consent-ledger.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { maxDevices } from '../../shared/model/device.ts';
import { maxMutes } from '../../shared/model/mute.ts';
import { readConsents, updateConsents } from '../../shared/usecases/manage-consents.ts';
import { Contended, Refused } from '../../shared/usecases/refused.ts';
import { registerDevice } from '../../shared/usecases/register-device.ts';
import { readPreferences, setMute, setPreferences } from '../../shared/usecases/set-preferences.ts';
import { aCustomer, minute, noon } from '../support/town.ts';

function somebody() {
  let ids = 0;
  return {
    customers: memoryCustomers(),
    ledger: memoryConsentLedger(),
    presence: memoryPresence(),
    devices: memoryDevices(),
    newId: () => `entry-${ids++}`,
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
    expect(consents).toEqual({ location: { granted: true, at: noon }, push: { granted: true, at: noon + minute } });
    expect(await readConsents(ports, 'freja')).toEqual(consents);
    expect(ports.ledger.entries()).toMatchObject([{ changes: { location: true } }, { changes: { push: true } }]);
  });

  test('withdrawing what was never given keeps nothing', async () => {
    expect(await updateConsents(ports, 'freja', { push: false, textVersion: '1' }, noon)).toEqual({});
    expect(await ports.customers.load('freja')).toBeUndefined();
    expect(ports.ledger.entries()).toEqual([]);
  });

  test('a grant that cannot be shown is not used; a withdrawal takes effect even if it cannot be noted', async () => {
    await ports.customers.create(aCustomer({ consents: { location: { granted: true, at: noon } } }));
    const ledger = { append: () => Promise.reject(new Error('the ledger is down')) };
    await expect(updateConsents({ ...ports, ledger }, 'freja', { push: true, textVersion: '1' }, noon)).rejects.toThrow(
      'ledger',
    );
    expect((await readConsents(ports, 'freja')).push).toBeUndefined();
    await expect(
      updateConsents({ ...ports, ledger }, 'freja', { location: false, textVersion: '1' }, noon),
    ).rejects.toThrow('ledger');
    expect((await readConsents(ports, 'freja')).location).toEqual({ granted: false, at: noon });
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
    await ports.presence.arrive('cafe', 'freja', noon + minute);
    await updateConsents(ports, 'freja', { location: false, textVersion: '1' }, noon);
    expect((await ports.customers.load('freja'))?.openVisits).toEqual([]);
    expect(await Array.fromAsync(ports.presence.present('cafe', noon))).toEqual([]);
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
    await setPreferences(ports, 'freja', { interests: ['tea'], mutedCategories: ['coffee'] });
    expect(await setMute(ports, 'freja', { ...coffee, until: noon + minute }, noon)).toEqual([
      { category: 'coffee', until: noon + minute },
    ]);
    await setMute(ports, 'freja', { geofenceId: 'cafe', muted: true }, noon);
    const said = { interests: ['tea'], mutedCategories: [] };
    expect(await readPreferences(ports, 'freja', noon + minute)).toEqual({ ...said, mutes: [{ geofenceId: 'cafe' }] });
    await setPreferences(ports, 'freja', { interests: [], mutedCategories: [] });
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

describe('devices', () => {
  const phone = { platform: 'android' as const, token: 'token-of-a-phone', locale: 'da' };

  test('nothing is kept about somebody who has not consented', async () => {
    await expect(registerDevice(ports, 'freja', 'phone', phone, noon)).rejects.toThrow(Refused);
    await expect(setPreferences(ports, 'freja', { interests: [], mutedCategories: [] })).rejects.toThrow(Refused);
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
