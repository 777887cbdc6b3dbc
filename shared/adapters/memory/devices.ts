// Devices in memory: a token has one owner, the customer's device that registered it last.
import type { Devices, PushTarget } from '../../ports/devices.ts';

export function memoryDevices(): Devices {
  const targets = new Map<string, PushTarget>();
  const owners = new Map<string, string>();
  const keyOf = (customerId: string, deviceId: string) => `${customerId}#${deviceId}`;

  return {
    async register(customerId, deviceId, target) {
      const key = keyOf(customerId, deviceId);
      const former = targets.get(key);
      if (former && owners.get(former.token) === key) owners.delete(former.token);
      targets.set(key, structuredClone(target));
      owners.set(target.token, key);
    },

    async pushTarget(customerId, deviceId) {
      const key = keyOf(customerId, deviceId);
      const target = targets.get(key);
      return target && owners.get(target.token) === key ? structuredClone(target) : undefined;
    },

    async forget(customerId, deviceId, { token, registeredAt }) {
      const key = keyOf(customerId, deviceId);
      const target = targets.get(key);
      if (target?.token !== token || target.registeredAt !== registeredAt) return;
      targets.delete(key);
      if (owners.get(token) === key) owners.delete(token);
    },
  };
}
