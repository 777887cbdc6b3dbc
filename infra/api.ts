// The HTTP API: every route of the table of routes, with the function that answers it and the token it takes.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnRoute,
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { routeKey, scopes } from '../api/route.ts';
import { routes } from '../api/routes.ts';
import type { FunctionName } from './functions.ts';
import { limitOf } from './route-limits.ts';
import type { SignIn } from './sign-in.ts';
import type { Stage } from './stage.ts';

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
    this.#open(stage, this.#answer(functions));
  }

  #answer(functions: ApiProps['functions']): CfnRoute[] {
    const integrations = new Map<FunctionName, HttpLambdaIntegration>();
    return routes.flatMap((route) => {
      // a contract that names no function of the table does not compile
      const name: FunctionName = route.function;
      const integration = integrations.get(name) ?? new HttpLambdaIntegration(name, functions[name]);
      integrations.set(name, integration);
      const authorizationScopes = route.caller === 'customer' ? undefined : [scopes[route.caller]];
      return this.api
        .addRoutes({ path: route.path, methods: [HttpMethod[route.method]], integration, authorizationScopes })
        .map(({ node }) => node.defaultChild as CfnRoute);
    });
  }

  #open({ throttle, logRetentionDays }: Stage, opened: CfnRoute[]): void {
    const requests = new LogGroup(this, 'Requests', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { node } = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(requests),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    // HttpStage has no property for it.
    const stage = node.defaultChild as CfnStage;
    stage.routeSettings = Object.fromEntries(
      routes.map((route) => {
        const { requestsPerSecond, burst } = limitOf(route, throttle);
        return [routeKey(route), { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: burst }];
      }),
    );
    // settings of a route that is not there yet are refused: “Unable to find Route by key”
    for (const route of opened) stage.addResourceDependency(route);
  }
}
