// An HTTP API over real HTTP for a test: routes that lead to one function, and who signs their tokens.
import { afterEach } from 'vitest';
import { type HttpApi, startHttpApi } from '../../local/api-gateway/http-api.ts';
import { createIssuer, type Issuer } from '../../local/api-gateway/jwt-issuer.ts';
import type { InvokeResult } from '../../local/lambda/invoke.ts';
import { arnOf, lambda, smallTemplate } from './small-template.ts';

export const trust = { issuer: 'https://issuer.local/', audience: 'ravn-app' };
export const issuer: Issuer = await createIssuer(trust);

const running: HttpApi[] = [];
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop();
});

export type Event = Record<string, unknown> & {
  requestContext: Record<string, unknown>;
  headers: Record<string, string>;
};
interface RouteSketch {
  scopes?: string[];
  isOpen?: boolean;
  timeoutMs?: number;
}

/** An API whose routes all lead to one function; `answer` is what it returns. It stops after the test. */
export async function start(
  routes: Record<string, RouteSketch>,
  answer: (event: Event) => unknown = (event) => event,
  { api = {}, stage = {}, ...others }: { api?: object; stage?: object; now?: () => number; issuer?: Issuer } = {},
) {
  const events: Event[] = [];
  const resources = Object.entries(routes).flatMap(([RouteKey, { scopes, isOpen, timeoutMs }], i) => [
    [
      `Route${i}`,
      {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey,
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${i}` }]] },
          ...(isOpen
            ? { AuthorizationType: 'NONE' }
            : { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' }, AuthorizationScopes: scopes }),
        },
      },
    ],
    [
      `Integration${i}`,
      {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ...{ IntegrationType: 'AWS_PROXY', IntegrationUri: arnOf('Fn'), PayloadFormatVersion: '2.0' },
          ...(timeoutMs && { TimeoutInMillis: timeoutMs }),
        },
      },
    ],
  ]);
  const httpApi = await startHttpApi({
    ...smallTemplate({
      Fn: lambda,
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', ...api } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: '$default', ...stage } },
      Authorizer: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ...{ Name: 'Jwt', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] },
          JwtConfiguration: { Issuer: trust.issuer, Audience: [trust.audience] },
        },
      },
      ...Object.fromEntries(resources),
    }),
    host: '127.0.0.1',
    port: 0,
    issuer,
    ...others,
    invoke: async (_, event): Promise<InvokeResult> => {
      events.push(event as Event);
      const value = await answer(event as Event);
      return isInvokeResult(value)
        ? value
        : { ok: true, value: value === undefined ? null : JSON.parse(JSON.stringify(value)) };
    },
  });
  running.push(httpApi);
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(httpApi.url + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  };
  return { ...httpApi, call, events };
}

const isInvokeResult = (value: unknown): value is InvokeResult =>
  typeof value === 'object' && value !== null && 'ok' in value;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const bearer = async (claims: Parameters<Issuer['sign']>[0]) => ({
  authorization: `Bearer ${await issuer.sign(claims)}`,
});
