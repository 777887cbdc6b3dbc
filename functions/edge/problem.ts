// Problems: every refusal of ours as problem+json (RFC 9457), its status from the table of problem codes; faults of ours are logged once and never shown.
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { type ProblemCode, problemCodes } from '../../api/problem.ts';
import { Contended, type FieldFault, Refused } from '../../shared/usecases/refused.ts';
import { logger, withoutValues } from './telemetry.ts';

/** A request that is refused at the door. */
export class BadRequest extends Error {
  readonly code: ProblemCode;
  readonly faults: FieldFault[];

  constructor(code: ProblemCode, message: string, faults: FieldFault[] = []) {
    super(message);
    this.name = 'BadRequest';
    this.code = code;
    this.faults = faults;
  }
}

const titles: Record<(typeof problemCodes)[ProblemCode]['status'], string> = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition failed',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Unprocessable',
  428: 'Precondition required',
  500: 'Internal error',
  503: 'Busy',
};

/** The answer to whatever was thrown. */
export function problemFor(error: unknown): APIGatewayProxyStructuredResultV2 {
  if (error instanceof BadRequest || error instanceof Refused) return problem(error.code, error.message, error.faults);
  if (error instanceof Contended) {
    const answer = problem('busy', 'Others were faster every time; nothing has happened. Send the same request again.');
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(error.retryAfterSeconds) } };
  }
  if (isOverloaded(error)) {
    logger().error('a service had too much to do', { error: withoutValues(error) });
    const answer = problem('busy', 'More is asked than can be done now. Send the same request again.');
    return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
  }
  logger().error('a request failed through our own fault', { error: withoutValues(error) });
  return problem('internal', 'Something went wrong on our side; it has been noted.');
}

/** AWS's words for "later", once the SDK has tried again in vain (@smithy/core, service-error-classification), or no answer in time. */
const passing = /Throughput|Throttl|TooManyRequests|RequestLimit|SlowDown|TransactionInProgress|^TimeoutError$/;

/** A service that is throttled or does not answer: the same request may succeed later, and does nothing twice. */
function isOverloaded(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return passing.test(error.name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** The fields a schema refused, as `reports[3].lat`, with what would be right. At most 20, so that an answer stays an answer. */
export function faultsOfSchema(error: z.ZodError): FieldFault[] {
  return error.issues.slice(0, 20).flatMap((issue) => {
    const field = pathOf(issue.path);
    if (issue.code !== 'unrecognized_keys') return [{ field, message: issue.message }];
    return issue.keys.slice(0, 20).map((key) => ({ field: pathOf([...issue.path, key]), message: 'unknown field' }));
  });
}

function pathOf(path: PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    // A key may be anything a stranger typed: it is shown cut and without control characters.
    const name = String(part)
      .replaceAll(/[^ -~]/g, '?')
      .slice(0, 60);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

function problem(code: ProblemCode, detail: string, errors: FieldFault[] = []): APIGatewayProxyStructuredResultV2 {
  const { status } = problemCodes[code];
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      type: 'about:blank',
      title: titles[status],
      status,
      code,
      detail,
      ...(errors.length > 0 && { errors }),
    }),
  };
}
