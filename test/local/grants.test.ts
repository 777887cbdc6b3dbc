// Grants: how IAM matches and decides, which grant each call asks for, and what a function gets that lacks one.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../local/cloud.ts';
import { needsOf } from '../../local/iam/aws-call.ts';
import { readGrants, readPolicy, whyRefused } from '../../local/iam/grants.ts';
import { arnOf, smallTemplate } from './small-template.ts';

const tableArn = 'arn:aws:dynamodb:eu-north-1:000000000000:table/Things';

describe('what a policy allows', () => {
  test.each([
    ['dynamodb:GetItem', tableArn, 'dynamodb:GetItem', tableArn, true],
    ['dynamodb:getitem', tableArn, 'dynamodb:GetItem', tableArn, true],
    ['dynamodb:GetItem', tableArn, 'dynamodb:GetItems', tableArn, false],
    ['dynamodb:Get', tableArn, 'dynamodb:GetItem', tableArn, false],
    ['dynamodb:*Item', tableArn, 'dynamodb:GetItem', tableArn, true],
    ['dynamodb:?etItem', tableArn, 'dynamodb:GetItem', tableArn, true],
    ['dynamodb:?tItem', tableArn, 'dynamodb:GetItem', tableArn, false],
    ['*', '*', 'dynamodb:GetItem', tableArn, true],
    ['dynamodb:GetItem', tableArn.toLowerCase(), 'dynamodb:GetItem', tableArn, false],
    ['dynamodb:Query', tableArn, 'dynamodb:Query', `${tableArn}/index/listed`, false],
    ['dynamodb:Query', `${tableArn}/index/*`, 'dynamodb:Query', `${tableArn}/index/listed`, true],
    ['dynamodb:Query', `${tableArn}/index/*`, 'dynamodb:Query', tableArn, false],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/Things', 'dynamodb:GetItem', tableArn, true],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:*:table/Things', 'dynamodb:GetItem', tableArn, false],
    ['s3:GetObject', 'arn:aws:s3:::b/catalogue/*', 's3:GetObject', 'arn:aws:s3:::b/catalogue/1/x:y', true],
    ['s3:GetObject', 'arn:aws:s3:::b/a.c', 's3:GetObject', 'arn:aws:s3:::b/abc', false],
    ['s3:GetObject', 'arn:aws:s3:::b', 's3:GetObject', 'arn:aws:s3:::b/a', false],
  ])('%s on %s: %s on %s is %s', (Action, Resource, action, resource, allowed) => {
    const statements = readPolicy('P', { Statement: { Effect: 'Allow', Action, Resource } });
    expect(whyRefused(statements, action, resource)).toBe(
      allowed ? undefined : `because no identity-based policy allows the ${action} action`,
    );
  });

  test('a deny outweighs every allow, and only where it applies', () => {
    const statements = readPolicy('P', {
      Statement: [
        { Effect: 'Allow', Action: ['dynamodb:*'], Resource: ['*'] },
        { Effect: 'Deny', Action: ['dynamodb:DeleteItem'], Resource: [tableArn] },
      ],
    });
    expect(whyRefused(statements, 'dynamodb:DeleteItem', tableArn)).toBe(
      'with an explicit deny in an identity-based policy',
    );
    expect(whyRefused(statements, 'dynamodb:GetItem', tableArn)).toBeUndefined();
    expect(whyRefused(statements, 'dynamodb:DeleteItem', `${tableArn}2`)).toBeUndefined();
  });

  const allow = { Effect: 'Allow', Action: 'a:B', Resource: '*' };
  test.each([
    [{ ...allow, Condition: { Bool: {} } }, 'P: Condition is not imitated.'],
    [{ ...allow, Action: ['kms:Decrypt', 'a:B'], Condition: { Bool: {} } }, 'P: Condition is not imitated.'],
    [{ Effect: 'Allow', NotAction: 'a:B', Resource: '*' }, 'P: NotAction is not imitated.'],
    [{ ...allow, Principal: '*', Sid: 'x' }, 'P: Principal is not imitated.'],
    [{ ...allow, Effect: 'allow' }, 'P: Effect allow is neither Allow nor Deny.'],
    [{ Effect: 'Allow', Action: 'a:B' }, 'P: a statement without Action or Resource.'],
    [{ ...allow, Resource: `arn:aws:s3:::b/\${aws:username}` }, 'P: policy variables are not imitated'],
  ])('%j is refused at the start', (statement, message) => {
    expect(() => readPolicy('P', { Statement: [statement] })).toThrow(message);
  });
});

test('rights to keys alone are passed over: nothing is encrypted on a laptop', () => {
  const statement = { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: '*', Condition: { StringEquals: {} } };
  expect(readPolicy('P', { Statement: statement })).toEqual([]);
});

describe('the grants of a function', () => {
  const statement = (Action: string) => ({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
  const roles = {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { Policies: [{ PolicyName: 'Inline', PolicyDocument: statement('a:Inline') }] },
    },
    Other: { Type: 'AWS::IAM::Role' },
    Attached: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: statement('a:Attached'), Roles: [{ Ref: 'Role' }] },
    },
    Foreign: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: statement('a:Foreign'), Roles: [{ Ref: 'Other' }] },
    },
  };
  const read = (resources: Parameters<typeof smallTemplate>[0], role = 'Role') => {
    const { template, resolve } = smallTemplate(resources);
    const roleArn = role in resources ? String(resolve.value(arnOf(role))) : role;
    return readGrants(template, resolve, { logicalId: 'Fn', functionName: 'fn', roleArn });
  };

  test('are its role’s inline and attached policies, nobody else’s', () => {
    const { principalArn, statements } = read(roles);
    expect(principalArn).toBe('arn:aws:sts::000000000000:assumed-role/Test-Role/fn');
    const allowed = ['a:Inline', 'a:Attached', 'a:Foreign'].filter((action) => !whyRefused(statements, action, 'x'));
    expect(allowed).toEqual(['a:Inline', 'a:Attached']);
  });

  test('a role that is not in the template, or gets more than can be read, is refused by name', () => {
    expect(() => read(roles, 'arn:aws:iam::1:role/x')).toThrow('Function Fn: its role arn:aws:iam::1:role/x');
    const managed = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    const withManaged = { ...roles, Role: { Type: 'AWS::IAM::Role', Properties: managed } };
    expect(() => read(withManaged)).toThrow('Role Role: ManagedPolicyArns is not imitated.');
    const conditional = { Statement: [{ Effect: 'Allow', Action: 'a:B', Resource: '*', Condition: {} }] };
    const Attached = { ...roles.Attached, Properties: { ...roles.Attached.Properties, PolicyDocument: conditional } };
    expect(() => read({ ...roles, Attached })).toThrow('Policy Attached of role Role: Condition is not imitated.');
  });
});

describe('which grants a call asks for', () => {
  const call = { region: 'r', accountId: '1', method: 'POST', path: '/', target: undefined, body: '' };
  const needs = (service: string, changes: object) =>
    needsOf({ ...call, service, ...changes })?.map(({ action, resource }) => `${action} ${resource}`);
  const json = (service: string, target: string, body: object) =>
    needs(service, { target, body: JSON.stringify(body) });
  const dynamodb = (operation: string, body: object) => json('dynamodb', `DynamoDB_20120810.${operation}`, body);

  test('DynamoDB', () => {
    const table = 'arn:aws:dynamodb:r:1:table/T';
    expect(dynamodb('GetItem', { TableName: 'T' })).toEqual([`dynamodb:GetItem ${table}`]);
    expect(dynamodb('GetItem', { TableName: table })).toEqual([`dynamodb:GetItem ${table}`]);
    expect(dynamodb('Query', { TableName: 'T', IndexName: 'i' })).toEqual([`dynamodb:Query ${table}/index/i`]);
    expect(dynamodb('BatchWriteItem', { RequestItems: { T: [], U: [] } })).toEqual([
      `dynamodb:BatchWriteItem ${table}`,
      'dynamodb:BatchWriteItem arn:aws:dynamodb:r:1:table/U',
    ]);
    const TransactItems = [{ Put: { TableName: 'T' } }, { ConditionCheck: { TableName: 'T' } }];
    expect(dynamodb('TransactWriteItems', { TransactItems })).toEqual([
      `dynamodb:PutItem ${table}`,
      `dynamodb:ConditionCheckItem ${table}`,
    ]);
  });

  test('SQS and EventBridge', () => {
    const QueueUrl = 'http://127.0.0.1:1/1/Q';
    expect(json('sqs', 'AmazonSQS.SendMessageBatch', { QueueUrl })).toEqual(['sqs:SendMessage arn:aws:sqs:r:1:Q']);
    expect(json('sqs', 'AmazonSQS.GetQueueUrl', { QueueName: 'Q' })).toEqual(['sqs:GetQueueUrl arn:aws:sqs:r:1:Q']);
    const Entries = [{ EventBusName: 'b' }, { EventBusName: 'b' }, {}];
    expect(json('events', 'AWSEvents.PutEvents', { Entries })).toEqual([
      'events:PutEvents arn:aws:events:r:1:event-bus/b',
      'events:PutEvents arn:aws:events:r:1:event-bus/default',
    ]);
  });

  test.each([
    ['s3', 'GET', '/b/c/1%20a?x-id=GetObject', 's3:GetObject arn:aws:s3:::b/c/1 a'],
    ['s3', 'HEAD', '/b/k', 's3:GetObject arn:aws:s3:::b/k'],
    ['s3', 'PUT', '/b/k?x-id=PutObject', 's3:PutObject arn:aws:s3:::b/k'],
    ['s3', 'DELETE', '/b/k?x-id=DeleteObject', 's3:DeleteObject arn:aws:s3:::b/k'],
    ['s3', 'GET', '/b?list-type=2&prefix=c', 's3:ListBucket arn:aws:s3:::b'],
    [
      'mobiletargeting',
      'POST',
      '/v1/apps/a/messages',
      'mobiletargeting:SendMessages arn:aws:mobiletargeting:r:1:apps/a/messages',
    ],
    [
      'geo',
      'POST',
      '/geofencing/v0/collections/c/put-geofences',
      'geo:BatchPutGeofence arn:aws:geo:r:1:geofence-collection/c',
    ],
  ])('%s %s %s', (service, method, path, need) => {
    expect(needs(service, { method, path })).toEqual([need]);
  });

  test('a call that is not known is an error that says where to add it; a service without imitation is let through', () => {
    const message = 'is not known. Add it to local/iam/aws-call.ts.';
    expect(() => needs('s3', { method: 'PUT', path: '/b/k?x-id=CopyObject' })).toThrow(message);
    expect(() => needs('s3', { method: 'PUT', path: '/b/k?acl' })).toThrow(message);
    expect(() => dynamodb('ExecuteStatement', { Statement: 'select' })).toThrow(message);
    expect(() => needs('dynamodb', { target: 'DynamoDB_20120810.GetItem', body: '{' })).toThrow(message);
    expect(() => json('events', 'AWSEvents.PutRule', {})).toThrow(message);
    expect(() => needs('geo', { path: '/geofencing/v0/collections' })).toThrow(message);
    expect(needs('sts', {})).toBeUndefined();
  });
});

describe('a function that lacks a grant', () => {
  const folders: string[] = [];
  const newFolder = () => {
    folders.push(mkdtempSync(join(tmpdir(), 'ravn-grants-')));
    return folders.at(-1)!;
  };
  let cloud: LocalCloud;

  beforeAll(async () => {
    const assemblyDir = newFolder();
    writeFileSync(
      join(assemblyDir, 'manifest.json'),
      JSON.stringify({ artifacts: { Caller: { type: 'aws:cloudformation:stack' } } }),
    );
    writeFileSync(join(assemblyDir, 'Caller.template.json'), JSON.stringify(callerTemplate()));
    cloud = await startLocalCloud({ assemblyDir, port: 0, dataDir: newFolder() });
  });
  afterAll(async () => {
    await cloud?.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  async function call(service: string, command: string, input: object) {
    const body = JSON.stringify({ service, command, input });
    const response = await fetch(`${cloud.apiUrl}/call`, { method: 'POST', body });
    return (await response.json()) as { name: string; message?: string; status?: number; attempts?: number };
  }
  const log = () => readFileSync(cloud.describe().functions[0]!.logFile, 'utf8');

  const key = { pk: { S: 'a' } };
  const things = { TableName: 'things' };
  const queue = (name: string) => `${cloud.describe().endpoints.SQS}/000000000000/${name}`;
  const Entries = [{ Id: '1', MessageBody: 'm' }];
  const event = (EventBusName: string) => ({
    Entries: [{ EventBusName, Source: 's', DetailType: 'd', Detail: '{}' }],
  });
  const push = (ApplicationId: string) => ({
    ApplicationId,
    MessageRequest: {
      Addresses: { token: { ChannelType: 'GCM' } },
      MessageConfiguration: { GCMMessage: { Title: 't' } },
    },
  });
  const collection = (CollectionName: string) => ({ CollectionName, GeofenceIds: ['x'] });

  test.each<[service: string, command: string, input: () => object]>([
    ['dynamodb', 'PutItem', () => ({ ...things, Item: key })],
    ['dynamodb', 'BatchWriteItem', () => ({ RequestItems: { things: [{ PutRequest: { Item: key } }] } })],
    ['sqs', 'SendMessageBatch', () => ({ QueueUrl: queue('open'), Entries })],
    ['s3', 'PutObject', () => ({ Bucket: 'files', Key: 'open/a', Body: 'x'.repeat(3_000_000) })],
    ['events', 'PutEvents', () => event('open')],
    ['mobiletargeting', 'SendMessages', () => push('open')],
    ['geo', 'BatchDeleteGeofence', () => collection('open')],
  ])('%s %s passes where it is granted', async (service, command, input) => {
    expect(await call(service, command, input())).toEqual({ name: 'none' });
  });

  test.each<[service: string, command: string, input: () => object, name: string, status: number, words: string]>([
    [
      'dynamodb',
      'GetItem',
      () => ({ ...things, Key: key }),
      'AccessDeniedException',
      400,
      'dynamodb:GetItem on resource: arn:aws:dynamodb:eu-north-1:000000000000:table/things because no',
    ],
    [
      'dynamodb',
      'DeleteItem',
      () => ({ ...things, Key: key }),
      'AccessDeniedException',
      400,
      'with an explicit deny in an identity-based policy',
    ],
    [
      'sqs',
      'SendMessageBatch',
      () => ({ QueueUrl: queue('closed'), Entries }),
      'AccessDenied',
      403,
      'sqs:SendMessage on resource: arn:aws:sqs:eu-north-1:000000000000:closed',
    ],
    ['sqs', 'ReceiveMessage', () => ({ QueueUrl: queue('open') }), 'AccessDenied', 403, 'sqs:ReceiveMessage'],
    [
      's3',
      'PutObject',
      () => ({ Bucket: 'files', Key: 'closed', Body: 'x' }),
      'AccessDenied',
      403,
      's3:PutObject on resource: arn:aws:s3:::files/closed',
    ],
    [
      's3',
      'PutObject',
      () => ({ Bucket: 'files', Key: 'closed', Body: 'x'.repeat(3_000_000) }),
      'AccessDenied',
      403,
      's3:PutObject',
    ],
    ['s3', 'GetObject', () => ({ Bucket: 'files', Key: 'open/a' }), 'AccessDenied', 403, 's3:GetObject'],
    [
      's3',
      'CopyObject',
      () => ({ Bucket: 'files', Key: 'open/b', CopySource: 'files/open/a' }),
      'AccessDenied',
      403,
      'Add it to local/iam/aws-call.ts',
    ],
    [
      'events',
      'PutEvents',
      () => event('closed'),
      'AccessDeniedException',
      400,
      'events:PutEvents on resource: arn:aws:events:eu-north-1:000000000000:event-bus/closed',
    ],
    [
      'mobiletargeting',
      'SendMessages',
      () => push('closed'),
      'AccessDeniedException',
      403,
      'mobiletargeting:SendMessages on resource: arn:aws:mobiletargeting:eu-north-1:000000000000:apps/closed/messages',
    ],
    ['geo', 'BatchDeleteGeofence', () => collection('closed'), 'AccessDeniedException', 403, 'geo:BatchDeleteGeofence'],
  ])('%s %s is refused as AWS would, once, and logged', async (service, command, input, name, status, words) => {
    let pushes = 0;
    cloud.onPush(() => (pushes += 1));
    const refused = await call(service, command, input());
    expect(refused).toMatchObject({ name, status, attempts: 1, message: expect.stringContaining(words) });
    // A worker's lines pass through the runner's loop and may come after its answer.
    await expect.poll(() => log()).toContain(refused.message);
    expect(pushes).toBe(0);
  });

  test('nothing of what was refused reached its service, and the connections still serve', async () => {
    const s3 = await fetch(`${cloud.describe().endpoints.S3}/files/closed`);
    expect(s3.status).toBe(404);
    const puts = Array.from({ length: 120 }, (_, i) =>
      call('dynamodb', i % 2 ? 'PutItem' : 'GetItem', i % 2 ? { ...things, Item: key } : { ...things, Key: key }),
    );
    const names = (await Promise.all(puts)).map(({ name }) => name);
    expect(names.filter((name) => name === 'none')).toHaveLength(60);
    expect(names.filter((name) => name === 'AccessDeniedException')).toHaveLength(60);
  });
});

/** One function, and for each service something it may do and something it may not. */
function callerTemplate() {
  const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
  const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
  const bus = (Name: string) => ({ Type: 'AWS::Events::EventBus', Properties: { Name } });
  const document = {
    Statement: [
      allow(['dynamodb:PutItem', 'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem'], arnOf('Table')),
      { Effect: 'Deny', Action: 'dynamodb:Delete*', Resource: '*' },
      allow('sqs:SendMessage', arnOf('Open')),
      allow('s3:PutObject', { 'Fn::Join': ['', [arnOf('Bucket'), '/open/*']] }),
      allow('events:PutEvents', arnOf('OpenBus')),
      allow('mobiletargeting:SendMessages', 'arn:aws:mobiletargeting:eu-north-1:000000000000:apps/open/messages'),
      allow('geo:BatchDeleteGeofence', 'arn:aws:geo:eu-north-1:000000000000:geofence-collection/open'),
    ],
  };
  return {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          TableName: 'things',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          Replicas: [{ Region: { Ref: 'AWS::Region' } }],
        },
      },
      Open: queue('open'),
      Closed: queue('closed'),
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
      OpenBus: bus('open'),
      ClosedBus: bus('closed'),
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
      Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document, Roles: [{ Ref: 'Role' }] } },
      Caller: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'caller',
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Code: { S3Key: 'caller.zip' },
          Role: arnOf('Role'),
          MemorySize: 512,
          Timeout: 20,
        },
        Metadata: { 'aws:asset:path': `${import.meta.dirname}/fixtures/asset.caller` },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
      Stage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
      },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: arnOf('Caller'),
          PayloadFormatVersion: '2.0',
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey: 'POST /call',
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
        },
      },
    },
  };
}
