// The synthesized CloudFormation template, and a resolver that answers its intrinsic functions with local names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Secrets, withSecrets } from './secrets.ts';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
  DependsOn?: string | string[];
}

export interface Template {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Description?: string }>;
}

/** Reads a template file; a resource without properties gets empty ones. */
function readTemplate(path: string): Template {
  const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
  for (const resource of Object.values(template.Resources)) resource.Properties ??= {};
  return template;
}

/** Opens a cloud assembly (what `cdk synth` writes) of one stack. Throws if it holds none or several. */
export function openAssembly(assemblyDir: string): { template: Template; stackName: string } {
  const manifest = JSON.parse(readFileSync(join(assemblyDir, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; properties?: { templateFile?: string; stackName?: string } }>;
  };
  const stacks = Object.entries(manifest.artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (!stack || stacks.length > 1)
    throw new Error(`${assemblyDir} holds ${stacks.length} stacks; one is run at a time.`);
  const [artifactId, { properties }] = stack;
  const template = readTemplate(join(assemblyDir, properties?.templateFile ?? `${artifactId}.template.json`));
  return { template, stackName: properties?.stackName ?? artifactId };
}

/** The resources of the given types, in template order. */
export function resourcesOf(template: Template, ...types: string[]): [logicalId: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => types.includes(resource.Type));
}

/**
 * What a person calls a resource: a function by the service name it gives itself, anything else by its path in the
 * CDK app without the stack (`Deliveries/Queue`), and without either the logical id less the hash CDK adds to it.
 */
export function displayName(template: Template, logicalId: string): string {
  const resource = template.Resources[logicalId];
  const environment = resource?.Properties.Environment as { Variables?: Record<string, unknown> } | undefined;
  const service = environment?.Variables?.POWERTOOLS_SERVICE_NAME;
  if (typeof service === 'string') return service;
  const path = resource?.Metadata?.['aws:cdk:path'];
  if (typeof path !== 'string') return logicalId.replace(/[0-9A-F]{8}$/, '');
  return path
    .split('/')
    .slice(1)
    .filter((part) => part !== 'Resource' && part !== 'Default')
    .join('/');
}

export interface Resolver {
  /** Answers Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select, Fn::Split and the pseudo parameters, at any depth. Throws on any other intrinsic, naming it. */
  value(v: unknown): unknown;
  /** The resource's name as AWS would show it. */
  physicalName(logicalId: string): string;
  /** The logical id of the template's function with this ARN or name. */
  functionByArn(arnOrName: string): string | undefined;
}

export interface ResolverOptions {
  template: Template;
  stackName: string;
  region: string;
  accountId: string;
  /** Where the SQS imitation listens, `http://127.0.0.1:port`. */
  queueEndpoint: string;
  /** Where the HTTP API listens. */
  apiEndpoint: string;
  /** The secrets the template may refer to. */
  secrets?: Secrets;
}

/** Types that `Ref` answers by name: the property that holds the name, and the service and path of the ARN. */
const named: Record<string, { property: string; arn: (name: string, r: ArnScope) => string }> = {
  'AWS::DynamoDB::Table': { property: 'TableName', arn: (n, r) => r.arn('dynamodb', `table/${n}`) },
  'AWS::DynamoDB::GlobalTable': { property: 'TableName', arn: (n, r) => r.arn('dynamodb', `table/${n}`) },
  'AWS::S3::Bucket': { property: 'BucketName', arn: (n) => `arn:aws:s3:::${n}` },
  'AWS::SQS::Queue': { property: 'QueueName', arn: (n, r) => r.arn('sqs', n) },
  'AWS::Events::EventBus': { property: 'Name', arn: (n, r) => r.arn('events', `event-bus/${n}`) },
  'AWS::Events::Rule': { property: 'Name', arn: (n, r) => r.arn('events', `rule/${n}`) },
  'AWS::Lambda::Function': { property: 'FunctionName', arn: (n, r) => r.arn('lambda', `function:${n}`) },
  'AWS::Scheduler::Schedule': { property: 'Name', arn: (n, r) => r.arn('scheduler', `schedule/default/${n}`) },
  'AWS::Scheduler::ScheduleGroup': { property: 'Name', arn: (n, r) => r.arn('scheduler', `schedule-group/${n}`) },
  'AWS::Location::GeofenceCollection': {
    property: 'CollectionName',
    arn: (n, r) => r.arn('geo', `geofence-collection/${n}`),
  },
  'AWS::Location::Tracker': { property: 'TrackerName', arn: (n, r) => r.arn('geo', `tracker/${n}`) },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', arn: (n, r) => r.arn('logs', `log-group:${n}:*`) },
  'AWS::KMS::Key': { property: '', arn: (n, r) => r.arn('kms', `key/${n}`) },
  'AWS::SNS::Topic': { property: 'TopicName', arn: (n, r) => r.arn('sns', n) },
  'AWS::IAM::Role': { property: 'RoleName', arn: (n, r) => `arn:aws:iam::${r.accountId}:role/${n}` },
  // Without the region and the random tail of a real one, which hold colons or change.
  'AWS::SecretsManager::Secret': { property: 'Name', arn: (n) => n },
  'AWS::Pinpoint::App': { property: '', arn: (n, r) => r.arn('mobiletargeting', `apps/${n}`) },
};

interface ArnScope {
  accountId: string;
  arn(service: string, resource: string): string;
}

const noSecrets: Secrets = (name) => {
  throw new Error(`Nobody knows the secret ${name}.`);
};

/** A resolver for one template, stack and set of local endpoints. */
export function createResolver(options: ResolverOptions): Resolver {
  const { template, stackName, region, accountId, secrets = noSecrets } = options;
  const scope: ArnScope = {
    accountId,
    arn: (service, resource) => `arn:aws:${service}:${region}:${accountId}:${resource}`,
  };
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::StackName': stackName,
    'AWS::StackId': scope.arn('cloudformation', `stack/${stackName}/local`),
    'AWS::URLSuffix': 'amazonaws.com',
  };

  function resource(logicalId: string): Resource {
    const found = template.Resources[logicalId];
    if (!found) throw new Error(`The template refers to ${logicalId}, which it does not contain.`);
    return found;
  }

  /** Without a name in the template CloudFormation makes one up from stack and logical id; here without its random tail. */
  function physicalName(logicalId: string): string {
    const { Type, Properties } = resource(logicalId);
    const property = named[Type]?.property;
    if (property === undefined || property === '') return logicalId; // APIs, authorizers, integrations, push applications: `Ref` is an id
    const given = Properties[property];
    if (given !== undefined) return String(value(given));
    const made = `${stackName}-${logicalId}`;
    return Type === 'AWS::S3::Bucket' ? made.toLowerCase() : made;
  }

  function ref(name: string): unknown {
    if (Object.hasOwn(pseudo, name)) return pseudo[name];
    const physical = physicalName(name);
    // The SDK sends SQS calls to the host of the queue's URL, so the URL must be reachable from here.
    return resource(name).Type === 'AWS::SQS::Queue' ? `${options.queueEndpoint}/${accountId}/${physical}` : physical;
  }

  function attribute(logicalId: string, name: string): unknown {
    const { Type } = resource(logicalId);
    if (name === 'Arn') {
      const shape = named[Type];
      if (!shape) throw new Error(`Fn::GetAtt ${logicalId}.Arn: no ARN is known for ${Type}.`);
      return shape.arn(physicalName(logicalId), scope);
    }
    const known = attributes[`${Type}.${name}`];
    if (!known) throw new Error(`Fn::GetAtt ${logicalId}.${name} (${Type}) is not imitated.`);
    return known(logicalId);
  }

  const attributes: Record<string, (logicalId: string) => unknown> = {
    'AWS::SQS::Queue.QueueName': physicalName,
    'AWS::SQS::Queue.QueueUrl': ref,
    'AWS::Events::EventBus.Name': physicalName,
    'AWS::Location::GeofenceCollection.CollectionArn': (id) => attribute(id, 'Arn'),
    'AWS::Location::Tracker.TrackerArn': (id) => attribute(id, 'Arn'),
    'AWS::SNS::Topic.TopicArn': (id) => attribute(id, 'Arn'),
    'AWS::ApiGatewayV2::Api.ApiEndpoint': () => options.apiEndpoint,
    'AWS::ApiGatewayV2::Api.ApiId': physicalName,
    'AWS::S3::Bucket.RegionalDomainName': (id) => `${physicalName(id)}.s3.${region}.amazonaws.com`,
  };

  const intrinsics: Record<string, (argument: unknown) => unknown> = {
    Ref: (argument) => ref(argument as string),
    'Fn::GetAtt': (argument) => {
      const [logicalId, ...rest] = Array.isArray(argument) ? (argument as string[]) : String(argument).split('.');
      return attribute(logicalId!, rest.join('.'));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = argument as [string, unknown];
      return withSecrets((value(parts) as unknown[]).join(separator), secrets);
    },
    'Fn::Sub': (argument) => {
      const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
        string,
        Record<string, unknown>,
      ];
      return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
        if (name.startsWith('!')) return `\${${name.slice(1)}}`; // ${!Literal}
        if (Object.hasOwn(variables, name)) return String(value(variables[name]));
        const [logicalId, ...rest] = name.split('.');
        return String(rest.length > 0 ? attribute(logicalId!, rest.join('.')) : ref(name));
      });
    },
    'Fn::Select': (argument) => {
      const [index, list] = argument as [number | string, unknown];
      return (value(list) as unknown[])[Number(index)];
    },
    'Fn::Split': (argument) => {
      const [separator, text] = argument as [string, unknown];
      return String(value(text)).split(separator);
    },
  };

  function value(v: unknown): unknown {
    if (Array.isArray(v)) return v.map(value).filter((item) => item !== undefined);
    if (typeof v !== 'object' || v === null) return v;
    const entries = Object.entries(v);
    const [name, argument] = entries[0] ?? [];
    if (
      entries.length === 1 &&
      name !== undefined &&
      (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))
    ) {
      if (name === 'Ref' && argument === 'AWS::NoValue') return undefined;
      const intrinsic = intrinsics[name];
      // IAM statements have a `Condition` of their own, which is an object; CloudFormation's is the name of a condition.
      if (!intrinsic && !(name === 'Condition' && typeof argument === 'object'))
        throw new Error(`The intrinsic function ${name} is not imitated: ${JSON.stringify(v)}`);
      if (intrinsic) return intrinsic(argument);
    }
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, value(inner)] as const).filter(([, r]) => r !== undefined),
    );
  }

  const functions = new Map(
    resourcesOf(template, 'AWS::Lambda::Function').flatMap(([logicalId]) => [
      [String(attribute(logicalId, 'Arn')), logicalId],
      [physicalName(logicalId), logicalId],
    ]),
  );

  return { value, physicalName, functionByArn: (arnOrName) => functions.get(arnOrName) };
}
