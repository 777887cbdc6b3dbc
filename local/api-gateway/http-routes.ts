// Which route of an HTTP API answers a request: the API's resources read from the template, and the gateway's order.
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';

export interface Route {
  routeKey: string;
  functionLogicalId: string;
  timeoutMs: number;
  /** A route without an authorizer is open. */
  authorizer?: { issuer: string; audiences: string[] };
  /** A token needs one of these; none are asked for if empty. */
  scopes: string[];
}

export interface ReadRoutesOptions {
  template: Template;
  resolve: Pick<Resolver, 'value'>;
  functionByArn: (arn: string) => string | undefined;
}

/** Every route of the template. Throws, naming the resource, on what is not imitated or leads nowhere. */
export function readRoutes({ template, resolve, functionByArn }: ReadRoutesOptions): Route[] {
  const properties = (logicalId: string) => resolve.value(template.Resources[logicalId]?.Properties) as Properties;
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([logicalId]) => {
    const route = properties(logicalId);
    const integrationId = String(route.Target).replace(/^integrations\//, '');
    const integration = properties(integrationId);
    if (integration?.IntegrationType !== 'AWS_PROXY' || integration.PayloadFormatVersion !== '2.0') {
      throw new Error(`Route ${logicalId}: only Lambda integrations with payload format 2.0 are imitated`);
    }
    const functionLogicalId = functionByArn(String(integration.IntegrationUri));
    if (!functionLogicalId) {
      throw new Error(`Integration ${integrationId}: no function has the ARN ${integration.IntegrationUri}`);
    }
    return {
      routeKey: String(route.RouteKey),
      functionLogicalId,
      timeoutMs: Math.min(Number(integration.TimeoutInMillis ?? 30_000), 30_000),
      authorizer: readAuthorizer(logicalId, route, properties),
      scopes: (route.AuthorizationScopes as string[] | undefined) ?? [],
    };
  });
}

type Properties = Record<string, unknown>;

function readAuthorizer(logicalId: string, route: Properties, properties: (logicalId: string) => Properties) {
  if (route.AuthorizationType === undefined || route.AuthorizationType === 'NONE') return undefined;
  const authorizer = properties(String(route.AuthorizerId));
  if (route.AuthorizationType !== 'JWT' || authorizer?.AuthorizerType !== 'JWT') {
    throw new Error(
      `Route ${logicalId}: authorization ${route.AuthorizationType} is not imitated, only JWT and NONE are`,
    );
  }
  if (String(authorizer.IdentitySource).toLowerCase() !== '$request.header.authorization') {
    throw new Error(
      `Authorizer ${route.AuthorizerId}: only $request.header.Authorization is imitated as identity source`,
    );
  }
  const { Issuer, Audience } = authorizer.JwtConfiguration as { Issuer: string; Audience: string[] };
  return { issuer: Issuer, audiences: Audience };
}

export type FindRoute = (
  method: string,
  path: string,
) => { route: Route; pathParameters: Record<string, string> } | undefined;

/**
 * Finds the most specific route: segment by segment a literal before `{x}` before `{proxy+}`, then the method itself
 * before `ANY`, and `$default` last. Path parameters are percent-decoded; throws URIError if they cannot be.
 */
export function createRouter(routes: Route[]): FindRoute {
  const patterns = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map((route) => {
      const [method = '', path = ''] = route.routeKey.split(' ');
      return { route, method, segments: segmentsOf(path) };
    })
    .sort(
      (a, b) => compare(rank(a.segments), rank(b.segments)) || Number(a.method === 'ANY') - Number(b.method === 'ANY'),
    );
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');

  return (method, path) => {
    const segments = segmentsOf(path);
    for (const pattern of patterns) {
      if (pattern.method !== method && pattern.method !== 'ANY') continue;
      const pathParameters = match(pattern.segments, segments);
      if (pathParameters) return { route: pattern.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

const segmentsOf = (path: string) => path.replace(/^\//, '').split('/');
const isGreedy = (segment: string) => segment.startsWith('{') && segment.endsWith('+}');
const isVariable = (segment: string) => segment.startsWith('{') && segment.endsWith('}');

const rank = (segments: string[]) => segments.map((segment) => (isGreedy(segment) ? 2 : isVariable(segment) ? 1 : 0));

function compare(a: number[], b: number[]): number {
  const differing = a.findIndex((specificity, i) => specificity !== b[i]);
  return differing < 0 ? 0 : a[differing]! - (b[differing] ?? 0);
}

function match(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    if (isGreedy(part)) {
      const rest = segments.slice(i).join('/');
      if (rest === '') return undefined;
      parameters[part.slice(1, -2)] = decodeURIComponent(rest);
      return parameters;
    }
    const segment = segments[i];
    if (segment === undefined || segment === '') {
      if (part !== segment) return undefined;
    } else if (isVariable(part)) parameters[part.slice(1, -1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
}
