// What a function of the template is configured with, and the environment its worker sees: the template's, plus what Lambda sets.
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { type Grants, readGrants } from '../iam/grants.ts';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';

/** The imitations check no signature, but the SDK signs nothing without keys. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export interface FunctionConfig {
  logicalId: string;
  functionName: string;
  arn: string;
  /** Absolute path of the built module. */
  entryFile: string;
  exportName: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** Calls that may run at the same time, interleaved in one worker. */
  concurrency: number;
  /** Calls it may run at the same time before Lambda refuses further ones: what the template reserves for it. */
  reserved?: number;
  environment: Record<string, string>;
  /** Whether its calls are traced by X-Ray. */
  traced: boolean;
  /** What its role allows. */
  grants: Grants;
  /** Where an asynchronous event goes whose retries are used up. */
  deadLetterArn?: string;
}

/** The memory of the laptop that is imagined to hold the execution environments. */
const laptopMegabytes = 16_384;

/**
 * How many calls of a function may run at the same time: as many environments of its memory size as fit into 16 GB.
 * Further calls wait, where Lambda would start further environments.
 */
export function concurrencyOf(memoryMegabytes: number): number {
  return Math.max(1, Math.floor(laptopMegabytes / memoryMegabytes));
}

interface FunctionProperties {
  Handler: string;
  Runtime: string;
  Role?: string;
  Code: { S3Key?: string; ZipFile?: string };
  Timeout?: number;
  MemorySize?: number;
  ReservedConcurrentExecutions?: number;
  Environment?: { Variables?: Record<string, unknown> };
  Layers?: unknown[];
  DeadLetterConfig?: { TargetArn?: string };
  TracingConfig?: { Mode: string };
}

/** The template's functions. Throws, naming the function, on what a Node worker on a built asset cannot imitate. */
export function readFunctions(template: Template, resolve: Resolver, assemblyDir: string): FunctionConfig[] {
  return resourcesOf(template, 'AWS::Lambda::Function').map(([logicalId, { Properties, Metadata }]) => {
    const properties = resolve.value(Properties) as unknown as FunctionProperties;
    const refuse = (what: string) => new Error(`Function ${logicalId}: ${what} is not imitated.`);
    if (!properties.Runtime?.startsWith('nodejs')) throw refuse(`runtime ${properties.Runtime}`);
    if (properties.Layers?.length) throw refuse('a layer');
    if (properties.Code.S3Key === undefined) throw refuse('code other than an asset');

    const assetPath = Metadata?.['aws:asset:path'] ?? `asset.${properties.Code.S3Key.replace(/\.zip$/, '')}`;
    const [moduleName, exportName] = properties.Handler.split('.') as [string, string];
    const memoryMegabytes = properties.MemorySize ?? 128;
    const functionName = resolve.physicalName(logicalId);
    const traced = properties.TracingConfig?.Mode === 'Active';
    return {
      logicalId,
      functionName,
      arn: resolve.value({ 'Fn::GetAtt': [logicalId, 'Arn'] }) as string,
      entryFile: entryFile(resolvePath(assemblyDir, String(assetPath)), moduleName, logicalId),
      exportName,
      timeoutSeconds: properties.Timeout ?? 3,
      memoryMegabytes,
      // X-Ray's SDK knows one trace a process, as an environment on Lambda works on one call
      concurrency: traced ? 1 : concurrencyOf(memoryMegabytes),
      reserved: properties.ReservedConcurrentExecutions,
      environment: Object.fromEntries(
        Object.entries(properties.Environment?.Variables ?? {}).map(([name, v]) => [name, String(v)]),
      ),
      traced,
      grants: readGrants(template, resolve, { logicalId, functionName, roleArn: properties.Role }),
      deadLetterArn: properties.DeadLetterConfig?.TargetArn,
    };
  });
}

function entryFile(assetDir: string, moduleName: string, logicalId: string): string {
  const found = ['.mjs', '.js', '.cjs'].map((ending) => join(assetDir, moduleName + ending)).find(existsSync);
  if (found === undefined)
    throw new Error(`Function ${logicalId}: no ${moduleName}.mjs in ${assetDir}. Synthesize again.`);
  return found;
}

/** The local address of each AWS service, by the name the SDK's `AWS_ENDPOINT_URL_<SERVICE>` uses. */
export type ServiceEndpoints = Record<'DYNAMODB' | 'SQS' | 'S3' | 'EVENTBRIDGE' | 'PINPOINT' | 'LOCATION', string> & {
  /** What stands in for the weather service that the template names. */
  WEATHER?: string;
  /** Where X-Ray's daemon listens for segments, `127.0.0.1:port`. */
  XRAY?: string;
};

/** The whole environment of a worker; nothing of the runner's own is visible in it, as nothing of a laptop's is on Lambda. */
export function workerEnvironment(
  config: FunctionConfig,
  { WEATHER: weather, XRAY: daemon, ...endpoints }: ServiceEndpoints,
  region: string,
): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_SHARED_CREDENTIALS_FILE: devNull, // never the user's own ~/.aws
    AWS_CONFIG_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: config.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    ...(config.traced && daemon !== undefined
      ? { AWS_XRAY_DAEMON_ADDRESS: daemon, LAMBDA_TASK_ROOT: '/var/task' }
      : { POWERTOOLS_TRACE_ENABLED: 'false' }),
    ...config.environment,
    ...(weather !== undefined && config.environment.WEATHER_URL !== undefined && { WEATHER_URL: weather }),
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9', // the discard port: a service that is not imitated is refused at once, never called for real
    ...Object.fromEntries(Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url])),
  };
}
