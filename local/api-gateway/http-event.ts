// HTTP request → API Gateway payload format 2.0 event, and what a function returned → HTTP response.
// Shapes: "Create AWS Lambda proxy integrations for HTTP APIs" in the API Gateway developer guide.

export interface HttpRequest {
  method: string;
  /** Path and query string as they came over the wire. */
  url: string;
  /** Lower-case names; every value a client sent under that name. */
  headers: NodeJS.Dict<string[]>;
  body: Buffer;
  sourceIp: string;
  protocol: string;
}

export interface EventContext {
  accountId: string;
  apiId: string;
  domainName: string;
  stage: string;
  routeKey: string;
  pathParameters: Record<string, string>;
  /** Present on routes with a JWT authorizer; `scopes` is null on a route without authorization scopes. */
  jwt?: { claims: Record<string, string>; scopes: string[] | null };
  requestId: string;
  nowMs: number;
}

export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

// RFC 9110 §7.6.1: meant for the next hop only. The gateway ends the client's connection, so no function sees them.
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The event a function gets. Fields that the gateway leaves out when they are empty are absent here too. */
export function toEvent(request: HttpRequest, context: EventContext) {
  const [rawPath = '/', rawQueryString = ''] = splitOnce(request.url, '?');
  const query = queryStringParameters(rawQueryString);
  const cookies = (request.headers.cookie ?? []).flatMap((line) => line.split(/;\s*/));
  const isBase64Encoded = request.body.length > 0 && !isText(request.headers['content-type']?.[0]);
  return {
    version: '2.0',
    routeKey: context.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers: eventHeaders(request, context),
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      ...(context.jwt && { authorizer: { jwt: context.jwt } }),
      domainName: context.domainName,
      domainPrefix: context.domainName.split('.')[0] ?? '',
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent']?.[0] ?? '',
      },
      requestId: context.requestId,
      routeKey: context.routeKey,
      stage: context.stage,
      time: commonLogTime(context.nowMs),
      timeEpoch: context.nowMs,
    },
    ...(Object.keys(context.pathParameters).length > 0 && { pathParameters: context.pathParameters }),
    ...(request.body.length > 0 && { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** Lower-case names, values joined by comma, no cookies (they have a field of their own), plus what the gateway adds. */
function eventHeaders({ headers, sourceIp }: HttpRequest, { requestId, nowMs }: EventContext): Record<string, string> {
  const sent = Object.entries(headers).filter(([name]) => name !== 'cookie' && !hopByHop.has(name));
  const seconds = Math.floor(nowMs / 1000).toString(16);
  return {
    ...Object.fromEntries(sent.map(([name, values]) => [name, (values ?? []).join(',')])),
    'x-amzn-trace-id': `Root=1-${seconds}-${requestId.replaceAll('-', '').slice(0, 24)}`,
    'x-forwarded-for': [...(headers['x-forwarded-for'] ?? []), sourceIp].join(', '),
    'x-forwarded-port': headers.host?.[0]?.match(/:(\d+)$/)?.[1] ?? '80',
    'x-forwarded-proto': 'http',
  };
}

/** Values of a repeated name are joined by comma. A malformed percent sign stays as it is, as in the URL standard. */
function queryStringParameters(rawQueryString: string): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

/** Whether the body travels as text; any other content type is base64. A body without a type counts as text. */
function isText(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  return /^(text\/|application\/(json|xml|javascript|[^;]*\+(json|xml))\s*(;|$))/i.test(contentType);
}

/** `12/Mar/2020:19:03:58 +0000`, the time format of the common log. */
function commonLogTime(nowMs: number): string {
  const [, day, month, year, time] = new Date(nowMs).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * The response for what a function returned, or undefined for what the gateway answers with 500: a status that is
 * none, a body that is no string, headers that are no object. Anything without a `statusCode` is the JSON body of a 200.
 */
export function toResponse(result: unknown): HttpResponse | undefined {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(body) };
  }
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded = false,
  } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (typeof body !== 'string' || typeof headers !== 'object' || headers === null || !Array.isArray(cookies)) {
    return undefined;
  }
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    statusCode: status,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(named) },
    cookies: cookies.map(String),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}
