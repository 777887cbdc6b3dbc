// The built functions in this very process, against the running local cloud: its tables, queues and bus, without its gateway.
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Route, routeKey, scopes } from '../../api/route.ts';
import { toEvent } from '../../local/api-gateway/http-event.ts';
import { createRouter } from '../../local/api-gateway/http-routes.ts';
import type { LocalCloud } from '../../local/cloud.ts';
import { readFunctions, type ServiceEndpoints, workerEnvironment } from '../../local/lambda/lambda-environment.ts';
import { createResolver, openAssembly } from '../../local/template/template.ts';
import type { Answer } from './answer-judge.ts';
import type { HostileRequest } from './hostile-requests.ts';

const region = 'eu-north-1';

/** Answers a request as `sub`; undefined where the gateway would not have called a function. */
export type Handle = (request: HostileRequest, sub: string) => Promise<(Answer & { milliseconds: number }) | undefined>;

/** Loads the handler of every route, with the environment that the template gives it. Changes this process's environment. */
export async function builtHandlers(assemblyDir: string, cloud: LocalCloud, routes: readonly Route[]): Promise<Handle> {
  const { template, stackName } = openAssembly(assemblyDir);
  const { endpoints } = cloud.describe();
  const resolve = createResolver({
    template,
    stackName,
    region,
    accountId: '000000000000',
    queueEndpoint: endpoints.SQS!,
    apiEndpoint: cloud.apiUrl,
    secrets: () => 'a-secret-of-this-process-alone-long-enough',
  });
  const functions = readFunctions(template, resolve, assemblyDir);
  const handlers = new Map<string, Handler>();
  for (const name of new Set(routes.map((route) => route.function))) {
    const config = functions.find(({ environment }) => environment.POWERTOOLS_SERVICE_NAME === name)!;
    const {
      PATH: _,
      NODE_OPTIONS: __,
      ...environment
    } = workerEnvironment(config, endpoints as ServiceEndpoints, region);
    Object.assign(process.env, environment, { POWERTOOLS_LOG_LEVEL: 'ERROR', POWERTOOLS_METRICS_DISABLED: 'true' });
    const { handler } = (await import(pathToFileURL(config.entryFile).href)) as { handler: Handler };
    handlers.set(name, handler);
  }
  const pseudo = routes.map((route) => ({
    routeKey: routeKey(route),
    functionLogicalId: '',
    timeoutMs: 0,
    scopes: [],
  }));
  const findRoute = createRouter(pseudo);

  return async ({ method, url, headers, body = Buffer.alloc(0) }, sub) => {
    const found = routeOf(() => findRoute(method, url.split('?', 1)[0]!));
    const route = routes.find((candidate) => routeKey(candidate) === found?.route.routeKey);
    if (!found || !route) return undefined;
    const scope = route.caller === 'customer' ? undefined : scopes[route.caller];
    const event = toEvent(
      {
        method,
        url,
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
        body,
        sourceIp: '127.0.0.1',
        protocol: 'HTTP/1.1',
      },
      {
        accountId: '000000000000',
        apiId: 'api',
        domainName: '127.0.0.1',
        stage: '$default',
        routeKey: routeKey(route),
        pathParameters: found.pathParameters,
        jwt: { claims: { sub, ...(scope && { scope }) }, scopes: scope ? [scope] : null },
        requestId: 'request',
        nowMs: Date.now(),
      },
    );
    const startedAt = performance.now();
    const answer = await handlers.get(route.function)!(JSON.parse(JSON.stringify(event)), {
      getRemainingTimeInMillis: () => 10_000,
    });
    return {
      status: answer.statusCode!,
      type: String(answer.headers?.['content-type']),
      body: answer.body!,
      milliseconds: performance.now() - startedAt,
    };
  };
}

type Handler = (event: unknown, context: object) => Promise<APIGatewayProxyStructuredResultV2>;

function routeOf<Found>(find: () => Found): Found | undefined {
  try {
    return find();
  } catch (error) {
    // a percent sign that encodes nothing: the gateway answers
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
