// Every code of APNs, FCM and Pinpoint × platform × a phone that registers anew meanwhile: what becomes of message and token.
import type { MessageResult } from '@aws-sdk/client-pinpoint';
import { describe, expect, test } from 'vitest';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import { outcomeOfError, outcomeOfResult } from '../../shared/adapters/push/pinpoint-outcome.ts';
import { providerCodes } from '../../shared/adapters/push/provider-codes.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import { type Platform, platform } from '../../shared/model/device.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import type { PushOutcome } from '../../shared/ports/push-provider.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { aCustomer, anOffer, aReport, aWorld, noon } from '../support/town.ts';

/** What has to become of it: the state of the delivery, whether the token is still there, whether somebody is told. */
interface Fate {
  state: 'sent' | 'rejected' | 'unknown' | 'retried';
  tokenKept: boolean;
  alarmed: boolean;
}
const sent: Fate = { state: 'sent', tokenKept: true, alarmed: false };
const retried: Fate = { state: 'retried', tokenKept: true, alarmed: false };
const dead: Fate = { state: 'rejected', tokenKept: false, alarmed: false };
const configuration: Fate = { state: 'rejected', tokenKept: true, alarmed: true };
const optedOut: Fate = { state: 'rejected', tokenKept: true, alarmed: false };
const unknown: Fate = { state: 'unknown', tokenKept: true, alarmed: false };

/** The specification, written down apart from the code: APNs and FCM codes inside a permanent failure. */
const codes: Record<string, Fate> = {
  ...each(dead, 'BadDeviceToken ExpiredToken Unregistered UNREGISTERED NotRegistered InvalidRegistration'),
  'The registration token is not a valid FCM registration token': dead,
  'Unregistered or expired token': dead,
  ...each(retried, 'TooManyRequests TooManyProviderTokenUpdates QUOTA_EXCEEDED RESOURCE_EXHAUSTED'),
  ...each(retried, 'DeviceMessageRateExceeded TopicsMessageRateExceeded'),
  ...each(unknown, 'IdleTimeout InternalServerError ServiceUnavailable Shutdown INTERNAL UNAVAILABLE'),
  ...each(unknown, 'DEADLINE_EXCEEDED UNSPECIFIED_ERROR Unavailable'),
  ...each(configuration, 'BadCollapseId BadExpirationDate BadMessageId BadPriority BadTopic DeviceTokenNotForTopic'),
  ...each(
    configuration,
    'DuplicateHeaders InvalidPushType MissingDeviceToken MissingTopic PayloadEmpty TopicDisallowed',
  ),
  ...each(configuration, 'BadCertificate BadCertificateEnvironment BadEnvironmentKeyIdInToken ExpiredProviderToken'),
  ...each(configuration, 'Forbidden InvalidProviderToken MissingProviderToken UnrelatedKeyIdInToken BadPath'),
  ...each(configuration, 'MethodNotAllowed PayloadTooLarge INVALID_ARGUMENT SENDER_ID_MISMATCH THIRD_PARTY_AUTH_ERROR'),
  ...each(
    configuration,
    'UNAUTHENTICATED PERMISSION_DENIED MismatchSenderId MissingRegistration InvalidApnsCredential',
  ),
  ...each(
    configuration,
    'InvalidDataKey InvalidPackageName InvalidParameters InvalidTtl MessageTooBig channel_disabled',
  ),
};
/** Pinpoint's own words, by result and by call. */
const answers: [string, PushOutcome, Fate][] = [
  ...Object.entries(codes).flatMap(([code, fate]): [string, PushOutcome, Fate][] => [
    [`code ${code}`, permanent({ pushProviderError: code }), fate],
    [`response ${code}`, permanent({ pushProviderResponse: JSON.stringify({ reason: code }) }), fate],
  ]),
  ['a code nobody has heard of', permanent({ pushProviderError: 'SomethingNew' }), configuration],
  ['SUCCESSFUL', outcomeOfResult({ DeliveryStatus: 'SUCCESSFUL', StatusCode: 200 }), sent],
  ['THROTTLED', outcomeOfResult({ DeliveryStatus: 'THROTTLED', StatusCode: 429 }), retried],
  ['TEMPORARY_FAILURE', outcomeOfResult({ DeliveryStatus: 'TEMPORARY_FAILURE', StatusCode: 500 }), unknown],
  ['UNKNOWN_FAILURE', outcomeOfResult({ DeliveryStatus: 'UNKNOWN_FAILURE', StatusCode: 500 }), unknown],
  ['DUPLICATE', outcomeOfResult({ DeliveryStatus: 'DUPLICATE', StatusCode: 200 }), unknown],
  ['OPT_OUT', outcomeOfResult({ DeliveryStatus: 'OPT_OUT', StatusCode: 200 }), optedOut],
  ['no result', outcomeOfResult(undefined), unknown],
  ...[400, 403, 404, 405, 413].map((status): [string, PushOutcome, Fate] => [
    `HTTP ${status}`,
    outcomeOfError({ $metadata: { httpStatusCode: status } }),
    configuration,
  ]),
  ['HTTP 429', outcomeOfError({ $metadata: { httpStatusCode: 429 } }), retried],
  ['HTTP 500', outcomeOfError({ $metadata: { httpStatusCode: 500 } }), unknown],
  ['connection refused', outcomeOfError({ code: 'ECONNREFUSED' }), retried],
  ['reset', outcomeOfError({ code: 'ECONNRESET' }), unknown],
];

test('the specification names every code the adapter knows, and no other', () => {
  expect(Object.keys(codes).sort()).toEqual([...providerCodes].sort());
});

describe.each(platform.options)('on %s', (on) => {
  test.each(answers)('%s', async (_, outcome, fate) => {
    expect(await deliver(on, outcome, false)).toEqual(fate);
    // The phone has registered the same token again while the push was under way: nothing may take that from it.
    expect(await deliver(on, outcome, true)).toEqual({ ...fate, tokenKept: true });
  });
});

async function deliver(on: Platform, outcome: PushOutcome, registersAnew: boolean): Promise<Fate> {
  const token = 'token-of-freja';
  const devices = memoryDevices();
  const deliveryQueue = memoryQueue<DeliveryMessage>(() => noon);
  const faults: string[] = [];
  const world = aWorld({ offers: [anOffer()] });
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue,
    dwellQueue: memoryQueue<FanOutMessage>(() => noon),
    decisions: memoryDecisions(),
    offerGates: memoryOfferGates(),
    redemptions: memoryRedemptions(),
    dueWindows: memoryDueWindows(),
    newCode: () => 'NEVERASKED',
    bus: memoryEventBus(),
    lessons: memoryLessonQueue(),
    devices,
    knownWeather: { of: async () => undefined },
    worlds: { current: async () => world },
    knownContext: { of: async () => undefined },
    context: memoryContext(),
    weather: memoryWeather(),
    clock: () => noon,
    onFault: (doing: string) => void faults.push(doing),
    push: {
      async push() {
        if (registersAnew) await devices.register('freja', 'phone', { token, platform: on, registeredAt: noon + 1 });
        return outcome;
      },
    },
  };
  await ports.offerGates.set({ offerId: 'cocoa', version: 1, live: true, endsAt: noon + 1e9 });
  await ports.customers.create(aCustomer({ devices: { phone: { platform: on, registeredAt: noon - 1 } } }));
  await devices.register('freja', 'phone', { token, platform: on, registeredAt: noon - 1 });
  await reportPositions(ports, { customerId: 'freja', deviceId: 'phone', reports: [aReport(0)] }, noon);

  await deliverOffer(ports, deliveryQueue.receive()[0]!);

  const ends = ports.bus.published().filter((event) => event.type === 'DeliveryEnded');
  const pending = (await ports.customers.load('freja'))?.pending;
  return {
    state: (ends[0]?.state ?? (pending?.state === 'reserved' ? 'retried' : 'lost')) as Fate['state'],
    tokenKept: (await devices.pushTarget('freja', 'phone'))?.token === token,
    alarmed: faults.length > 0,
  };
}

function permanent(message: object): PushOutcome {
  const result = { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 400, StatusMessage: JSON.stringify(message) };
  return outcomeOfResult(result as MessageResult);
}

function each(fate: Fate, words: string): Record<string, Fate> {
  return Object.fromEntries(words.split(' ').map((word) => [word, fate]));
}
