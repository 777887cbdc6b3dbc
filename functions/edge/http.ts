// The HTTP edge: one middy stack for every route. Guard the body, parse it, check it by the contract; whatever is thrown becomes a problem.
import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { defaultMaxBodyBytes, type Route, routeKey } from '../../api/route.ts';
import { customerId } from '../../shared/model/identifier.ts';
import { BadRequest, faultsOfSchema, problemFor } from './problem.ts';

/** What a handler gets: checked against the route's contract, and typed by it. */
export type Request<R extends Route> = {
  path: Checked<R, 'pathParameters'>;
  query: Checked<R, 'query'>;
  headers: Checked<R, 'headers'>;
  body: Checked<R, 'body'>;
} & (R['caller'] extends 'customer'
  ? /** From the token, never from the request. */ { customerId: string }
  : /** The `sub` of the marketer's or partner's token. */ { callerId: string });

type Checked<R, Part extends string> = R extends { [part in Part]: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : undefined;

interface Operation {
  route: Route;
  // biome-ignore lint/suspicious/noExplicitAny: typed by the route in `on`, and forgotten here, where operations stand side by side
  answer(request: any): Promise<unknown>;
}

type Event = Omit<APIGatewayProxyEventV2WithJWTAuthorizer, 'body'> & { body?: unknown };

/** One route and its answer: `answer` gets what was checked and returns the JSON to answer 200 with. */
export function on<R extends Route>(
  route: R,
  answer: (request: Request<R>) => Promise<z.output<R['answer']>>,
): Operation {
  return { route, answer };
}

/** A handler for one or several routes. */
export function http(...operations: Operation[]) {
  const byKey = new Map<string, Operation>(operations.map((operation) => [routeKey(operation.route), operation]));
  const operationOf = (event: Event): Operation => {
    const operation = byKey.get(event.routeKey);
    if (!operation) throw new Error(`this function has no answer for the route ${event.routeKey}`);
    return operation;
  };
  const stack = middy<Event, APIGatewayProxyStructuredResultV2, Error>().use(problems());
  const { before: parse } = jsonBodyParser();
  stack.before(async (request) => {
    const { route } = operationOf(request.event);
    if (!route.body) return;
    guardBody(request.event, route.maxBodyBytes ?? defaultMaxBodyBytes);
    // biome-ignore lint/suspicious/noExplicitAny: the parser's type wants the whole event; it reads body, headers and isBase64Encoded.
    await parse?.(request as any);
  });
  return stack.handler(async (event) => {
    const { route, answer } = operationOf(event);
    const answered = await answer(checked(route, event));
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify(answered),
    };
  });
}

function checked(route: Route, event: Event) {
  const subject = subjectOf(event);
  return {
    ...(route.caller === 'customer' ? { customerId: subject } : { callerId: subject }),
    path: check(route.pathParameters, event.pathParameters ?? {}, 'the path'),
    query: check(route.query, event.queryStringParameters ?? {}, 'the query'),
    headers: check(route.headers, event.headers ?? {}, 'the headers'),
    body: check(route.body, event.body, 'the body'),
  };
}

function check(schema: z.ZodType | undefined, value: unknown, what: string): unknown {
  const parsed = schema?.safeParse(value);
  if (!parsed || parsed.success) return parsed?.data;
  throw new BadRequest('invalid-request', `${what} does not fit: see errors`, faultsOfSchema(parsed.error));
}

/** Deeper than any request of ours; deeper JSON parses, but breaks whoever walks it. */
const maxDepth = 16;

function guardBody(event: Event, maxBytes: number): void {
  const body = typeof event.body === 'string' ? event.body : '';
  const text = event.isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (Buffer.byteLength(text) > maxBytes)
    throw new BadRequest('body-too-large', `The body may hold ${maxBytes} bytes.`);
  if (depthOf(text) > maxDepth) throw new BadRequest('too-deep', `JSON may be nested ${maxDepth} deep.`);
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
    'invalid-subject',
    'The token names nobody: its "sub" must be 1–128 printable ASCII characters without "#".',
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
  if (status === 415) return new BadRequest('not-json', 'Send JSON with content-type: application/json.');
  if (status !== 422) return undefined;
  const forbidden = (error as Error).message.startsWith('Forbidden key');
  if (forbidden)
    return new BadRequest('forbidden-key', 'The key "__proto__" (or a "constructor" with a "prototype") is refused.');
  return new BadRequest('malformed-json', 'The body is not JSON.');
}
