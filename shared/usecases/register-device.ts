// Registering a device: where a push may go. The token gets its one owner first, then the customer knows of the device.
import type { Customer } from '../model/customer.ts';
import { type DeviceRequest, maxDevices, type RegisteredDevice } from '../model/device.ts';
import type { Customers } from '../ports/customers.ts';
import type { Devices } from '../ports/devices.ts';
import { changeCustomer } from './change-customer.ts';
import { noConsentYet } from './refused.ts';

/** Throws Refused `no-consent-yet` for a customer who has not consented to anything: nothing is kept about her. */
export async function registerDevice(
  ports: { customers: Customers; devices: Devices },
  customerId: string,
  deviceId: string,
  { token, ...described }: DeviceRequest,
  now: number,
): Promise<RegisteredDevice> {
  if (!(await ports.customers.load(customerId))) throw noConsentYet();
  const device: RegisteredDevice = { ...described, registeredAt: now };
  await ports.devices.register(customerId, deviceId, { token, platform: device.platform, registeredAt: now });
  const changed = await changeCustomer(ports.customers, customerId, (customer) =>
    withDevice(customer, deviceId, device),
  );
  if (!changed) throw noConsentYet();
  for (const id of Object.keys(changed.before.devices)) {
    if (!Object.hasOwn(changed.after.devices, id)) await forget(ports.devices, customerId, id);
  }
  return device;
}

async function forget(devices: Devices, customerId: string, deviceId: string): Promise<void> {
  const target = await devices.pushTarget(customerId, deviceId);
  if (target) await devices.forget(customerId, deviceId, target);
}

/** The newest devices stay; the oldest gives way to one too many. */
function withDevice(customer: Customer, deviceId: string, device: RegisteredDevice): Customer {
  const others = Object.entries(customer.devices).filter(([id]) => id !== deviceId);
  const newest = others.sort(([, a], [, b]) => b.registeredAt - a.registeredAt).slice(0, maxDevices - 1);
  return { ...customer, devices: Object.fromEntries([...newest, [deviceId, device]]) };
}
