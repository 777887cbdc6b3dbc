// The HTTP edge: one middy stack for every route. Guard the body, parse it, check it; whatever is thrown becomes a problem.
import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { customerId } from '../../shared/model/identifier.ts';
import { BadRequest, faultsOfSchema, problemFor } from './problem.ts';

export interface Request<Body, Query> {
  /** From the token, never from the request. */
  customerId: string;
  method: string;
  path: Record<string, string>;
  body: Body;
  query: Query;
  /** The header, where there is one. */
  acceptLanguage?: string;
}

interface Route<Body, Query> {
  /** The schema of the body; a route without one takes none. */
  body?: z.ZodType<Body>;
  /** The largest body, bytes. */
  maxBytes?: number;
  query?: z.ZodType<Query>;
}

type Event = Omit<APIGatewayProxyEventV2WithJWTAuthorizer, 'body'> & { body?: unknown };

/** A handler for one or several routes: `answer` gets what was checked and returns the JSON to answer 200 with. */
export function http<Body = undefined, Query = undefined>(
  route: Route<Body, Query>,
  answer: (request: Request<Body, Query>) => Promise<object>,
) {
  const stack = middy<Event, APIGatewayProxyStructuredResultV2, Error>().use(problems());
  const hasBody = ({ requestContext }: Event) => route.body !== undefined && requestContext.http.method !== 'GET';
  const { before: parse } = jsonBodyParser();
  stack.before(async (request) => {
    if (!hasBody(request.event)) return;
    guardBody(request.event, route.maxBytes ?? defaultMaxBytes);
    // biome-ignore lint/suspicious/noExplicitAny: the parser's type wants the whole event; it reads body, headers and isBase64Encoded.
    await parse?.(request as any);
  });
  return stack.handler(async (event) => {
    const answered = await answer({
      customerId: subjectOf(event),
      method: event.requestContext.http.method,
      path: Object.fromEntries(Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, value ?? ''])),
      body: hasBody(event) ? check(route.body!, event.body, 'the body') : (undefined as Body),
      query: route.query ? check(route.query, event.queryStringParameters ?? {}, 'the query') : (undefined as Query),
      acceptLanguage: event.headers?.['accept-language'],
    });
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify(answered),
    };
  });
}

/** Checks a value that is not a body or a query, such as a part of the path. */
export function check<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadRequest(400, 'invalid-request', `${what} does not fit: see errors`, faultsOfSchema(parsed.error));
}

const defaultMaxBytes = 8 * 1024;
/** Deeper than any request of ours; deeper JSON parses, but breaks whoever walks it. */
const maxDepth = 16;

function guardBody(event: Event, maxBytes: number): void {
  const body = typeof event.body === 'string' ? event.body : '';
  const text = event.isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (Buffer.byteLength(text) > maxBytes)
    throw new BadRequest(413, 'body-too-large', `The body may hold ${maxBytes} bytes.`);
  if (depthOf(text) > maxDepth) throw new BadRequest(400, 'too-deep', `JSON may be nested ${maxDepth} deep.`);
}

/** How deep brackets nest, strings left out. One pass, no recursion. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth--;
  }
  return deepest;
}

function subjectOf(event: Event): string {
  const subject = customerId.safeParse(event.requestContext.authorizer?.jwt?.claims?.sub);
  if (subject.success) return subject.data;
  throw new BadRequest(
    403,
    'invalid-subject',
    'The token names no customer: its "sub" must be 1–128 printable ASCII characters without "#".',
  );
}

/** The last word on every error. The parser's own refusals carry a statusCode. */
function problems(): middy.MiddlewareObj<Event, APIGatewayProxyStructuredResultV2, Error> {
  return {
    onError: (request) => {
      const { error } = request;
      request.response = problemFor(refusalOfParser(error) ?? error);
    },
  };
}

function refusalOfParser(error: unknown): BadRequest | undefined {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (status === 415) return new BadRequest(415, 'not-json', 'Send JSON with content-type: application/json.');
  if (status !== 422) return undefined;
  const forbidden = (error as Error).message.startsWith('Forbidden key');
  if (forbidden)
    return new BadRequest(
      400,
      'forbidden-key',
      'The key "__proto__" (or a "constructor" with a "prototype") is refused.',
    );
  return new BadRequest(400, 'malformed-json', 'The body is not JSON.');
}
