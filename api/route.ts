// A route: the contract of one HTTP operation. The gateway, its handler, the OpenAPI document and the tests all read it.
import type * as z from 'zod';
import { type ProblemCode, problemCodes } from './problem.ts';

/** Who may call. A customer is any valid token, and then only for its own `sub`; the others need their scope. */
export type Caller = 'customer' | 'marketer' | 'partner';

/** The scope a token needs, as it stands in its `scope`. */
export const scopes = { marketer: 'ravn/marketer', partner: 'ravn/partner' } as const;

/**
 * What the same request does a second time, nothing else having changed:
 * `alike`: nothing more, and the answer is the same. `harmless`: nothing more that counts, but the answer shows that it
 * is the second (a later time, `duplicate`). `new`: it is done again.
 */
export type Again = 'alike' | 'harmless' | 'new';

/** Written `{ … } as const satisfies Route`, so that a handler's types come from it. A good answer is always 200 and JSON. */
export interface Route {
  readonly operationId: string;
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
  /** With a name in braces for each key of `pathParameters`. */
  readonly path: `/v1/${string}`;
  readonly caller: Caller;
  /** The folder of functions/ that answers. */
  readonly function: string;
  readonly summary: string;
  readonly description?: string;
  readonly pathParameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Lower-case names. Others that a client sends are not its business. */
  readonly headers?: z.ZodObject;
  /** A route without one takes no body; one that is sent is not read. */
  readonly body?: z.ZodType;
  /** The largest body, bytes; 8 KiB if absent. */
  readonly maxBodyBytes?: number;
  readonly answer: z.ZodType;
  /** Its own refusals; those that follow from what it takes are added by `problemsOf`. */
  readonly problems: readonly ProblemCode[];
  readonly again: Again;
  /** A request that is answered 200 (or refused for a reason of `problems`), and its answer. */
  readonly example: {
    readonly path?: object;
    readonly query?: object;
    readonly headers?: object;
    readonly body?: object;
    readonly answer: object;
  };
}

export const defaultMaxBodyBytes = 8 * 1024;

/** `PUT /v1/consents`, as the gateway writes it. */
export type RouteKey = `${Route['method']} /v1/${string}`;
export const routeKey = ({ method, path }: Pick<Route, 'method' | 'path'>): RouteKey => `${method} ${path}`;

const ofEveryRoute: ProblemCode[] = ['invalid-subject', 'internal', 'busy'];
const ofABody: ProblemCode[] = ['malformed-json', 'too-deep', 'forbidden-key', 'body-too-large', 'not-json'];

/** Every code a refusal of this route may carry. */
export function problemsOf(route: Route): ProblemCode[] {
  const checked = route.body ?? route.query ?? route.pathParameters ?? route.headers;
  return [
    ...(checked ? (['invalid-request'] as const) : []),
    ...(route.body ? ofABody : []),
    ...route.problems,
    ...ofEveryRoute,
  ];
}

/**
 * The statuses the gateway answers with by itself, in its own words: no token, no scope, a path that is no route (a
 * parameter left empty, a percent sign that encodes nothing), a body over its 10 MB or Lambda's 6, throttling, its
 * function failing or not starting.
 */
export function gatewayStatuses({ pathParameters, caller }: Route): number[] {
  return [...(pathParameters ? [400, 404] : []), 401, ...(caller === 'customer' ? [] : [403]), 413, 429, 500, 503];
}

/** Every status a caller may see. */
export function statusesOf(route: Route): number[] {
  const refused = problemsOf(route).map((code) => problemCodes[code].status);
  return [...new Set([200, ...refused, ...gatewayStatuses(route)])].sort((a, b) => a - b);
}
