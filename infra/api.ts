// The HTTP API: every route, the function that answers it, and the token it takes.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, type HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from './functions.ts';
import { marketerScope, type SignIn } from './sign-in.ts';
import type { Stage } from './stage.ts';

type RouteKey = `${HttpMethod} /v1/${string}`;

/** For customers: any valid token; the customer is its `sub`. */
const appRoutes: Partial<Record<FunctionName, RouteKey[]>> = {
  'report-position': ['POST /v1/positions'],
  'manage-consents': ['GET /v1/consents', 'PUT /v1/consents'],
  'register-device': ['PUT /v1/devices/{deviceId}'],
  'set-preferences': ['PUT /v1/preferences'],
  'list-decisions': ['GET /v1/decisions'],
};

/** For marketers: a token with the marketer scope. */
const marketerRoutes: Partial<Record<FunctionName, RouteKey[]>> = {
  'publish-catalogue': ['PUT /v1/catalogue', 'POST /v1/catalogue/publish'],
  'list-live': ['GET /v1/live'],
};

/** One line a request. No address, no token, no customer. */
const accessLog = {
  requestId: AccessLogField.contextRequestId(),
  at: AccessLogField.contextRequestTimeEpoch(),
  route: AccessLogField.contextRouteKey(),
  status: AccessLogField.contextStatus(),
  milliseconds: AccessLogField.contextResponseLatency(),
  refusal: AccessLogField.contextAuthorizerError(),
  failure: AccessLogField.contextIntegrationErrorMessage(),
};

interface ApiProps {
  stage: Stage;
  signIn: SignIn;
  functions: Record<FunctionName, LambdaFunction>;
}

export class Api extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { stage, signIn, functions }: ApiProps) {
    super(scope, id);
    const authorizer = new HttpJwtAuthorizer('Jwt', signIn.issuer, { jwtAudience: signIn.audience });
    this.api = new HttpApi(this, 'Api', {
      apiName: `ravn-${stage.name}`,
      createDefaultStage: false,
      defaultAuthorizer: authorizer,
    });
    this.#answer(appRoutes, functions);
    this.#answer(marketerRoutes, functions, [marketerScope]);
    this.#open(stage);
  }

  #answer(routes: typeof appRoutes, functions: ApiProps['functions'], authorizationScopes?: string[]): void {
    for (const [name, keys] of Object.entries(routes)) {
      const integration = new HttpLambdaIntegration(name, functions[name as FunctionName]);
      for (const key of keys) {
        const [method, path] = key.split(' ') as [HttpMethod, string];
        this.api.addRoutes({ path, methods: [method], integration, authorizationScopes });
      }
    }
  }

  #open({ throttle, logRetentionDays }: Stage): void {
    const requests = new LogGroup(this, 'Requests', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(requests),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
  }
}
