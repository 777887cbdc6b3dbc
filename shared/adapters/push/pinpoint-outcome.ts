// What an answer of `SendMessages` proves: taken, not taken, refused for good, or nothing at all.
import type { MessageResult } from '@aws-sdk/client-pinpoint';
import * as z from 'zod';
import type { PushOutcome } from '../../ports/push-provider.ts';

/*
| answer                                                                     | outcome              |
|----------------------------------------------------------------------------|----------------------|
| SUCCESSFUL                                                                 | accepted             |
| THROTTLED                                                                  | not-accepted         |
| PERMANENT_FAILURE and the provider says so of the token                    | rejected, dead token |
| PERMANENT_FAILURE otherwise (channel off, payload, credentials)            | rejected             |
| OPT_OUT                                                                    | rejected             |
| DUPLICATE (one like it went before: did that one arrive?)                  | unknown              |
| TEMPORARY_FAILURE, UNKNOWN_FAILURE, TIMEOUT (older pages), any other word  | unknown              |
| no result for the token                                                    | unknown              |
| call: 429 or a throttling error by name                                    | not-accepted         |
| call: no connection (refused, name not resolved)                           | not-accepted         |
| call: any other 4xx (400, 403, 404, 405, 413)                              | rejected             |
| call: 408, 5xx, time-out, reset, an answer that cannot be read             | unknown              |
`why` goes into records and on the bus: only words from closed lists, never a provider's text, which may repeat token or message.
*/

/**
 * What APNs, FCM and Pinpoint call a token that will never work again. `StatusMessage` holds them as JSON; they count only
 * as a whole value, because a payload error may quote the payload.
 * Sources: Apple, "Handling notification responses from APNs"; Firebase, "ErrorCode"; messages recorded from the service.
 */
const deadTokenIndicators = new Set([
  'BadDeviceToken',
  'Unregistered',
  'ExpiredToken',
  'DeviceTokenNotForTopic',
  'UNREGISTERED',
  'SENDER_ID_MISMATCH',
  'NotRegistered',
  'InvalidRegistration',
  'MismatchSenderId',
  'The registration token is not a valid FCM registration token',
  'Unregistered or expired token',
]);

const providerError = z.object({
  errorMessage: z.string().optional(),
  pushProviderError: z.string().optional(),
  pushProviderResponse: z.string().optional(),
});
/** APNs answers `{ reason }`; FCM `{ error: { status, details: [{ errorCode }] } }`, of which Pinpoint passes on parts. */
const providerResponse = z.object({
  reason: z.string().optional(),
  status: z.string().optional(),
  errorCode: z.string().optional(),
  error: z
    .object({
      status: z.string().optional(),
      details: z.array(z.object({ errorCode: z.string().optional() })).optional(),
    })
    .optional(),
});

/** What the result of one token proves. */
export function outcomeOfResult(result: MessageResult | undefined): PushOutcome {
  if (!result) return { kind: 'unknown', why: 'no-result' };
  switch (result.DeliveryStatus) {
    case 'SUCCESSFUL':
      return { kind: 'accepted', updatedToken: result.UpdatedToken || undefined };
    case 'THROTTLED':
      return { kind: 'not-accepted', why: 'THROTTLED' };
    case 'PERMANENT_FAILURE': {
      const words = errorWords(result.StatusMessage ?? '');
      const indicator = words.find((word) => deadTokenIndicators.has(word));
      // One word of letters, such as "InvalidProviderToken", is a code; anything longer may be somebody's text.
      const code = indicator ?? words.find((word) => /^[A-Za-z_]{3,40}$/.test(word)) ?? result.StatusCode;
      return { kind: 'rejected', why: `PERMANENT_FAILURE: ${code}`, deadToken: indicator !== undefined };
    }
    case 'OPT_OUT':
      return { kind: 'rejected', why: 'OPT_OUT', deadToken: false };
    case 'DUPLICATE':
    case 'TEMPORARY_FAILURE':
    case 'UNKNOWN_FAILURE':
      return { kind: 'unknown', why: result.DeliveryStatus };
    default:
      return { kind: 'unknown', why: 'unknown-status' };
  }
}

/** Every value of a status message that may be an indicator, the provider's own code first. */
function errorWords(statusMessage: string): string[] {
  const error = parseJson(providerError, statusMessage);
  if (!error) return [/^No channel of type/.test(statusMessage) ? 'channel_disabled' : withoutFullStop(statusMessage)];
  const response = parseJson(providerResponse, error.pushProviderResponse ?? '');
  return [
    error.pushProviderError,
    response?.reason,
    response?.errorCode,
    ...(response?.error?.details ?? []).map((detail) => detail.errorCode),
    response?.status,
    response?.error?.status,
    error.errorMessage,
  ].flatMap((word) => (word === undefined ? [] : withoutFullStop(word)));
}

const withoutFullStop = (text: string) => text.trim().replace(/\.$/, '');

function parseJson<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const throttlingErrors = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling']);
/** Node's codes for what can only happen before a byte was sent. A time-out or an unreachable host may come later too. */
const noConnectionCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

const thrown = z.object({
  name: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional().catch(undefined),
});

/** What a failed call proves. */
export function outcomeOfError(error: unknown): PushOutcome {
  const { name = '', code = '', $metadata } = thrown.safeParse(error).data ?? {};
  const status = $metadata?.httpStatusCode;
  if (status === 429 || throttlingErrors.has(name)) return { kind: 'not-accepted', why: 'http-429' };
  if (noConnectionCodes.has(code)) return { kind: 'not-accepted', why: code };
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) {
    return { kind: 'rejected', why: `http-${status}`, deadToken: false };
  }
  if (status !== undefined) return { kind: 'unknown', why: `http-${status}` };
  if (name === 'TimeoutError' && code !== 'ECONNRESET' && code !== 'EPIPE') return { kind: 'unknown', why: 'time-out' };
  return { kind: 'unknown', why: /^E[A-Z]+$/.test(code) ? code : 'no-answer' };
}
