// What an answer of `SendMessages` proves: taken, not taken, refused for good, or nothing at all.
import type { MessageResult } from '@aws-sdk/client-pinpoint';
import * as z from 'zod';
import type { PushOutcome } from '../../ports/push-provider.ts';
import { meaningOfCode } from './provider-codes.ts';

/*
| answer                                                                     | outcome                     |
|----------------------------------------------------------------------------|-----------------------------|
| SUCCESSFUL                                                                 | accepted                    |
| THROTTLED                                                                  | not-accepted                |
| PERMANENT_FAILURE                                                          | by the provider's code (provider-codes.ts); none known: rejected, our fault |
| OPT_OUT                                                                    | rejected                    |
| DUPLICATE (one like it went before: did that one arrive?)                  | unknown                     |
| TEMPORARY_FAILURE, UNKNOWN_FAILURE, TIMEOUT (older pages), any other word  | unknown                     |
| no result for the token                                                    | unknown                     |
| call: 429 or a throttling error by name                                    | not-accepted                |
| call: no connection (refused, name not resolved)                           | not-accepted                |
| call: any other 4xx (400, 403, 404, 405, 413)                              | rejected, our fault         |
| call: 408, 5xx, time-out, reset, an answer that cannot be read             | unknown                     |
`why` goes into records and on the bus: only words from closed lists, never a provider's text, which may repeat token or message.
*/

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
    case 'PERMANENT_FAILURE':
      return outcomeOfPermanentFailure(result);
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

/** The provider's code decides, before any sentence; but FCM says INVALID_ARGUMENT of tokens and payloads alike. */
function outcomeOfPermanentFailure({ StatusMessage = '', StatusCode }: MessageResult): PushOutcome {
  const words = errorWords(StatusMessage);
  const known = words.filter((word) => meaningOfCode(word) !== undefined);
  const telling = known.find((word) => word !== 'INVALID_ARGUMENT') ?? known[0];
  // One word of letters, such as "InvalidProviderToken", is a code; anything longer may be somebody's text.
  const code = telling ?? words.find((word) => /^[A-Za-z_]{3,40}$/.test(word)) ?? StatusCode;
  const why = `PERMANENT_FAILURE: ${code}`;
  switch (telling && meaningOfCode(telling)) {
    case 'dead token':
      return { kind: 'rejected', why, deadToken: true };
    case 'not taken':
      return { kind: 'not-accepted', why };
    case 'nobody knows':
      return { kind: 'unknown', why };
    default:
      return { kind: 'rejected', why, deadToken: false, ourFault: true };
  }
}

/** Every value of a status message that may be a code, the provider's own code first. */
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
    return { kind: 'rejected', why: `http-${status}`, deadToken: false, ourFault: true };
  }
  if (status !== undefined) return { kind: 'unknown', why: `http-${status}` };
  if (name === 'TimeoutError' && code !== 'ECONNRESET' && code !== 'EPIPE') return { kind: 'unknown', why: 'time-out' };
  return { kind: 'unknown', why: /^E[A-Z]+$/.test(code) ? code : 'no-answer' };
}
