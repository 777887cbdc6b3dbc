// Devices: where a push may go.
import * as z from 'zod';
import { deviceRequest, registeredDevice } from '../shared/model/device.ts';
import { clientId } from '../shared/model/identifier.ts';
import type { Route } from './route.ts';

export const registerDevice = {
  operationId: 'registerDevice',
  method: 'PUT',
  path: '/v1/devices/{deviceId}',
  caller: 'customer',
  function: 'register-device',
  summary: 'Keep the push token of a phone',
  description:
    'The id is the app’s own, one for each installation. A token has one owner: registering it moves it here. Of more than eight devices the oldest gives way.',
  pathParameters: z.strictObject({ deviceId: clientId }),
  body: deviceRequest,
  answer: registeredDevice.extend({ deviceId: z.string() }),
  problems: ['no-consent-yet'],
  again: 'harmless',
  example: {
    path: { deviceId: 'phone' },
    body: { platform: 'android', token: 'token-from-the-provider', locale: 'da-DK', timeZone: 'Europe/Copenhagen' },
    answer: {
      deviceId: 'phone',
      platform: 'android',
      locale: 'da-DK',
      timeZone: 'Europe/Copenhagen',
      registeredAt: 1_780_000_000_000,
    },
  },
} as const satisfies Route;
