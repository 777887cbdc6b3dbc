// Every CloudFormation resource type the template may hold: imitated (by which file) or inert on a laptop (and why).
import type { Template } from './template.ts';

export type Treatment = { imitatedBy: string } | { inertBecause: string };

const httpApi = { imitatedBy: 'api-gateway/http-api.ts' };
const grants = { imitatedBy: 'iam/grants.ts' };
const noOthers = {
  inertBecause: 'who may call what from outside is asserted by test/infra; here nobody else is there to be refused',
};
const noSite = { inertBecause: 'the pages are served beside the API, by console.ts' };
const noMonitoring = {
  inertBecause: 'nobody is written to on a laptop: alarms are said where it runs, the function logs are files',
};

export const resourceTypes: Record<string, Treatment> = {
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Authorizer': httpApi,
  'AWS::ApiGatewayV2::Integration': httpApi,
  'AWS::ApiGatewayV2::Route': httpApi,
  'AWS::ApiGatewayV2::Stage': httpApi,
  'AWS::CloudWatch::Alarm': { imitatedBy: 'cloudwatch/alarms.ts' },
  'AWS::DynamoDB::GlobalTable': { imitatedBy: 'services/table.ts' },
  'AWS::Events::EventBus': { imitatedBy: 'eventbridge/event-bus.ts' },
  'AWS::Events::Rule': { imitatedBy: 'eventbridge/event-bus.ts' },
  'AWS::IAM::ManagedPolicy': grants,
  'AWS::IAM::Policy': grants,
  'AWS::IAM::Role': grants,
  'AWS::Lambda::EventInvokeConfig': { imitatedBy: 'lambda/async-invocation.ts' },
  'AWS::Lambda::EventSourceMapping': { imitatedBy: 'lambda/event-source-mapping.ts' },
  'AWS::Lambda::Function': { imitatedBy: 'lambda/lambda.ts' },
  'AWS::Location::GeofenceCollection': { imitatedBy: 'services/location.ts' },
  'AWS::Pinpoint::App': { imitatedBy: 'services/pinpoint.ts' },
  'AWS::S3::Bucket': { imitatedBy: 'services/queues-and-buckets.ts' },
  'AWS::SQS::Queue': { imitatedBy: 'services/queues-and-buckets.ts' },
  'AWS::SecretsManager::Secret': { imitatedBy: 'template/secrets.ts' },
  'AWS::Scheduler::Schedule': { imitatedBy: 'eventbridge/schedule.ts' },

  'AWS::Events::EventBusPolicy': noOthers,
  'AWS::Lambda::Permission': noOthers,
  'AWS::S3::BucketPolicy': noOthers,
  'AWS::SQS::QueuePolicy': noOthers,
  'AWS::SNS::TopicPolicy': noOthers,

  'AWS::CloudWatch::CompositeAlarm': noMonitoring,
  'AWS::CloudWatch::Dashboard': noMonitoring,
  'AWS::Logs::LogGroup': noMonitoring,
  'AWS::Logs::MetricFilter': noMonitoring,
  'AWS::SNS::Subscription': noMonitoring,
  'AWS::SNS::Topic': { inertBecause: 'only alarms publish to it, and who runs the laptop reads them there' },

  'AWS::CloudFront::Distribution': noSite,
  'AWS::CloudFront::Function': noSite,
  'AWS::CloudFront::OriginAccessControl': noSite,
  'AWS::CloudFront::ResponseHeadersPolicy': noSite,

  'AWS::CDK::Metadata': { inertBecause: 'usage statistics of the CDK' },
  'AWS::Cognito::UserPool': { inertBecause: 'tokens come from the local issuer' },
  'AWS::Cognito::UserPoolClient': { inertBecause: 'tokens come from the local issuer' },
  'AWS::Cognito::UserPoolDomain': { inertBecause: 'tokens come from the local issuer' },
  'AWS::Cognito::UserPoolResourceServer': { inertBecause: 'the local issuer signs any scope' },
  'AWS::KMS::Alias': { inertBecause: 'nothing is encrypted on a laptop' },
  'AWS::KMS::Key': { inertBecause: 'nothing is encrypted on a laptop' },
  'AWS::Pinpoint::APNSChannel': { inertBecause: 'no push leaves the laptop, so it needs no credentials' },
  'AWS::Pinpoint::APNSSandboxChannel': { inertBecause: 'no push leaves the laptop, so it needs no credentials' },
  'AWS::Pinpoint::GCMChannel': { inertBecause: 'no push leaves the laptop, so it needs no credentials' },
  'AWS::Scheduler::ScheduleGroup': { inertBecause: 'a name only; schedules run by themselves' },
};

/** Throws if the template holds a type that is neither imitated nor known to be inert, naming each such resource. */
export function checkResourceTypes(template: Template): void {
  const unlisted = Object.entries(template.Resources).filter(([, { Type }]) => !Object.hasOwn(resourceTypes, Type));
  if (unlisted.length === 0) return;
  const lines = unlisted.map(([logicalId, { Type }]) => `  ${logicalId}: ${Type}`);
  throw new Error(
    `The template holds resource types that the cloud on a laptop does not know:\n${lines.join('\n')}\n` +
      'List each in local/template/resource-types.ts as imitated (and imitate it) or inert (and say why).',
  );
}
