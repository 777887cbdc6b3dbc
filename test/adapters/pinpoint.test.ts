// The push adapter: what it asks SendMessages for, and what it makes of each delivery status.
import {
  type AddressConfiguration,
  DeliveryStatus,
  type MessageResult,
  PinpointClient,
  SendMessagesCommand,
  type SendMessagesCommandOutput,
} from '@aws-sdk/client-pinpoint';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { pinpointPush } from '../../shared/adapters/push/pinpoint.ts';
import type { Platform } from '../../shared/model/device.ts';
import type { PushOutcome } from '../../shared/ports/push-provider.ts';

const client = new PinpointClient({ region: 'eu-west-1' });
const provider = pinpointPush({ applicationId: 'app-1', client });
const token = 'fcm:token_1';
const target = (platform: Platform) => ({ token, platform, registeredAt: 1 });
const message = { title: 'Kaffe?', body: 'En latte til 20 kr.', collapseId: 'delivery-1', timeToLiveSeconds: 299.7 };

let mock: AwsClientStub<PinpointClient>;
beforeEach(() => {
  mock = mockClient(client);
});

const answer = (result: Partial<MessageResult>, key = token): Partial<SendMessagesCommandOutput> => ({
  MessageResponse: { ApplicationId: 'app-1', Result: { [key]: { StatusCode: 200, ...result } as MessageResult } },
});
const pushed = async (output: Partial<SendMessagesCommandOutput>) => {
  mock.on(SendMessagesCommand).resolves(output);
  return provider.push(target('android'), message);
};

describe('the request', () => {
  const requestFor = async (platform: Platform, more: object = {}) => {
    mock.on(SendMessagesCommand).resolves(answer({ DeliveryStatus: 'SUCCESSFUL' }));
    await provider.push(target(platform), { ...message, ...more });
    const calls = mock.commandCalls(SendMessagesCommand);
    expect(calls).toHaveLength(1);
    return calls[0]!.args[0].input;
  };
  const texts = { Title: 'Kaffe?', Body: 'En latte til 20 kr.', TimeToLive: 299, Action: 'OPEN_APP' };

  it.each([
    ['ios', 'APNS'],
    ['ios-sandbox', 'APNS_SANDBOX'],
  ] as const)('goes to one token of %s through channel %s', async (platform, channel) => {
    expect(await requestFor(platform)).toEqual({
      ApplicationId: 'app-1',
      MessageRequest: {
        Addresses: { [token]: { ChannelType: channel } satisfies AddressConfiguration },
        MessageConfiguration: { APNSMessage: { ...texts, CollapseId: 'delivery-1' } },
      },
    });
  });

  it('goes to one token of android through channel GCM, with a deep link where there is one', async () => {
    expect(await requestFor('android', { deepLink: 'ravn://offers/latte' })).toEqual({
      ApplicationId: 'app-1',
      MessageRequest: {
        Addresses: { [token]: { ChannelType: 'GCM' } satisfies AddressConfiguration },
        MessageConfiguration: {
          GCMMessage: { ...texts, Action: 'DEEP_LINK', Url: 'ravn://offers/latte', CollapseKey: 'delivery-1' },
        },
      },
    });
  });

  it('asks for whole seconds, not below none', async () => {
    const { MessageRequest: request } = await requestFor('android', { timeToLiveSeconds: -1 });
    expect(request!.MessageConfiguration!.GCMMessage!.TimeToLive).toBe(0);
  });
});

describe('the result of the token', () => {
  const outcomes: Record<DeliveryStatus, PushOutcome> = {
    SUCCESSFUL: { kind: 'accepted', updatedToken: undefined },
    THROTTLED: { kind: 'not-accepted', why: 'THROTTLED' },
    TEMPORARY_FAILURE: { kind: 'unknown', why: 'TEMPORARY_FAILURE' },
    UNKNOWN_FAILURE: { kind: 'unknown', why: 'UNKNOWN_FAILURE' },
    DUPLICATE: { kind: 'unknown', why: 'DUPLICATE' },
    OPT_OUT: { kind: 'rejected', why: 'OPT_OUT', deadToken: false },
    PERMANENT_FAILURE: { kind: 'rejected', why: 'PERMANENT_FAILURE: 200', deadToken: false, ourFault: true },
  };

  it.each(Object.values(DeliveryStatus))('%s', async (status) => {
    expect(await pushed(answer({ DeliveryStatus: status }))).toEqual(outcomes[status]);
  });

  it('passes on a token that the provider has replaced', async () => {
    const updated = answer({ DeliveryStatus: 'SUCCESSFUL', UpdatedToken: 'fcm:token_2' });
    expect(await pushed(updated)).toEqual({ kind: 'accepted', updatedToken: 'fcm:token_2' });
    const empty = answer({ DeliveryStatus: 'SUCCESSFUL', UpdatedToken: '' });
    expect(await pushed(empty)).toEqual({ kind: 'accepted', updatedToken: undefined });
  });

  it('is unknown where the word is new, the result is missing, or is another token’s', async () => {
    const unknownStatus = { kind: 'unknown', why: 'unknown-status' };
    for (const status of ['TIMEOUT', 'POSTPONED', '', undefined]) {
      expect(await pushed(answer({ DeliveryStatus: status as DeliveryStatus }))).toEqual(unknownStatus);
    }
    const noResult = { kind: 'unknown', why: 'no-result' };
    expect(await pushed(answer({ DeliveryStatus: 'SUCCESSFUL' }, 'fcm:token_3'))).toEqual(noResult);
    expect(await pushed({ MessageResponse: { ApplicationId: 'app-1', Result: {} } })).toEqual(noResult);
    expect(await pushed({ MessageResponse: { ApplicationId: 'app-1' } })).toEqual(noResult);
    expect(await pushed({})).toEqual(noResult);
  });
});

describe('a failed call', () => {
  it('is an outcome, never an exception', async () => {
    mock
      .on(SendMessagesCommand)
      .rejects(Object.assign(new Error('InternalServerErrorException'), { $metadata: { httpStatusCode: 500 } }));
    expect(await provider.push(target('ios'), message)).toEqual({ kind: 'unknown', why: 'http-500' });
  });
});
