// Imitates API Gateway HTTP API (AWS::ApiGatewayV2::*): routes, JWT authorizer, throttle, CORS, payload format 2.0.
// The gateway's own answers (401, 403, 404, 413, 429, 500, 503) have the gateway's bodies, not problem+json.
// Not imitated: parameter mapping, Lambda and IAM authorizers, custom domains, access logs, Lambda's 6 MB event limit.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createConsole } from '../console.ts';
import type { Invoke, InvokeResult } from '../lambda/invoke.ts';
import { close, listen, readBody } from '../listen.ts';
import { resourcesOf } from '../template/template.ts';
import { type Cors, corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { type HttpResponse, toEvent, toResponse } from './http-event.ts';
import { createRouter, type ReadRoutesOptions, type Route, readRoutes } from './http-routes.ts';
import { InvalidToken, type Issuer } from './jwt-issuer.ts';
import { createThrottle } from './throttle.ts';
import { answerLocalPath } from './token-endpoint.ts';

/** Quotas of HTTP APIs: payload 10 MB; request line and headers 10,240 bytes. */
const bodyLimitBytes = 10 * 1024 * 1024;
const headerLimitBytes = 10_240;

export interface HttpApiOptions extends ReadRoutesOptions {
  invoke: Invoke;
  host: string;
  port: number;
  /** Signs for the issuer that the template's authorizers trust. */
  issuer: Issuer;
  /** Answers paths of its own before the API is asked: false for any other. */
  beside?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Hears of every answer of the API. */
  onAnswered?: (apiId: string, status: number, milliseconds: number) => void;
  now?: () => number;
}

export interface HttpApi {
  url: string;
  routes: { routeKey: string; functionLogicalId: string; scopes: string[] }[];
  stop(): Promise<void>;
}

/**
 * Starts the template's HTTP API, and beside it, for a laptop only, the console and the issuer under `/local/`.
 * Rejects with code `EADDRINUSE` if the port is taken, and with an Error naming the resource that cannot be imitated.
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const { template, resolve, invoke, issuer, now = Date.now } = options;
  const routes = readRoutes(options);
  for (const { routeKey, authorizer } of routes) {
    if (authorizer && authorizer.issuer !== issuer.issuer) {
      throw new Error(`${routeKey} trusts ${authorizer.issuer}, but the local issuer signs for ${issuer.issuer}`);
    }
  }
  const findRoute = createRouter(routes);
  const [api, ...otherApis] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
  if (!api || otherApis.length > 0) throw new Error('The template must hold exactly one AWS::ApiGatewayV2::Api');
  const [apiId, apiResource] = api;
  const cors = resolve.value(apiResource.Properties.CorsConfiguration) as Cors | undefined;
  const stageResource = resourcesOf(template, 'AWS::ApiGatewayV2::Stage')[0]?.[1];
  const stageProperties = (resolve.value(stageResource?.Properties) ?? {}) as Record<string, unknown>;
  const stage = String(stageProperties.StageName ?? '$default');
  const stagePrefix = stage === '$default' ? '' : `/${stage}`;
  const isThrottled = createThrottle(stageProperties, now);
  const accountId = String(resolve.value({ Ref: 'AWS::AccountId' }));

  /** Answers of the gateway itself carry a message and nothing of ours. */
  async function answer(request: IncomingMessage, requestId: string): Promise<HttpResponse> {
    const method = request.method ?? 'GET';
    const url = request.url ?? '/';
    const path = url.split('?', 1)[0]!;
    const body = await readBody(request, bodyLimitBytes);

    if (cors && isPreflight(request)) return respond(204, preflightHeaders(cors, request.headers));
    if (!body) return gatewayError(413, 'Request Entity Too Large');
    if (!path.startsWith(`${stagePrefix}/`)) return gatewayError(404, 'Not Found');
    const found = findRoute(method, path.slice(stagePrefix.length));
    if (!found) return gatewayError(404, 'Not Found');
    const { route, pathParameters } = found;
    if (isThrottled(route.routeKey)) return gatewayError(429, 'Too Many Requests');
    const jwt = route.authorizer && (await authorize(request, route, issuer));
    if (jwt && 'statusCode' in jwt) return jwt;

    const headers = request.headersDistinct;
    const event = toEvent(
      {
        method,
        url,
        headers,
        body,
        sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
        protocol: `HTTP/${request.httpVersion}`,
      },
      {
        accountId,
        apiId,
        domainName: (headers.host?.[0] ?? '').replace(/:\d+$/, ''),
        stage,
        routeKey: route.routeKey,
        pathParameters,
        ...(jwt && { jwt }),
        requestId,
        nowMs: now(),
      },
    );
    const result = await withTimeout(invoke(route.functionLogicalId, event), route.timeoutMs);
    if (!result) return gatewayError(503, 'Service Unavailable');
    if (!result.ok) {
      // The gateway takes 10 MB, Lambda 6 MB of event, in which the body's quotes stand escaped.
      if (result.errorType === 'RequestEntityTooLargeException') return gatewayError(413, 'Request Entity Too Large');
      // A function at its concurrency limit was never started; any other failure is the function's own.
      return result.errorType === 'TooManyRequestsException'
        ? gatewayError(503, 'Service Unavailable')
        : gatewayError(500, 'Internal Server Error');
    }
    return toResponse(result.value) ?? gatewayError(500, 'Internal Server Error');
  }

  const answerConsole = createConsole();
  const server = createServer({ maxHeaderSize: headerLimitBytes }, async (request, response) => {
    if (await answerConsole(request, response)) return;
    if (await options.beside?.(request, response)) return;
    if (await answerLocalPath(request, response, issuer)) return;
    const requestId = randomUUID();
    const startedAt = performance.now();
    const answered = await answer(request, requestId).catch((error: unknown) => {
      if (error instanceof URIError) return gatewayError(400, 'Bad Request'); // a percent sign that encodes nothing
      return gatewayError(500, 'Internal Server Error');
    });
    options.onAnswered?.(apiId, answered.statusCode, performance.now() - startedAt);
    // The gateway's CORS configuration replaces what a function says about CORS.
    send(response, answered, { ...(cors && corsHeaders(cors, request.headers)), 'apigw-requestid': requestId });
  });
  const url = await listen(server, { host: options.host, port: options.port, what: 'the HTTP API' });
  return {
    url: url + stagePrefix,
    routes: routes.map(({ routeKey, functionLogicalId, scopes }) => ({ routeKey, functionLogicalId, scopes })),
    stop: () => close(server),
  };
}

/** The claims as the event shows them (all strings), or the gateway's refusal. */
async function authorize(request: IncomingMessage, route: Route, issuer: Issuer) {
  const token = request.headers.authorization?.replace(/^Bearer /i, '');
  if (!token) return gatewayError(401, 'Unauthorized', 'Bearer');
  try {
    const claims = await issuer.verify(token, route.authorizer);
    const granted = String(claims.scope ?? claims.scp ?? '').split(' ');
    const scopes = route.scopes.filter((scope) => granted.includes(scope));
    if (route.scopes.length > 0 && scopes.length === 0) {
      return gatewayError(403, 'Forbidden', `Bearer scope="${route.scopes.join(' ')}" error="insufficient_scope"`);
    }
    const strings = Object.entries(claims).map(([name, value]) => [name, claimText(value)]);
    return { claims: Object.fromEntries(strings) as Record<string, string>, scopes: scopes.length > 0 ? scopes : null };
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    const challenge = `Bearer scope="" error="invalid_token" error_description="${error.message}"`;
    return gatewayError(401, 'Unauthorized', challenge);
  }
}

/** Lists arrive as `[a b]`, a trace of the language the gateway is written in. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function withTimeout(result: Promise<InvokeResult>, timeoutMs: number): Promise<InvokeResult | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  return Promise.race([result, timeout]).finally(() => clearTimeout(timer));
}

function respond(statusCode: number, headers: Record<string, string>, body = ''): HttpResponse {
  return { statusCode, headers, cookies: [], body: Buffer.from(body) };
}

function gatewayError(statusCode: number, message: string, challenge?: string): HttpResponse {
  const headers = { 'content-type': 'application/json', ...(challenge && { 'www-authenticate': challenge }) };
  return respond(statusCode, headers, JSON.stringify({ message }));
}

function send(response: ServerResponse, answered: HttpResponse, gatewayHeaders: Record<string, string>): void {
  // Node writes the length itself; a function's own `content-length` may be wrong for what it returned.
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = { ...answered.headers, ...gatewayHeaders };
  try {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (answered.cookies.length > 0) response.setHeader('set-cookie', answered.cookies);
    response.writeHead(answered.statusCode).end(answered.body);
  } catch {
    // A header that HTTP cannot carry (a line break in it): a malformed response.
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"Internal Server Error"}');
  }
}
