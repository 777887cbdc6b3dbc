// Idempotency keys (IETF draft-ietf-httpapi-idempotency-key-header-07): a request sent again under its key is answered, not done, again.
import { hashedId } from '../core/decide/chance.ts';
import { keptMs } from '../model/retention.ts';
import type { AnsweredRequests } from '../ports/answered-requests.ts';
import { Refused } from './refused.ts';

export interface KeyedRequest {
  /** Two callers may choose the same key. */
  callerId: string;
  operationId: string;
  key: string;
  body: unknown;
}

/** A run that has not answered for so long is lost: longer than the functions that answer may run. */
const inFlightMs = 15_000;
/**
 * The answer of `work`, made once per caller, operation and key. `work` gets an id that is the same for every run of this
 * request: a run that was lost midway is run again, and must know by it what it did.
 *
 * Throws Refused `key-in-flight` while another run is under way, and `key-reused` where the key was another request's. A refusal
 * or a fault of `work` is passed on and not kept: the same request may then be sent again.
 */
export async function answerOnce<Answer>(
  ports: { requests: AnsweredRequests; newId: () => string },
  { callerId, operationId, key, body }: KeyedRequest,
  now: number,
  work: (requestId: string) => Promise<Answer>,
): Promise<Answer> {
  const requestId = hashedId(callerId, operationId, key);
  const attempt = ports.newId();
  const mark = {
    fingerprint: hashedId(JSON.stringify(body)),
    attempt,
    inFlightUntil: now + inFlightMs,
    expiresAt: now + keptMs.answeredRequest,
  };
  const begun = await ports.requests.begin(requestId, mark, now);
  if (begun.state === 'answered') return begun.answer as Answer;
  if (begun.state === 'in-flight')
    throw new Refused('key-in-flight', 'The same request is under way. Send it again in a moment for its answer.');
  if (begun.state === 'other-request')
    throw new Refused('key-reused', 'This Idempotency-Key was sent with another request. Choose a new one for this.');
  let answer: Answer;
  try {
    answer = await work(requestId);
  } catch (cause) {
    await ports.requests.abandon(requestId, attempt);
    throw cause;
  }
  await ports.requests.answer(requestId, attempt, answer);
  return answer;
}
