// CORS as an HTTP API does it from its CorsConfiguration: preflight answered by the gateway, origin named on answers.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface Cors {
  AllowOrigins?: string[];
  AllowMethods?: string[];
  AllowHeaders?: string[];
  ExposeHeaders?: string[];
  AllowCredentials?: boolean;
  MaxAge?: number;
}

export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/** Nothing for an origin that is not allowed: the browser then refuses. */
export function corsHeaders(cors: Cors, headers: IncomingHttpHeaders): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined || !isAllowed(cors, origin)) return {};
  const any = cors.AllowOrigins?.includes('*') ?? false;
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(!any && { vary: 'origin' }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  };
}

export function preflightHeaders(cors: Cors, headers: IncomingHttpHeaders): Record<string, string> {
  if (headers.origin === undefined || !isAllowed(cors, headers.origin)) return {};
  return {
    ...(cors.AllowMethods && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
    ...(cors.AllowHeaders && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  };
}

/** An allowed origin is `*`, an exact one, or one with a wildcard such as `https://*.example.com`. */
function isAllowed({ AllowOrigins = [] }: Cors, origin: string): boolean {
  return AllowOrigins.some((allowed) => {
    const [before, after] = allowed.split('*', 2) as [string, string | undefined];
    return after === undefined ? allowed === origin : origin.startsWith(before) && origin.endsWith(after);
  });
}
