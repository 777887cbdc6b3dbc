// PUT /v1/devices/{deviceId}: where a push may go.
import { deviceRequest } from '../../shared/model/device.ts';
import { clientId } from '../../shared/model/identifier.ts';
import { registerDevice } from '../../shared/usecases/register-device.ts';
import * as adapters from '../edge/adapters.ts';
import { check, http } from '../edge/http.ts';

export const handler = http({ body: deviceRequest }, async ({ customerId, path, body }) => {
  const deviceId = check(clientId, path.deviceId, 'the device id in the path');
  const ports = { customers: adapters.customers(), devices: adapters.devices() };
  return { deviceId, ...(await registerDevice(ports, customerId, deviceId, body, Date.now())) };
});
