// What a permanent failure and a failed call of SendMessages prove: every provider code and error, one by one.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOfError, outcomeOfResult } from '../../shared/adapters/push/pinpoint-outcome.ts';

describe('a permanent failure', () => {
  const outcomeOf = (statusMessage: unknown, statusCode = 400) =>
    outcomeOfResult({
      DeliveryStatus: 'PERMANENT_FAILURE',
      StatusCode: statusCode,
      StatusMessage: typeof statusMessage === 'string' ? statusMessage : JSON.stringify(statusMessage),
    });

  // The first four and the channel that is off are shapes recorded from the service; the rest vary them.
  const dead: [string, object][] = [
    [
      'BadDeviceToken',
      {
        errorMessage: 'Unregistered or expired token',
        channelType: 'APNS_SANDBOX',
        pushProviderStatusCode: '400',
        pushProviderError: 'BadDeviceToken',
        pushProviderResponse: '{"reason":"BadDeviceToken"}',
      },
    ],
    ['NotRegistered', { channelType: 'GCM', pushProviderStatusCode: '200', pushProviderError: 'NotRegistered' }],
    [
      'The registration token is not a valid FCM registration token',
      {
        errorMessage: 'Invalid notification',
        channelType: 'GCM',
        pushProviderStatusCode: '400',
        pushProviderError: 'The registration token is not a valid FCM registration token',
        pushProviderResponse: '{"status":"INVALID_ARGUMENT"}',
      },
    ],
    ['Unregistered', { channelType: 'APNS', pushProviderStatusCode: '410', pushProviderError: 'Unregistered' }],
    ['Unregistered', { channelType: 'APNS', pushProviderResponse: '{"reason":"Unregistered","timestamp":1}' }],
    ['ExpiredToken', { channelType: 'APNS', pushProviderError: 'ExpiredToken' }],
    ['InvalidRegistration', { channelType: 'GCM', pushProviderError: 'InvalidRegistration' }],
    [
      'UNREGISTERED',
      {
        channelType: 'GCM',
        pushProviderStatusCode: '404',
        pushProviderError: 'Requested entity was not found.',
        pushProviderResponse: JSON.stringify({
          error: { status: 'NOT_FOUND', details: [{ errorCode: 'UNREGISTERED' }] },
        }),
      },
    ],
    [
      'Unregistered or expired token',
      {
        errorMessage: 'Unregistered or expired token',
        channelType: 'GCM',
        pushProviderError: 'Requested entity was not found.',
        pushProviderResponse: '{"status":"NOT_FOUND"}',
      },
    ],
  ];
  it.each(dead)('with %s means a dead token', (indicator, statusMessage) => {
    expect(outcomeOf(statusMessage, 410)).toEqual({
      kind: 'rejected',
      why: `PERMANENT_FAILURE: ${indicator}`,
      deadToken: true,
    });
  });

  const ours: [string, string, unknown][] = [
    ['a channel that is off', 'channel_disabled', 'No channel of type GCM is enabled for the application app-1'],
    [
      'a payload that is wrong',
      'INVALID_ARGUMENT',
      {
        errorMessage: 'Invalid notification',
        channelType: 'GCM',
        pushProviderStatusCode: '400',
        pushProviderError: 'Invalid value at message.notification.title',
        pushProviderResponse: '{"status":"INVALID_ARGUMENT"}',
      },
    ],
    [
      'a payload that speaks of tokens',
      'INVALID_ARGUMENT',
      {
        errorMessage: 'Invalid notification',
        pushProviderError: 'Invalid value at message.notification.title: "BadDeviceToken? Unregistered!"',
        pushProviderResponse: '{"status":"INVALID_ARGUMENT"}',
      },
    ],
    ['credentials that are wrong', 'InvalidProviderToken', { pushProviderError: 'InvalidProviderToken' }],
    [
      'a token of another app, whatever Pinpoint makes of it',
      'DeviceTokenNotForTopic',
      { errorMessage: 'Unregistered or expired token', pushProviderError: 'DeviceTokenNotForTopic' },
    ],
    ['a token of another project', 'SENDER_ID_MISMATCH', { pushProviderResponse: '{"status":"SENDER_ID_MISMATCH"}' }],
    ['a payload that is too big', 'PayloadTooLarge', { pushProviderResponse: '{"reason":"PayloadTooLarge"}' }],
    ['a message without words', '413', { errorMessage: 'Payload is too large' }],
    ['JSON of another shape', '413', '["BadDeviceToken"]'],
    ['broken JSON', '413', '{"pushProviderError":"BadDeviceToken"'],
    ['no message', '413', ''],
  ];
  it.each(ours)('for %s is our fault and keeps the token', (_, code, statusMessage) => {
    expect(outcomeOf(statusMessage, 413)).toEqual({
      kind: 'rejected',
      why: `PERMANENT_FAILURE: ${code}`,
      deadToken: false,
      ourFault: true,
    });
  });

  it('without any status message keeps the token', () => {
    const outcome = outcomeOfResult({ DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 400 });
    expect(outcome).toEqual({ kind: 'rejected', why: 'PERMANENT_FAILURE: 400', deadToken: false, ourFault: true });
  });

  it('never repeats a provider’s text, whatever it says', () => {
    const text = fc.string({ minLength: 1 }).map((inner) => `7 ${inner} fcm:token_1`);
    fc.assert(
      fc.property(text, text, text, (errorMessage, pushProviderError, reason) => {
        const outcome = outcomeOf({
          errorMessage,
          pushProviderError,
          pushProviderResponse: JSON.stringify({ reason }),
        });
        expect(outcome).toEqual({ kind: 'rejected', why: 'PERMANENT_FAILURE: 400', deadToken: false, ourFault: true });
      }),
    );
  });
});

describe('a failed call', () => {
  const service = (name: string, httpStatusCode: number) =>
    Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
  const network = (code: string, name = 'Error') =>
    Object.assign(new Error(code), { name, code, $metadata: { attempts: 1 } });

  const rejected = (why: string) => ({ kind: 'rejected', why, deadToken: false, ourFault: true });
  const unknown = (why: string) => ({ kind: 'unknown', why });
  const notAccepted = (why: string) => ({ kind: 'not-accepted', why });

  const table: [string, unknown, object][] = [
    ['BadRequestException', service('BadRequestException', 400), rejected('http-400')],
    ['ForbiddenException', service('ForbiddenException', 403), rejected('http-403')],
    ['NotFoundException', service('NotFoundException', 404), rejected('http-404')],
    ['MethodNotAllowedException', service('MethodNotAllowedException', 405), rejected('http-405')],
    ['PayloadTooLargeException', service('PayloadTooLargeException', 413), rejected('http-413')],
    ['TooManyRequestsException', service('TooManyRequestsException', 429), notAccepted('http-429')],
    ['a 429 by another name', service('Error', 429), notAccepted('http-429')],
    ['ThrottlingException with 400', service('ThrottlingException', 400), notAccepted('http-429')],
    ['408', service('RequestTimeout', 408), unknown('http-408')],
    ['InternalServerErrorException', service('InternalServerErrorException', 500), unknown('http-500')],
    ['502', service('Error', 502), unknown('http-502')],
    ['503', service('ServiceUnavailable', 503), unknown('http-503')],
    ['504', service('Error', 504), unknown('http-504')],
    ['a 200 that cannot be read', service('SyntaxError', 200), unknown('http-200')],
    ['connection refused', network('ECONNREFUSED'), notAccepted('ECONNREFUSED')],
    ['name not found', network('ENOTFOUND'), notAccepted('ENOTFOUND')],
    ['name not resolved now', network('EAI_AGAIN'), notAccepted('EAI_AGAIN')],
    ['reset', network('ECONNRESET', 'TimeoutError'), unknown('ECONNRESET')],
    ['broken pipe', network('EPIPE', 'TimeoutError'), unknown('EPIPE')],
    ['time-out of the request', network('ETIMEDOUT', 'TimeoutError'), unknown('time-out')],
    ['time-out of the connection', Object.assign(new Error('late'), { name: 'TimeoutError' }), unknown('time-out')],
    ['unreachable, perhaps half-way', network('EHOSTUNREACH'), unknown('EHOSTUNREACH')],
    ['an error of no kind', new Error('fcm:token_1'), unknown('no-answer')],
    ['no error at all', undefined, unknown('no-answer')],
    ['a word', 'fcm:token_1', unknown('no-answer')],
    ['an odd code', Object.assign(new Error('x'), { code: 'fcm:token_1' }), unknown('no-answer')],
    ['metadata of another shape', Object.assign(new Error('x'), { $metadata: 'none' }), unknown('no-answer')],
  ];

  it.each(table)('%s', (_, error, outcome) => {
    expect(outcomeOfError(error)).toEqual(outcome);
  });
});
