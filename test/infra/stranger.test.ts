// A stranger's path: the stage file of README's Deploy section, with values of her own and nothing else, is a deployment of her own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import { exampleFields, parseStage } from '../../infra/stage.ts';
import { functionsOf, said, synthesized } from './synthesized.ts';

const root = resolve(import.meta.dirname, '../..');
const deploySection = readFileSync(join(root, 'README.md'), 'utf8')
  .split(/^## /m)
  .find((section) => section.startsWith('Deploy\n'))!;
const example = /^```json\n(.*?)^```$/ms.exec(deploySection)![1]!;

/** What stands in the README, and what the stranger writes there. */
const hers = {
  'https://login.example.com/': 'https://id.acme.dk/realms/shop/',
  ravn: 'acme-app',
  '00000000000000000000000000000000': '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  'platform-events': 'acme.core',
  'weather@example.com': 'weather@acme.dk',
  'on-call@example.com': 'on-call@acme.dk',
};
const written = Object.entries(hers).reduce((text, [from, to]) => {
  expect(text.split(`"${from}"`)).toHaveLength(2);
  return text.replace(`"${from}"`, `"${to}"`);
}, example);

const folder = mkdtempSync(join(tmpdir(), 'ravn-stranger-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'acme.json');
writeFileSync(file, written);

const template = synthesized(parseStage('acme', JSON.parse(written)));

/** Nobody is signed in, and no instance's own role is asked for. */
const { HOME: _, ...inherited } = process.env;
const nobody = {
  ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !name.startsWith('AWS_'))),
  HOME: folder,
  AWS_REGION: 'eu-north-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** What she would look for in the template. */
function expectHers(template: Template): void {
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    JwtConfiguration: { Issuer: 'https://id.acme.dk/realms/shop/', Audience: ['acme-app'] },
  });
  const resources = Object.entries(template.toJSON().Resources as Record<string, { Type: string }>);
  const madeAnew = resources.filter(([, { Type }]) =>
    /^AWS::(Cognito|Pinpoint)|::EventBus|::CloudFront|::Location/.test(Type),
  );
  expect(madeAnew).toEqual([]);

  const functions = Object.values(functionsOf(template));
  const pushes = functions.filter(({ Properties }) => Properties.Environment.Variables.PUSH_APPLICATION_ID);
  expect(pushes.map(({ Properties }) => Properties.Environment.Variables.PUSH_APPLICATION_ID)).toEqual([
    '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  ]);
  const buses = functions.flatMap(({ Properties }) => Properties.Environment.Variables.EVENT_BUS_NAME ?? []);
  expect(new Set(buses)).toEqual(new Set(['acme.core']));
  expect(granted(template, 'mobiletargeting:SendMessages')).toEqual([
    'arn:<AWS::Partition>:mobiletargeting:<AWS::Region>:<AWS::AccountId>:apps/0a1b2c3d4e5f60718293a4b5c6d7e8f9/messages',
  ]);
  expect(granted(template, 'events:PutEvents')).toEqual(
    buses.map(() => 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/acme.core'),
  );
  const rules = Object.values(
    template.findResources('AWS::Events::Rule', { Properties: { EventBusName: 'acme.core' } }),
  );
  expect(rules.map(({ Properties }) => Properties.EventPattern['detail-type'].length).sort()).toEqual([1, 1, 4]);

  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'on-call@acme.dk' });
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  template.hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Retain',
    Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
  });
  const outputs = Object.entries(template.findOutputs('*')).map(([name, { Value }]) => [name, Value]);
  expect(Object.fromEntries(outputs)).toMatchObject({
    ApiUrl: { 'Fn::GetAtt': [expect.stringMatching(/^HttpApi/), 'ApiEndpoint'] },
    Issuer: 'https://id.acme.dk/realms/shop/',
    BusName: 'acme.core',
    PushApplicationId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  });
}

/** What the right is given on, once for each role that has it. */
function granted(template: Template, action: string): string[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[],
    )
    .filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Resource }) => [Resource].flat().map(said));
}

it('the README’s example is a stage, and says what in it is hers to replace', () => {
  expect(Object.keys(exampleFields(parseStage('acme', JSON.parse(example))))).toEqual([
    'auth.issuer',
    'weather.contact',
    'alarmEmails',
    'push.applicationId',
  ]);
  expect(exampleFields(parseStage('acme', JSON.parse(written)))).toEqual({});
});

it('with her values it is her deployment', () => {
  expectHers(template);
});

describe('the way she takes, from a file outside the checkout', () => {
  const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd: root, env: nobody, encoding: 'utf8' });

  it('deploying without being signed in says so, and what to do, before anything is built', () => {
    const { status, stderr } = run('infra/deploy.ts', '--stage', file);
    expect(stderr).toMatch(
      /^✗ AWS does not know who is asking \(CredentialsProviderError.*\n {4}Sign in \(`aws sso login`/,
    );
    expect(status).toBe(1);
  });

  // half a minute: the bundles, the CDK's CLI and AWS's own rules
  it.runIf(process.env.RAVN_STRANGER)('npm run cdk -- synth, without a network', { timeout: 300_000 }, () => {
    const out = join(folder, 'cdk.out');
    const npm = ['npm', 'run', '--silent', 'cdk', '--', 'synth', '--quiet', '-c', `stage=${file}`, '--output', out];
    const offline = ['unshare', '--map-root-user', '--net'];
    const mayCut = spawnSync(offline[0]!, [...offline.slice(1), 'true']).status === 0;
    if (!mayCut) console.warn('The network cannot be cut here (unshare): synthesized beside it');
    const [command, ...words] = mayCut ? [...offline, ...npm] : npm;
    const { status, stderr } = spawnSync(command!, words, { cwd: root, env: nobody, encoding: 'utf8' });
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expectHers(Template.fromJSON(JSON.parse(readFileSync(join(out, 'Ravn.template.json'), 'utf8'))));
  });
});
