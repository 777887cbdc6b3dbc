// What a pull request must show: every right as a line of docs/permissions.md, nothing that holds something replaced, no name that stages share.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listedStage, type PermissionTemplate, permissionsPage } from '../../infra/permissions.ts';
import { synthesized } from './synthesized.ts';

const template = synthesized(listedStage()).toJSON() as PermissionTemplate;

it('docs/permissions.md is what the template gives: `npm run permissions` writes it anew', () => {
  const written = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  expect(permissionsPage(template)).toBe(written);
  expect(written).not.toMatch(/:\d{12}:|undefined|\[object/);
});

describe('a changed right is a changed line', () => {
  const lines = (changed: PermissionTemplate) => permissionsPage(changed).split('\n');
  const before = lines(template);
  const added = (change: (resources: PermissionTemplate['Resources']) => void) => {
    const changed = structuredClone(template);
    change(changed.Resources);
    return lines(changed).filter((line) => !before.includes(line));
  };
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own JSON
  const policyOf = (resources: PermissionTemplate['Resources'], name: string): any =>
    Object.entries(resources).find(([id]) => id.startsWith(name))![1].Properties!;
  const live = 'FunctionsCollectLiveRoleDefaultPolicy';
  const statement = (over: object) => ({
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: { Ref: 'Other0A1B2C3D' },
    ...over,
  });

  it.each<[string, (resources: PermissionTemplate['Resources']) => void, string]>([
    [
      'an action more, in a statement of its own',
      (resources) =>
        policyOf(resources, live).PolicyDocument.Statement.push(
          statement({
            Action: 'dynamodb:Scan',
            Resource: policyOf(resources, live).PolicyDocument.Statement.find(
              ({ Action }: { Action: string }) => Action === 'dynamodb:PutItem',
            ).Resource,
          }),
        ),
      '| `collect-live` | `Table` | `dynamodb:PutItem, dynamodb:Scan` |  |',
    ],
    [
      'a condition',
      (resources) =>
        policyOf(resources, live).PolicyDocument.Statement.push(
          statement({ Condition: { StringEquals: { 'a:B': ['x', { Ref: 'AWS::Region' }] } } }),
        ),
      '| `collect-live` | `Other` | `sqs:SendMessage` | `StringEquals a:B <AWS::Region> or x` |',
    ],
    [
      'a refusal',
      (resources) => policyOf(resources, live).PolicyDocument.Statement.push(statement({ Effect: 'Deny' })),
      '| `collect-live` | `Other` | `never sqs:SendMessage` |  |',
    ],
    [
      'a policy of AWS’s',
      (resources) =>
        (policyOf(resources, 'FunctionsCollectLiveRole').ManagedPolicyArns = ['arn:aws:iam::aws:policy/Admin']),
      '| `collect-live` | `arn:aws:iam::aws:policy/Admin` | `all that it says` |  |',
    ],
    [
      'a policy within the role',
      (resources) =>
        (policyOf(resources, 'FunctionsCollectLiveRole').Policies = [
          { PolicyDocument: { Statement: [statement({})] } },
        ]),
      '| `collect-live` | `Other` | `sqs:SendMessage` |  |',
    ],
    [
      'a role that somebody else may take on',
      (resources) =>
        (policyOf(resources, 'FunctionsCollectLiveRole').AssumeRolePolicyDocument.Statement[0].Principal = {
          AWS: '*',
        }),
      '| `collect-live` | `*` | `sts:AssumeRole` |  |',
    ],
    [
      'a caller',
      (resources) =>
        (resources.More = {
          Type: 'AWS::Lambda::Permission',
          Properties: { FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' },
        }),
      '| `f` | `s3.amazonaws.com` | `anywhere` | `lambda:InvokeFunction` |',
    ],
    [
      'a key that others may use',
      (resources) =>
        (resources.Key0A1B2C3D = {
          Type: 'AWS::KMS::Key',
          Properties: {
            KeyPolicy: {
              Statement: statement({
                Action: 'kms:Decrypt',
                Resource: '*',
                Principal: { Service: 'events.amazonaws.com' },
              }),
            },
          },
        }),
      '| `Key` | `events.amazonaws.com` | `kms:Decrypt` |  |',
    ],
  ])('%s', (_, change, line) => {
    expect(added(change)).toEqual([line]);
  });

  it('what it has no words for is an error, not a gap', () => {
    expect(() =>
      added((resources) =>
        policyOf(resources, live).PolicyDocument.Statement.push({ Effect: 'Allow', NotAction: 'a:B', Resource: '*' }),
      ),
    ).toThrow('NotAction');
  });
});

/** What holds something or has an address that others know, and the properties of which a change makes a new one of it. */
const replacedBy: Record<string, string[]> = {
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::CloudFront::Distribution': [],
  'AWS::Cognito::UserPool': ['UsernameAttributes', 'AliasAttributes', 'UsernameConfiguration'],
  'AWS::Cognito::UserPoolClient': ['GenerateSecret'],
  'AWS::Cognito::UserPoolDomain': ['Domain'],
  'AWS::Cognito::UserPoolResourceServer': ['Identifier'],
  'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion'],
  'AWS::Location::GeofenceCollection': ['CollectionName', 'KmsKeyId'],
  'AWS::Pinpoint::App': [],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  // the same resource, but another secret in it: no tombstone would be recognised
  'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString'],
};

function lasting({ Resources }: PermissionTemplate): string[] {
  const lines = Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const lastingProperties = replacedBy[Type]?.flatMap((name) =>
      Properties[name] === undefined ? [] : [` ${name}=${JSON.stringify(Properties[name])}`],
    );
    return lastingProperties ? [`${Type.slice('AWS::'.length)} ${id}${lastingProperties.join('')}`] : [];
  });
  return lines.sort();
}

// A construct that is renamed or moved gets another logical id, and CloudFormation makes an empty table beside the full one. A line may be
// added here; who changes or removes one loses what lies in it, or takes away an address, and says in CHANGELOG.md what becomes of it.
const queues = [
  'DecisionsDeadLetters3110498F DecisionsQueue88CFE309 DeliveriesDeadLetters27691B20 DeliveriesQueue99C7B338',
  'DropsDeadLetters3AA65D62 DropsQueue50128961 ErasuresDeadLetters96DF526B ErasuresQueueAA2077AC',
  'LessonsDeadLettersE6B765CF LessonsQueue36E6334C OutcomesDeadLetters297FD6F6 OutcomesQueue0A989C3B',
  'PlacesDeadLettersDC40E9F3 PlacesQueue7055ECAF PublicationsDeadLettersFE3EA912 PublicationsQueue13D95AD0',
  'SimulationsDeadLetters3B279BE5 SimulationsQueueE1E340CE TalliesDeadLetters692FCCB6 TalliesQueueA68FDBFB',
  'UndeliveredQueue47FA64CB',
].flatMap((line) => line.split(' ').map((id) => `SQS::Queue ${id}`));
const everywhere = [
  'ApiGatewayV2::Api HttpApi4E1D4184 ProtocolType="HTTP"',
  'DynamoDB::GlobalTable Table710B521B KeySchema=[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]',
  'S3::Bucket CatalogueBucket17C97E8C',
  'S3::Bucket DropBucket0EBEB047',
  'KMS::Key DataKey2A0DE9E6',
  ...queues,
  'SecretsManager::Secret ErasureSecret7DA571A5 GenerateSecretString={"ExcludePunctuation":true,"PasswordLength":64}',
];

it('what holds something, or has an address, is what it was', () => {
  expect(lasting(template)).toEqual(
    [
      ...everywhere,
      'CloudFront::Distribution ConsoleDistribution022D3262',
      'Events::EventBus Bus95A03305 Name="ravn-prod"',
      'S3::Bucket ConsoleBucket86B6957C',
      'Location::GeofenceCollection MirrorCollectionFEC1CAEA CollectionName="ravn"',
    ].sort(),
  );
  expect(lasting(synthesized('dev').toJSON() as PermissionTemplate)).toEqual(
    [
      ...everywhere,
      'Cognito::UserPool SignInUsers1801E146 UsernameAttributes=["email"]',
      'Cognito::UserPoolClient SignInUsersCustomers49F77AB4',
      'Cognito::UserPoolClient SignInUsersMarketers82C33217 GenerateSecret=true',
      'Cognito::UserPoolClient SignInUsersPartners77B052B5 GenerateSecret=true',
      'Cognito::UserPoolDomain SignInUsersDomainF49EFCE4 Domain={"Fn::Join":["",["ravn-dev-",{"Ref":"AWS::AccountId"}]]}',
      'Cognito::UserPoolResourceServer SignInUsersScopesE2E4C631 Identifier="ravn"',
      'Events::EventBus Bus95A03305 Name="ravn-dev"',
      'Pinpoint::App PushApp3D2EB424',
    ].sort(),
  );
});

it('what has a name of its own in the account bears the stage’s: two stages live side by side', () => {
  const names = Object.entries(template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const config = Object.entries(Properties).find(([key]) => /Config$/.test(key))?.[1] as object | undefined;
    const named = Object.entries({ ...config, ...Properties }).filter(([key]) => ownName.test(`${Type}.${key}`));
    return named.map(([key, name]) => `${id}.${key} ${JSON.stringify(name)}`);
  });
  expect(names.length).toBeGreaterThan(5);
  // the collection’s name is the stage file’s; the preflight asks whether it is free
  expect(names.filter((name) => !/prod/.test(name))).toEqual(['MirrorCollectionFEC1CAEA.CollectionName "ravn"']);
});

/** Properties by which a resource is known in its account. */
const ownName =
  /::(GlobalTable\.TableName|Bucket\.BucketName|Queue\.QueueName|Function\.(Name|FunctionName)|Role\.RoleName|ManagedPolicy\.ManagedPolicyName|EventBus\.Name|Rule\.Name|Schedule\.Name|Api\.Name|Secret\.Name|Topic\.TopicName|Alarm\.AlarmName|Dashboard\.DashboardName|GeofenceCollection\.CollectionName|LogGroup\.LogGroupName|ResponseHeadersPolicy\.Name|OriginAccessControl\.Name|Alias\.AliasName|App\.Name)$/;
