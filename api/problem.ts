// Problems: every refusal of Ravn's, by its code: the status it has, and what it means. The body is problem+json (RFC 9457).
import * as z from 'zod';

export const problemCodes = {
  'invalid-request': { status: 400, meaning: 'A field does not fit; `errors` names each one and what would be right.' },
  'malformed-json': { status: 400, meaning: 'The body is not JSON.' },
  'too-deep': { status: 400, meaning: 'The JSON is nested more than 16 deep.' },
  'forbidden-key': { status: 400, meaning: 'There is a key in the body that no request has, such as `__proto__`.' },
  'invalid-subject': { status: 403, meaning: 'The `sub` of the token is no id.' },
  'not-found': { status: 404, meaning: 'There is no such thing, or it is somebody else’s.' },
  'no-consent-yet': { status: 409, meaning: 'Nothing is kept about a customer who has not given any consent.' },
  'no-profiling-consent': { status: 409, meaning: 'The customer has not consented to profiling.' },
  'unknown-code': { status: 404, meaning: 'There is no such redemption code.' },
  'code-used': { status: 409, meaning: 'The redemption code has been used.' },
  'code-expired': { status: 410, meaning: 'The redemption code is good no longer.' },
  'key-in-flight': { status: 409, meaning: 'The same request is under way; sent again, it is answered.' },
  'erasure-under-way': {
    status: 409,
    meaning: 'What was kept about this customer is being erased: a quarter of an hour later she may begin anew.',
  },
  'not-in-store': { status: 409, meaning: 'The customer is in no store that is known here.' },
  'too-many-mutes': { status: 409, meaning: 'So many mutes hold already that no more are kept.' },
  'in-use': { status: 409, meaning: 'Offers in force name it; `errors` says which.' },
  'nothing-to-launch': { status: 409, meaning: 'The offer is archived: save a draft of it first.' },
  'not-in-force': { status: 409, meaning: 'The offer has not been launched: there is nothing to pause.' },
  'changed-meanwhile': {
    status: 412,
    meaning: 'The version that was meant is not the last; `detail` says who changed it, and when.',
  },
  'body-too-large': { status: 413, meaning: 'The body is larger than this route takes.' },
  'not-json': { status: 415, meaning: 'The content type is not `application/json`.' },
  'invalid-catalogue': {
    status: 422,
    meaning: 'The catalogue cannot be published as it is; `errors` names each fault.',
  },
  'invalid-offer': { status: 422, meaning: 'The offer cannot be used as it is; `errors` names each fault.' },
  'unreadable-import': { status: 422, meaning: 'The text is no store list: `detail` says what was looked for.' },
  'precondition-required': {
    status: 428,
    meaning: 'Say which version is meant: `If-Match: "7"`, or `If-None-Match: *` for something new.',
  },
  'future-observation': { status: 422, meaning: 'What is told was observed in the future, by our clock.' },
  'key-reused': { status: 422, meaning: 'The `Idempotency-Key` was sent with another request.' },
  internal: { status: 500, meaning: 'A fault of ours. It has been noted.' },
  busy: {
    status: 503,
    meaning: 'It could not be done just now. Send the same request again after `retry-after` seconds.',
  },
} as const satisfies Record<string, { status: number; meaning: string }>;

export type ProblemCode = keyof typeof problemCodes;

/** A field, as `reports[3].lat`, and what would be right. */
export const fieldFault = z.object({ field: z.string(), message: z.string() });

export const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  /** For programs, and stable. A client must bear a code it does not know. */
  code: z.string(),
  detail: z.string(),
  errors: z.array(fieldFault).optional(),
});
