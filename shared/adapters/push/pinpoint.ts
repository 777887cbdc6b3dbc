// Push through AWS End User Messaging: `SendMessages` of the Pinpoint API with one direct token, one attempt.
import { type ChannelType, PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import type { Platform } from '../../model/device.ts';
import type { PushMessage, PushProvider } from '../../ports/push-provider.ts';
import { outcomeOfError, outcomeOfResult } from './pinpoint-outcome.ts';

const channelOf: Record<Platform, ChannelType> = { ios: 'APNS', 'ios-sandbox': 'APNS_SANDBOX', android: 'GCM' };

/** A client that sends each message once: `SendMessages` knows no idempotency key, and the SDK's default is three attempts. */
export function pinpointClient({ requestTimeoutMs = 5000 } = {}): PinpointClient {
  return new PinpointClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: requestTimeoutMs,
      // Without it the SDK only logs a warning and waits on.
      throwOnRequestTimeout: true,
      // Ends an answer that begins and never finishes; `requestTimeout` covers only the wait for its beginning.
      socketTimeout: requestTimeoutMs,
      // A kept socket that the other side closed while the function was frozen fails as "reset": nobody knows, never
      // sent again, a message lost. A handshake per push is cheaper.
      httpsAgent: { keepAlive: false },
      httpAgent: { keepAlive: false },
    },
  });
}

/**
 * @param applicationId the push application, whose channels hold the credentials for APNs and FCM.
 * @param client made by `pinpointClient`: another one may send twice.
 */
export function pinpointPush({
  applicationId,
  client,
}: {
  applicationId: string;
  client: PinpointClient;
}): PushProvider {
  return {
    async push(target, message) {
      const channel = channelOf[target.platform];
      const command = new SendMessagesCommand({
        ApplicationId: applicationId,
        MessageRequest: {
          Addresses: { [target.token]: { ChannelType: channel } },
          MessageConfiguration:
            channel === 'GCM'
              ? { GCMMessage: { ...common(message), CollapseKey: message.collapseId } }
              : { APNSMessage: { ...common(message), CollapseId: message.collapseId } },
        },
      });
      try {
        const { MessageResponse: response } = await client.send(command);
        return outcomeOfResult(response?.Result?.[target.token]);
      } catch (error) {
        return outcomeOfError(error);
      }
    },
  };
}

const common = ({ title, body, timeToLiveSeconds, deepLink }: PushMessage) => ({
  Title: title,
  Body: body,
  TimeToLive: Math.max(0, Math.floor(timeToLiveSeconds)),
  ...(deepLink === undefined ? { Action: 'OPEN_APP' as const } : { Action: 'DEEP_LINK' as const, Url: deepLink }),
});
