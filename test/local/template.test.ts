// The resolver against every form of intrinsic a template may hold, and what it must refuse.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholders look like this
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkResourceTypes, resourceTypes } from '../../local/template/resource-types.ts';
import { keepSecrets } from '../../local/template/secrets.ts';
import { createResolver, displayName, openAssembly, type Template } from '../../local/template/template.ts';

const { template, stackName } = openAssembly(`${import.meta.dirname}/fixtures/assembly`);
const resolver = (of: Template = template) =>
  createResolver({
    secrets: (name) => `secret-of-${name}`,
    template: of,
    stackName,
    region: 'eu-north-1',
    accountId: '000000000000',
    queueEndpoint: 'http://127.0.0.1:1',
    apiEndpoint: 'http://127.0.0.1:2',
  });

describe('references', () => {
  const cases: [string, unknown, unknown][] = [
    ['a queue is its URL', { Ref: 'Work' }, 'http://127.0.0.1:1/000000000000/fixture-Work'],
    ['a table is its name', { Ref: 'Table' }, 'fixture-Table'],
    ['a bucket is its name, in lower case', { Ref: 'Bucket' }, 'fixture-bucket'],
    ['a bus is its given name', { Ref: 'Bus' }, 'fixture-bus'],
    ['an authorizer is its id, although it has a name', { Ref: 'Jwt' }, 'Jwt'],
    ['an API is its id, although it has a name', { Ref: 'Api' }, 'Api'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-north-1'],
    ['an ARN', { 'Fn::GetAtt': ['Work', 'Arn'] }, 'arn:aws:sqs:eu-north-1:000000000000:fixture-Work'],
    ['an ARN as text', { 'Fn::GetAtt': 'Probe.Arn' }, 'arn:aws:lambda:eu-north-1:000000000000:function:probe'],
    ['an ARN without region', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::fixture-bucket'],
    ['an attribute', { 'Fn::GetAtt': ['Work', 'QueueName'] }, 'fixture-Work'],
    ['the address of the API', { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, 'http://127.0.0.1:2'],
    ['joined', { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] }, 'integrations/Integration'],
    [
      'substituted',
      { 'Fn::Sub': '${AWS::StackName} ${Work.Arn} ${!kept}' },
      'fixture arn:aws:sqs:eu-north-1:000000000000:fixture-Work ${kept}',
    ],
    [
      'substituted with variables',
      { 'Fn::Sub': ['${a}-${Bus}', { a: { Ref: 'Table' } }] },
      'fixture-Table-fixture-bus',
    ],
    ['selected from a split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Table' }] }] }, 'Table'],
    [
      'a secret, by its name',
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Table' }, ':SecretString:::}}']] },
      'secret-of-fixture-Table',
    ],
    [
      'a version of a secret: on a laptop there is one',
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Table' }, ':SecretString:::0d5d3a53-5c0e}}']] },
      'secret-of-fixture-Table',
    ],
    ['deep inside', { a: [{ b: { Ref: 'Bus' } }, 1, null] }, { a: [{ b: 'fixture-bus' }, 1, null] }],
    ['no value', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
    ['what only looks like one', { Condition: { Bool: { x: 'y' } } }, { Condition: { Bool: { x: 'y' } } }],
  ];
  test.each(cases)('%s', (_, expression, expected) => {
    expect(resolver().value(expression)).toEqual(expected);
  });

  test('a function is found by its name and by its ARN, nothing else is', () => {
    const { functionByArn } = resolver();
    expect(functionByArn('probe')).toBe('Probe');
    expect(functionByArn('arn:aws:lambda:eu-north-1:000000000000:function:probe')).toBe('Probe');
    expect(functionByArn('arn:aws:sqs:eu-north-1:000000000000:fixture-Work')).toBeUndefined();
  });
});

describe('refusals name what is wrong', () => {
  test.each([
    [{ 'Fn::FindInMap': ['Map', 'a', 'b'] }, /Fn::FindInMap is not imitated.*"Map"/],
    [{ 'Fn::Join': ['', ['{{resolve:ssm:', 'name}}']] }, /dynamic reference is not imitated: \{\{resolve:ssm:name/],
    [{ 'Fn::If': ['IsProd', 1, 2] }, /Fn::If is not imitated/],
    [{ Condition: 'IsProd' }, /Condition is not imitated/],
    [{ Ref: 'Nowhere' }, /Nowhere, which it does not contain/],
    [{ 'Fn::GetAtt': ['Work', 'Colour'] }, /Work\.Colour \(AWS::SQS::Queue\) is not imitated/],
    [{ 'Fn::GetAtt': ['Jwt', 'Arn'] }, /no ARN is known for AWS::ApiGatewayV2::Authorizer/],
  ])('%j', (expression, message) => {
    expect(() => resolver().value({ in: [expression] })).toThrow(message);
  });

  test('a resource type that is not listed is named with its resource', () => {
    const unlisted = { Type: 'AWS::Lex::Bot', Properties: {} };
    const inherited = { Type: 'constructor', Properties: {} };
    expect(() => checkResourceTypes(template)).not.toThrow();
    expect(() => checkResourceTypes({ Resources: { ...template.Resources, Talker: unlisted } })).toThrow(
      /Talker: AWS::Lex::Bot/,
    );
    expect(() => checkResourceTypes({ Resources: { Odd: inherited } })).toThrow(/Odd: constructor/);
  });

  test('an assembly of several stacks', () => {
    expect(() => openAssembly(`${import.meta.dirname}/fixtures/two-stacks`)).toThrow(/holds 2 stacks/);
  });
});

test('every type that is imitated names a file there is', () => {
  for (const [type, treatment] of Object.entries(resourceTypes))
    if ('imitatedBy' in treatment)
      expect(existsSync(`${import.meta.dirname}/../../local/${treatment.imitatedBy}`), type).toBe(true);
});

test('a secret is drawn once, and kept between starts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ravn-secrets-'));
  const first = keepSecrets(folder)('A');
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(keepSecrets(folder)('B')).not.toBe(first);
  expect(keepSecrets(folder)('A')).toBe(first);
  rmSync(folder, { recursive: true });
});

test('names for people', () => {
  const of = (resource: object) =>
    displayName({ Resources: { Work1234ABCD: { Type: 'T', Properties: {}, ...resource } } }, 'Work1234ABCD');
  expect(of({})).toBe('Work');
  expect(of({ Metadata: { 'aws:cdk:path': 'Ravn/Deliveries/Queue/Resource' } })).toBe('Deliveries/Queue');
  expect(of({ Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'tick' } } } })).toBe('tick');
});
