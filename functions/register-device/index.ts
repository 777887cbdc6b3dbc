// PUT /v1/devices/{deviceId}: where a push may go.
import * as contract from '../../api/devices.ts';
import { registerDevice } from '../../shared/usecases/register-device.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.registerDevice, async ({ customerId, path: { deviceId }, body }) => {
    const ports = { customers: adapters.customers(), devices: adapters.devices() };
    return { deviceId, ...(await registerDevice(ports, customerId, deviceId, body, Date.now())) };
  }),
);
