// The Lambda functions of the table of functions: built code, a log and a role of its own for each.

import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bind } from './bind.ts';
import { meant } from './findings.ts';
import { type FunctionName, type FunctionRow, functionTable } from './functions.ts';
import type { Resources } from './rights.ts';
import { metricsNamespace, type Stage } from './stage.ts';

interface LambdasProps {
  stage: Stage;
  /** The folder that holds `<name>/index.mjs` of every function. */
  bundles: string;
  resources: Resources;
}

export class Lambdas extends Construct {
  readonly byName: Record<FunctionName, LambdaFunction>;

  constructor(scope: Construct, id: string, props: LambdasProps) {
    super(scope, id);
    this.byName = Object.fromEntries(
      Object.entries(functionTable).map(([name, row]) => [name, this.#function(name, row, props)]),
    ) as Record<FunctionName, LambdaFunction>;
  }

  #function(name: string, row: FunctionRow, { stage, bundles, resources }: LambdasProps): LambdaFunction {
    const scope = new Construct(this, pascalCase(name));
    const logGroup = new LogGroup(scope, 'Log', {
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the one CDK would make may write to every log of the account.
    const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const fn = new LambdaFunction(scope, 'Function', {
      description: row.does,
      code: Code.fromAsset(join(bundles, name)),
      // the tracer is hung in by an entry of its own, so that without traces nothing of it is loaded
      handler: stage.traces ? 'traced.handler' : 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: row.memoryMiB,
      timeout: Duration.seconds(row.timeoutSeconds),
      reservedConcurrentExecutions: stage.reservedConcurrency?.[name],
      role,
      logGroup,
      tracing: stage.traces ? Tracing.ACTIVE : Tracing.DISABLED,
      loggingFormat: LoggingFormat.JSON,
      // Lambda's own start and report lines are most of what a report logs, 850 bytes: a fifth of its price (npm run cost)
      systemLogLevelV2: stage.logLevel === 'DEBUG' ? SystemLogLevel.INFO : SystemLogLevel.WARN,
      recursiveLoop: row.mayReturnToItsQueue ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(stage),
        POWERTOOLS_LOG_LEVEL: stage.logLevel,
      },
    });
    meant(
      fn,
      'What calls it has the dead letters: its queue, its rule, or Lambda’s own destination',
      'Serverless-LambdaDLQ',
    );
    if (stage.traces) meant(role, 'X-Ray knows no resources', 'AwsSolutions-IAM5[Resource::*]');
    else
      meant(
        fn,
        'Traces are for a stage to ask for: they cost what a tenth of all else does',
        'Serverless-LambdaTracing',
      );
    bind(
      fn,
      row.uses.flatMap((right) => right(resources)),
    );
    return fn;
  }
}

/** `report-position` as CloudFormation likes it: `ReportPosition`. */
const pascalCase = (name: string) => name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
