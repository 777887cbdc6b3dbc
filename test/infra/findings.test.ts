// The rules of AWS: no stage has a finding that nobody has said to be meant, what is not meant is found, and so is what the packs do not look at.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { findIn, meant } from '../../infra/findings.ts';
import { readStage, type Stage } from '../../infra/stage.ts';
import { type Resource, said, stackOf, synthesized } from './synthesized.ts';

interface Report {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}

/** `rule at construct`, for each finding of the two packs. */
function findings(build: (app: App) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'ravn-findings-'));
  const app = new App({ outdir });
  findIn(app);
  build(app);
  try {
    app.synth();
  } catch (error) {
    if ((error as Error).name !== 'ValidationFailed') throw error;
  }
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
  rmSync(outdir, { recursive: true });
  const packs = pluginReports.filter(({ pluginName }) => ['AwsSolutions', 'Serverless'].includes(pluginName));
  expect(packs).toHaveLength(2);
  return packs.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    ),
  );
}

describe('a stage', () => {
  it.each(['local', 'dev', 'prod'])('%s: nothing is found that is not meant', (name) => {
    expect(findings((app) => stackOf(app, readStage(name)))).toEqual([]);
  });

  it('with what none of these asks for: nothing is found that is not meant', () => {
    const asked: Stage = {
      ...readStage('dev'),
      bus: { mode: 'existing', name: 'platform' },
      alarmEmails: ['on-call@acme.dk'],
      traces: true,
    };
    expect(findings((app) => stackOf(app, asked))).toEqual([]);
  });
});

describe('what is not meant', () => {
  const careless = (app: App) => {
    const stack = new Stack(app, 'Careless');
    new Queue(stack, 'Queue');
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    return stack;
  };

  it('is found', () => {
    expect(findings(careless)).toEqual(
      expect.arrayContaining([
        'AwsSolutions-SQS4 at Careless/Queue/Resource',
        'AwsSolutions-IAM5[Action::dynamodb:*] at Careless/Role/DefaultPolicy/Resource',
        'AwsSolutions-IAM5[Resource::*] at Careless/Role/DefaultPolicy/Resource',
      ]),
    );
  });

  it('is found although something else is meant', () => {
    const found = findings((app) => meant(careless(app), 'because', 'AwsSolutions-SQS4'));
    expect(found.filter((finding) => finding.includes('SQS4'))).toEqual([]);
    expect(found.filter((finding) => finding.includes('IAM5'))).toHaveLength(2);
  });
});

it('keeps a reason of some words for everything that is meant', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'ravn-findings-'));
  const stack = stackOf(new App({ outdir }), readStage('prod'));
  const reasons = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.values(data as Record<string, string>));
  rmSync(outdir, { recursive: true });
  expect(reasons.length).toBeGreaterThan(30);
  for (const reason of reasons) expect(String(reason).split(' ').length).toBeGreaterThan(4);
});

// Each with the control of AWS Foundational Security Best Practices it belongs to. Keys (KMS.1, KMS.4, S3.17, SQS.1): data-key.test.ts.
describe.each(['local', 'dev', 'prod'])('what the packs do not look at: %s', (name) => {
  const template = synthesized(name);
  const all = (type: string) =>
    (Object.entries(template.findResources(type)) as [string, Resource][]).map(([id, { Properties }]) => ({
      id,
      ...Properties,
    }));
  const every = (type: string, least = 1) => {
    const found = all(type);
    expect(found.length).toBeGreaterThanOrEqual(least);
    return found;
  };

  it('every table can be restored (DynamoDB.2), refuses to be deleted as the stage says (DynamoDB.6), and forgets', () => {
    for (const { Replicas, TimeToLiveSpecification } of every('AWS::DynamoDB::GlobalTable')) {
      expect(TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true });
      for (const replica of Replicas) {
        expect(replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
        expect(replica.DeletionProtectionEnabled).toBe(readStage(name).deletionProtection);
      }
    }
  });

  it('every bucket is closed to the public (S3.8) and to who does not encrypt (S3.5)', () => {
    const policies = every('AWS::S3::BucketPolicy');
    for (const { id, PublicAccessBlockConfiguration } of every('AWS::S3::Bucket', 2)) {
      expect(Object.values(PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      const { PolicyDocument } = policies.find(({ Bucket }) => Bucket.Ref === id)!;
      expect(PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });

  it('every queue that is worked off is so message by message, by so many at a time, patiently, and gives up into another that keeps longer', () => {
    const queues = new Map(every('AWS::SQS::Queue', 20).map((queue) => [queue.id, queue]));
    const functions = new Map(all('AWS::Lambda::Function').map((fn) => [fn.id, fn]));
    for (const mapping of every('AWS::Lambda::EventSourceMapping', 10)) {
      expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(mapping.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      const queue = queues.get(mapping.EventSourceArn['Fn::GetAtt'][0])!;
      const leastSeconds =
        6 * functions.get(mapping.FunctionName.Ref)!.Timeout + (mapping.MaximumBatchingWindowInSeconds ?? 0);
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(leastSeconds);
      expect(queue.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
      const deadLetters = queues.get(queue.RedrivePolicy.deadLetterTargetArn['Fn::GetAtt'][0])!;
      expect(deadLetters.RedrivePolicy).toBeUndefined();
      expect(deadLetters.MessageRetentionPeriod).toBeGreaterThan(queue.MessageRetentionPeriod);
    }
  });

  it('every rule and schedule says how often and how long it tries, and where it ends; so does Lambda for what they call', () => {
    const targets = [
      ...every('AWS::Events::Rule').flatMap(({ Targets }) => Targets),
      ...every('AWS::Scheduler::Schedule').map(({ Target }) => Target),
    ];
    for (const { RetryPolicy, DeadLetterConfig } of targets) {
      expect(Object.keys(RetryPolicy).sort()).toEqual(['MaximumEventAgeInSeconds', 'MaximumRetryAttempts']);
      expect(said(DeadLetterConfig.Arn)).toBe('UndeliveredQueue');
    }
    const called = new Set(targets.map(({ Arn }) => said(Arn)).filter((target) => !target.endsWith('Queue')));
    const configured = all('AWS::Lambda::EventInvokeConfig').map((config) => {
      expect(config.MaximumRetryAttempts + config.MaximumEventAgeInSeconds).toBeGreaterThan(0);
      expect(said(config.DestinationConfig.OnFailure.Destination)).toBe('UndeliveredQueue');
      return said(config.FunctionName);
    });
    expect(new Set(configured)).toEqual(called);
  });

  it('every log ends (CloudWatch.16, whose year is the stage’s to choose), and every function writes to one of ours', () => {
    const logs = every('AWS::Logs::LogGroup', 10).map(({ id, RetentionInDays }) => {
      expect(RetentionInDays).toBe(readStage(name).logRetentionDays);
      return id;
    });
    for (const { LoggingConfig } of every('AWS::Lambda::Function', 30))
      expect(logs).toContain(LoggingConfig.LogGroup.Ref);
  });

  it('every route wants a token (APIGateway.8), every stage logs its requests (APIGateway.9)', () => {
    for (const { AuthorizationType } of every('AWS::ApiGatewayV2::Route', 30)) expect(AuthorizationType).toBe('JWT');
    for (const { AccessLogSettings } of every('AWS::ApiGatewayV2::Stage'))
      expect(AccessLogSettings.Format).toMatch(/status/);
  });

  it('no right is to everything (IAM.1, IAM.21), no role two functions’, no function anybody’s to call (Lambda.1)', () => {
    for (const { PolicyDocument } of every('AWS::IAM::Policy', 30))
      for (const { Action, Resource: on } of PolicyDocument.Statement) {
        expect([Action].flat().join()).not.toContain('*');
        expect([on].flat()).not.toContain('*');
      }
    const roles = every('AWS::Lambda::Function').map(({ Role: role }) => role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(roles.length);
    for (const { Principal, SourceArn } of every('AWS::Lambda::Permission', 30)) {
      expect(Principal).toMatch(/^(apigateway|events)\.amazonaws\.com$/);
      expect(SourceArn).toBeDefined();
    }
  });
});
