// The contract of Devices: a token reaches its latest owner and nobody else.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Devices, PushTarget } from '../../../shared/ports/devices.ts';

const target = (token: string, registeredAt: number): PushTarget => ({ token, platform: 'android', registeredAt });

export function devicesContract(open: () => Promise<{ devices: Devices }>) {
  describe('devices', () => {
    let devices: Devices;
    beforeEach(async () => {
      ({ devices } = await open());
    });

    it('knows no target of a device that never registered', async () => {
      expect(await devices.pushTarget('ida', 'phone')).toBeUndefined();
    });

    it('gives back what was registered, per device', async () => {
      await devices.register('ida', 'phone', target('token-a', 1));
      await devices.register('ida', 'tablet', { ...target('token-b', 2), platform: 'ios-sandbox' });
      expect(await devices.pushTarget('ida', 'phone')).toEqual(target('token-a', 1));
      expect(await devices.pushTarget('ida', 'tablet')).toEqual({ ...target('token-b', 2), platform: 'ios-sandbox' });
    });

    it('takes a token from the customer who had the phone before, and gives it back when she signs in again', async () => {
      await devices.register('ida', 'phone', target('token-a', 1));
      await devices.register('ole', 'phone', target('token-a', 2));
      expect(await devices.pushTarget('ida', 'phone')).toBeUndefined();
      expect(await devices.pushTarget('ole', 'phone')).toEqual(target('token-a', 2));

      await devices.register('ida', 'phone', target('token-a', 3));
      expect(await devices.pushTarget('ida', 'phone')).toEqual(target('token-a', 3));
      expect(await devices.pushTarget('ole', 'phone')).toBeUndefined();
    });

    it('takes a token from another device of the same customer', async () => {
      await devices.register('ida', 'before-reinstall', target('token-a', 1));
      await devices.register('ida', 'after-reinstall', target('token-a', 2));
      expect(await devices.pushTarget('ida', 'before-reinstall')).toBeUndefined();
      expect(await devices.pushTarget('ida', 'after-reinstall')).toEqual(target('token-a', 2));
    });

    it('follows a token that changes, even back again', async () => {
      await devices.register('ida', 'phone', target('token-a', 1));
      await devices.register('ida', 'phone', target('token-b', 2));
      expect(await devices.pushTarget('ida', 'phone')).toEqual(target('token-b', 2));
      await devices.register('ida', 'phone', target('token-a', 3));
      expect(await devices.pushTarget('ida', 'phone')).toEqual(target('token-a', 3));
    });

    it('leaves exactly one owner of a token that 20 customers register at once', async () => {
      const customers = Array.from({ length: 20 }, (_, index) => `customer-${index}`);
      await Promise.all(customers.map((id, index) => devices.register(id, 'phone', target('token-a', index))));
      const targets = await Promise.all(customers.map((id) => devices.pushTarget(id, 'phone')));
      expect(targets.filter(Boolean)).toHaveLength(1);
    });

    it('forgets a dead token, once or twice', async () => {
      await devices.register('ida', 'phone', target('token-a', 1));
      await devices.forget('ida', 'phone', target('token-a', 1));
      await devices.forget('ida', 'phone', target('token-a', 1));
      expect(await devices.pushTarget('ida', 'phone')).toBeUndefined();
    });

    it('does not forget a device that has registered again: the same token, or another', async () => {
      await devices.register('ida', 'phone', target('token-a', 1));
      await devices.register('ida', 'phone', target('token-a', 2));
      await devices.forget('ida', 'phone', target('token-a', 1));
      expect(await devices.pushTarget('ida', 'phone')).toEqual(target('token-a', 2));

      await devices.register('ida', 'phone', target('token-b', 3));
      await devices.forget('ida', 'phone', target('token-a', 2));
      expect(await devices.pushTarget('ida', 'phone')).toEqual(target('token-b', 3));
    });

    it('does not take a token from its new owner when the former one is told it is dead', async () => {
      await devices.register('ida', 'phone', target('token-a', 1));
      await devices.register('ole', 'phone', target('token-a', 2));
      await devices.forget('ida', 'phone', target('token-a', 1));
      expect(await devices.pushTarget('ole', 'phone')).toEqual(target('token-a', 2));
    });
  });
}
