// The push imitation through the real SDK client: the answers of SendMessages, one fault a token, and lost connections.
import { PinpointClient, SendMessagesCommand, type SendMessagesCommandInput } from '@aws-sdk/client-pinpoint';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Push, startPinpoint } from '../../local/services/pinpoint.ts';

const pushes: Push[] = [];
let server: Awaited<ReturnType<typeof startPinpoint>>;
let client: PinpointClient;

beforeAll(async () => {
  server = await startPinpoint({
    host: '127.0.0.1',
    port: 0,
    onPush: (push) => pushes.push(push),
    now: () => 1_700_000_000_000,
  });
  client = new PinpointClient({
    endpoint: server.url,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
beforeEach(() => void pushes.splice(0));
afterAll(async () => {
  client.destroy();
  await server.stop();
});

type Addresses = NonNullable<NonNullable<SendMessagesCommandInput['MessageRequest']>['Addresses']>;

async function send(Addresses: Addresses) {
  const answer = await client.send(
    new SendMessagesCommand({
      ApplicationId: 'app1',
      MessageRequest: {
        Addresses,
        MessageConfiguration: {
          APNSMessage: { Title: 'Kaffe', Body: '2 for 1', CollapseId: 'd1', TimeToLive: 300, Url: 'ravn://offer/1' },
          GCMMessage: { Title: 'Coffee', Body: '2 for 1', CollapseKey: 'd1', TimeToLive: 300 },
        },
      },
    }),
  );
  return answer.MessageResponse!;
}

test('a push is accepted and shown with what the provider would get', async () => {
  const { ApplicationId, Result } = await send({
    t1: { ChannelType: 'APNS' },
    t2: { ChannelType: 'GCM', TitleOverride: 'Hej' },
  });
  expect(ApplicationId).toBe('app1');
  expect(Result?.t1).toMatchObject({ DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: expect.any(String) });
  const shared = {
    applicationId: 'app1',
    body: '2 for 1',
    collapseId: 'd1',
    timeToLiveSeconds: 300,
    at: 1_700_000_000_000,
  };
  expect(pushes).toEqual([
    { ...shared, token: 't1', channelType: 'APNS', title: 'Kaffe', deepLink: 'ravn://offer/1' },
    { ...shared, token: 't2', channelType: 'GCM', title: 'Hej', deepLink: undefined },
  ]);
});

test.each([
  [
    'dead-1',
    'APNS_SANDBOX',
    'PERMANENT_FAILURE',
    410,
    /"channelType":"APNS_SANDBOX".*"pushProviderError":"BadDeviceToken"/,
  ],
  ['dead-1', 'GCM', 'PERMANENT_FAILURE', 410, /"pushProviderError":"NotRegistered"/],
  ['malformed-1', 'GCM', 'PERMANENT_FAILURE', 400, /not a valid FCM registration token.*INVALID_ARGUMENT/],
  ['bad-payload-1', 'GCM', 'PERMANENT_FAILURE', 400, /Invalid value at message.notification.title/],
  ['channel-off-1', 'GCM', 'PERMANENT_FAILURE', 400, /^No channel of type GCM is enabled for the application app1$/],
  ['throttled-1', 'GCM', 'THROTTLED', 429, /./],
  ['temporary-1', 'APNS', 'TEMPORARY_FAILURE', 500, /./],
  ['unknown-1', 'APNS', 'UNKNOWN_FAILURE', 500, /./],
] as const)('a token with a fault: %s on %s', async (token, ChannelType, status, code, message) => {
  const { Result } = await send({ [token]: { ChannelType }, fine: { ChannelType } });
  expect(Result?.[token]).toMatchObject({
    DeliveryStatus: status,
    StatusCode: code,
    StatusMessage: expect.stringMatching(message),
  });
  if (token !== 'channel-off-1' && code !== 429 && code !== 500) {
    const parsed = JSON.parse(Result![token]!.StatusMessage!) as { pushProviderResponse: string };
    expect(JSON.parse(parsed.pushProviderResponse)).toBeTypeOf('object');
  }
  expect(Result?.fine?.DeliveryStatus).toBe('SUCCESSFUL');
  expect(pushes.map((push) => push.token)).toEqual(['fine']);
});

test('a reset loses the answer, not the push', async () => {
  await expect(send({ 'reset-1': { ChannelType: 'GCM' } })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(pushes.map((push) => push.token)).toEqual(['reset-1']);
});

test('calls that are refused as a whole', async () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t${i}`, { ChannelType: 'GCM' as const }]));
  await expect(send(many)).rejects.toMatchObject({ name: 'BadRequestException', $metadata: { httpStatusCode: 400 } });
  await expect(send({})).rejects.toMatchObject({ name: 'BadRequestException' });
  await expect(send({ t: {} })).rejects.toMatchObject({ name: 'BadRequestException' });
  await expect(send({ 'overload-1': { ChannelType: 'GCM' } })).rejects.toMatchObject({
    name: 'TooManyRequestsException',
  });
  const incomplete = { ApplicationId: 'app1', MessageRequest: { Addresses: {}, MessageConfiguration: undefined } };
  await expect(client.send(new SendMessagesCommand(incomplete))).rejects.toMatchObject({ name: 'BadRequestException' });
  const other = await fetch(`${server.url}/v1/apps/app1/endpoints/e1`);
  expect([other.status, other.headers.get('x-amzn-errortype')]).toEqual([404, 'NotFoundException']);
  expect(pushes).toEqual([]);
});
