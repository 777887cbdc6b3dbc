// Imitates Amazon Pinpoint's SendMessages (today's AWS End User Messaging Push) for direct push tokens: nothing leaves
// the machine. What a token contains decides its fate, so that tests and demos can ask for every failure (`faults`).
// Not imitated: endpoints, other channels, RawContent, the 4 KB payload limit, whether the application exists.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { close, listen, readBody } from '../listen.ts';
import { loopback } from '../ports.ts';

export interface Push {
  applicationId: string;
  token: string;
  channelType: string;
  title: string;
  body: string;
  collapseId?: string;
  timeToLiveSeconds?: number;
  deepLink?: string;
  /** Epoch milliseconds. */
  at: number;
}

export interface PinpointOptions {
  host?: string;
  port: number;
  /** Told about every push that a provider would have accepted, also if its answer is then lost. */
  onPush: (push: Push) => void;
  now?: () => number;
}

interface PushMessage {
  Title?: string;
  Body?: string;
  Url?: string;
  CollapseId?: string;
  CollapseKey?: string;
  TimeToLive?: number;
}

interface MessageRequest {
  Addresses?: Record<string, { ChannelType?: string; TitleOverride?: string; BodyOverride?: string }>;
  MessageConfiguration?: Partial<Record<'APNSMessage' | 'GCMMessage' | 'DefaultPushNotificationMessage', PushMessage>>;
}

interface MessageResult {
  DeliveryStatus: string;
  StatusCode: number;
  StatusMessage?: string;
  MessageId?: string;
}

const result = (DeliveryStatus: string, StatusCode: number, StatusMessage: string) => (): MessageResult => ({
  DeliveryStatus,
  StatusCode,
  StatusMessage,
});

/** The provider's answer as a JSON string, in the shape seen in recorded responses. */
function providerError(errorMessage: string, channelType: string, status: number, error: string, response: object) {
  return JSON.stringify({
    errorMessage,
    channelType,
    pushProviderStatusCode: String(status),
    pushProviderError: error,
    pushProviderResponse: JSON.stringify(response),
  });
}

function deadToken(channelType: string): MessageResult {
  const [status, error, response] =
    channelType === 'GCM'
      ? [200, 'NotRegistered', { error: 'NotRegistered' }]
      : [400, 'BadDeviceToken', { reason: 'BadDeviceToken' }];
  const message = providerError(
    'Unregistered or expired token',
    channelType,
    Number(status),
    String(error),
    response as object,
  );
  return { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 410, StatusMessage: message };
}

function invalidArgument(error: string) {
  return (channelType: string): MessageResult => ({
    DeliveryStatus: 'PERMANENT_FAILURE',
    StatusCode: 400,
    StatusMessage: providerError('Invalid notification', channelType, 400, error, { status: 'INVALID_ARGUMENT' }),
  });
}

/** A token that contains one of these words gets this result instead of SUCCESSFUL. */
const faults: Record<string, (channelType: string, applicationId: string) => MessageResult> = {
  dead: deadToken,
  malformed: invalidArgument('The registration token is not a valid FCM registration token'),
  // The next two are permanent as well, but the token is fine.
  'bad-payload': invalidArgument('Invalid value at message.notification.title'),
  'channel-off': (channelType, applicationId) =>
    result(
      'PERMANENT_FAILURE',
      400,
      `No channel of type ${channelType} is enabled for the application ${applicationId}`,
    )(),
  throttled: result('THROTTLED', 429, 'Throttled'),
  temporary: result('TEMPORARY_FAILURE', 500, 'Service unavailable'),
  unknown: result('UNKNOWN_FAILURE', 500, 'Unknown error'),
};
// And three that concern the whole call: `overload` is refused with 429; `reset` and `hang` are accepted, then the
// connection breaks or no answer ever comes.

const pushChannels = new Set(['APNS', 'APNS_SANDBOX', 'APNS_VOIP', 'APNS_VOIP_SANDBOX', 'GCM', 'ADM', 'BAIDU']);

/** Starts `POST /v1/apps/{application}/messages`. */
export async function startPinpoint({ host = loopback, port, onPush, now = Date.now }: PinpointOptions) {
  const server = createServer(async (request, response) => {
    const requestId = randomUUID();
    const answer = (status: number, body: unknown, type?: string) =>
      response
        .writeHead(status, {
          'content-type': 'application/json',
          'x-amzn-requestid': requestId,
          ...(type && { 'x-amzn-errortype': type }),
        })
        .end(JSON.stringify(body));
    const refuse = (status: number, type: string, message: string) =>
      answer(status, { Message: message, RequestID: requestId }, type);

    const bytes = await readBody(request, 7 * 1024 * 1024).catch(() => undefined); // quota: 7 MB a request
    const [, application] = /^\/v1\/apps\/([^/?]+)\/messages$/.exec(request.url ?? '') ?? [];
    if (!application || request.method !== 'POST') return refuse(404, 'NotFoundException', 'Resource not found');
    if (!bytes) return refuse(413, 'PayloadTooLargeException', 'The request is too large');
    const message = parseRequest(bytes);
    if (typeof message === 'string') return refuse(400, 'BadRequestException', message);
    const applicationId = decodeURIComponent(application);
    const tokens = Object.keys(message.Addresses ?? {});
    if (tokens.some((token) => token.includes('overload'))) {
      return refuse(429, 'TooManyRequestsException', 'Too many requests');
    }

    const results = tokens.map((token): [string, MessageResult] => {
      const { channelType, push } = pushFor(message, token);
      const fault = Object.keys(faults).find((word) => token.includes(word));
      if (fault) return [token, faults[fault]!(channelType, applicationId)];
      onPush({ applicationId, token, channelType, ...push, at: now() });
      return [token, { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: randomUUID() }];
    });
    if (tokens.some((token) => token.includes('reset'))) return void request.socket.destroy();
    if (tokens.some((token) => token.includes('hang'))) return;
    answer(200, { ApplicationId: applicationId, RequestId: requestId, Result: Object.fromEntries(results) });
  });
  const url = await listen(server, { host, port, what: 'the push service' });
  return { url, stop: () => close(server) };
}

/** The request, or what is wrong with it. Limit: 100 recipients a call. */
function parseRequest(bytes: Buffer): MessageRequest | string {
  let request: MessageRequest;
  try {
    request = JSON.parse(String(bytes)) as MessageRequest;
  } catch {
    return 'The request body is not JSON';
  }
  const addresses = Object.values(request?.Addresses ?? {});
  if (!request?.MessageConfiguration) return 'Missing MessageConfiguration';
  if (addresses.length === 0) return 'Missing Addresses';
  if (addresses.length > 100) return 'Maximum number of addresses is 100';
  const unknown = addresses.find((address) => !pushChannels.has(address?.ChannelType ?? ''));
  return unknown ? `Invalid ChannelType ${unknown.ChannelType}` : request;
}

function pushFor({ Addresses = {}, MessageConfiguration = {} }: MessageRequest, token: string) {
  const address = Addresses[token]!;
  const channelType = address.ChannelType!;
  const channelMessage = channelType.startsWith('APNS')
    ? MessageConfiguration.APNSMessage
    : MessageConfiguration.GCMMessage;
  const message = { ...MessageConfiguration.DefaultPushNotificationMessage, ...channelMessage };
  return {
    channelType,
    push: {
      title: address.TitleOverride ?? message.Title ?? '',
      body: address.BodyOverride ?? message.Body ?? '',
      collapseId: message.CollapseId ?? message.CollapseKey,
      timeToLiveSeconds: message.TimeToLive,
      deepLink: message.Url,
    },
  };
}
