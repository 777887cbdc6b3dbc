// The rules of AWS: no stage has a finding that nobody has said to be meant, and what is not meant is found.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { findIn, meant } from '../../infra/findings.ts';
import { readStage, type Stage } from '../../infra/stage.ts';
import { stackOf } from './synthesized.ts';

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
