// Who may touch what: of every role, each action and each resource. A grant more or less is a change to this table.
import { describe, expect, it } from 'vitest';
import { routes } from '../../api/routes.ts';
import { functionTable } from '../../infra/functions.ts';
import { functionsOf, type Resource, said, synthesized } from './synthesized.ts';

const template = synthesized('local');
const functions = functionsOf(template);
const policies: Resource[] = Object.values(template.findResources('AWS::IAM::Policy')) as Resource[];

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

const statementsOf = (roleId: string): Statement[] =>
  policies
    .filter(({ Properties }) => Properties.Roles.some((role: { Ref: string }) => role.Ref === roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

/** `{ Table: 'dynamodb:GetItem dynamodb:PutItem' }` */
function accessOf(statements: Statement[]): Record<string, string> {
  const access: Record<string, Set<string>> = {};
  for (const { Effect, Action, Resource } of statements) {
    expect(Effect).toBe('Allow');
    if (String(Action).startsWith('kms:')) continue; // follow from the others: test/infra/data-key.test.ts
    for (const resource of [Resource].flat()) {
      access[said(resource)] ??= new Set();
      for (const action of [Action].flat()) access[said(resource)]?.add(action);
    }
  }
  return Object.fromEntries(
    Object.entries(access).map(([resource, actions]) => [resource, [...actions].sort().join(' ')]),
  );
}

const write = 'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem';
const snapshots = 'CatalogueBucket/catalogue/*';
const models = 'CatalogueBucket/models/*';
const tombstones = 'CatalogueBucket/tombstones/*';
const work = 'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage';
// what Lambda itself needs to hand on an event whose retries are used up
const giveUp = { UndeliveredQueue: 'sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage' };
const messages = 'arn:<AWS::Partition>:mobiletargeting:<AWS::Region>:<AWS::AccountId>:apps/local/messages';

const erasing = {
  Table:
    'dynamodb:BatchWriteItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
  'Table/index/listed': 'dynamodb:Query',
  [tombstones]: 's3:PutObject',
  TalliesQueue: 'sqs:SendMessage',
};

const expected: Record<keyof typeof functionTable, Record<string, string>> = {
  'report-position': {
    Table: write,
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    Bus: 'events:PutEvents',
    DecisionsQueue: 'sqs:SendMessage',
    DeliveriesQueue: 'sqs:SendMessage',
    LessonsQueue: 'sqs:SendMessage',
    TalliesQueue: 'sqs:SendMessage',
  },
  'manage-consents': { Table: 'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem' },
  'register-device': { Table: 'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem' },
  'set-preferences': { Table: 'dynamodb:GetItem dynamodb:PutItem', OutcomesQueue: 'sqs:SendMessage' },
  'keep-customer-data': { Table: 'dynamodb:GetItem dynamodb:PutItem' },
  'redeem-code': { Table: write, OutcomesQueue: 'sqs:SendMessage' },
  'report-outcomes': { Table: write, OutcomesQueue: 'sqs:SendMessage' },
  'show-inbox': {
    Table: write,
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    Bus: 'events:PutEvents',
    DeliveriesQueue: 'sqs:SendMessage',
    LessonsQueue: 'sqs:SendMessage',
    TalliesQueue: 'sqs:SendMessage',
  },
  'make-in-store-code': {
    Table: 'dynamodb:GetItem dynamodb:PutItem',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
  },
  'list-in-store-offers': {
    Table: 'dynamodb:DeleteItem dynamodb:GetItem',
    'Table/index/listed': 'dynamodb:Query',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
  },
  'audit-decisions': {
    Table: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
  },
  'give-feedback': { Table: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query', OutcomesQueue: 'sqs:SendMessage' },
  'list-feedback': { 'Table/index/listed': 'dynamodb:Query' },
  'count-outcomes': {
    Table: 'dynamodb:GetItem dynamodb:PutItem',
    [models]: 's3:GetObject',
    OutcomesQueue: work,
    LessonsQueue: 'sqs:SendMessage',
    TalliesQueue: 'sqs:SendMessage',
  },
  'count-tallies': { Table: 'dynamodb:GetItem dynamodb:PutItem', TalliesQueue: work },
  'report-offers': { Table: 'dynamodb:GetItem dynamodb:Query', [snapshots]: 's3:GetObject', [models]: 's3:GetObject' },
  'import-drop': {
    Table: 'dynamodb:GetItem dynamodb:PutItem',
    OutcomesQueue: 'sqs:SendMessage',
    DropsQueue: `${work} sqs:SendMessage`,
    DropBucket: 's3:ListBucket',
    'DropBucket/purchases/*': 's3:GetObject',
    'DropBucket/scores/*': 's3:GetObject',
    'DropBucket/reports/*': 's3:GetObject s3:PutObject',
  },
  'list-decisions': { Table: 'dynamodb:GetItem dynamodb:Query', [snapshots]: 's3:GetObject', [models]: 's3:GetObject' },
  learn: {
    Table: 'dynamodb:GetItem dynamodb:PutItem',
    [models]: 's3:DeleteObject s3:GetObject s3:PutObject',
    CatalogueBucket: 's3:ListBucket',
    LessonsQueue: work,
  },
  'export-customer': { Table: 'dynamodb:GetItem dynamodb:Query', 'Table/index/listed': 'dynamodb:Query' },
  'erase-customer': { ...erasing, ErasuresQueue: 'sqs:SendMessage' },
  'finish-erasure': { ...erasing, ErasuresQueue: `${work} sqs:SendMessage` },
  'publish-catalogue': {
    Table: 'dynamodb:BatchWriteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    [snapshots]: 's3:DeleteObject s3:GetObject s3:PutObject',
    CatalogueBucket: 's3:ListBucket',
    PublicationsQueue: 'sqs:SendMessage',
  },
  'author-catalogue': {
    Table: 'dynamodb:BatchWriteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    [snapshots]: 's3:DeleteObject s3:GetObject s3:PutObject',
    CatalogueBucket: 's3:ListBucket',
    PublicationsQueue: 'sqs:SendMessage',
  },
  'import-geofences': {
    Table: 'dynamodb:BatchWriteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    [snapshots]: 's3:DeleteObject s3:GetObject s3:PutObject',
    CatalogueBucket: 's3:ListBucket',
    PublicationsQueue: 'sqs:SendMessage',
  },
  'mirror-geofences': {
    Table: 'dynamodb:GetItem',
    [snapshots]: 's3:GetObject',
    MirrorCollection: 'geo:BatchDeleteGeofence geo:BatchPutGeofence geo:ListGeofences',
    PublicationsQueue: work,
  },
  'report-context': {
    Table: 'dynamodb:GetItem dynamodb:UpdateItem',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    PlacesQueue: 'sqs:SendMessage',
  },
  'observe-context': {
    Table: 'dynamodb:GetItem dynamodb:UpdateItem',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    PlacesQueue: 'sqs:SendMessage',
    ...giveUp,
  },
  'cross-geofence': {
    Table: write,
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    Bus: 'events:PutEvents',
    DecisionsQueue: 'sqs:SendMessage',
    DeliveriesQueue: 'sqs:SendMessage',
    LessonsQueue: 'sqs:SendMessage',
    ...giveUp,
    TalliesQueue: 'sqs:SendMessage',
  },
  'ask-present': {
    Table: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    DecisionsQueue: 'sqs:SendMessage',
    PlacesQueue: `${work} sqs:SendMessage`,
  },
  'list-live': { Table: 'dynamodb:Query' },
  'deliver-offer': {
    Table: write,
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    Bus: 'events:PutEvents',
    DeliveriesQueue: `${work} sqs:SendMessage`,
    [messages]: 'mobiletargeting:SendMessages',
    TalliesQueue: 'sqs:SendMessage',
  },
  'collect-live': { Table: 'dynamodb:PutItem', ...giveUp },
  tick: {
    Table: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    OutcomesQueue: 'sqs:SendMessage',
    PlacesQueue: 'sqs:SendMessage',
    ...giveUp,
  },
  'refresh-weather': {
    Table: 'dynamodb:GetItem dynamodb:PutItem',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    PlacesQueue: 'sqs:SendMessage',
    ...giveUp,
  },
  'observe-weather': {
    Table: 'dynamodb:GetItem dynamodb:PutItem',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    PlacesQueue: 'sqs:SendMessage',
    ...giveUp,
  },
  'decide-present': {
    Table: write,
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    Bus: 'events:PutEvents',
    DeliveriesQueue: 'sqs:SendMessage',
    LessonsQueue: 'sqs:SendMessage',
    DecisionsQueue: `${work} sqs:SendMessage`,
    TalliesQueue: 'sqs:SendMessage',
  },
  'try-offer': {
    Table: 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    SimulationsQueue: 'sqs:SendMessage',
  },
  'replay-offer': {
    Table: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
    'Table/index/listed': 'dynamodb:Query',
    [snapshots]: 's3:GetObject',
    [models]: 's3:GetObject',
    SimulationsQueue: `${work} sqs:SendMessage`,
  },
};

describe('each function', () => {
  it.each(Object.entries(expected))('%s touches exactly this', (name, access) => {
    const { Properties, logicalId } = functions[name as keyof typeof functionTable];
    const log = said({ Ref: logicalId }).replace(/Function$/, 'Log');
    expect(accessOf(statementsOf(Properties.Role['Fn::GetAtt'][0]))).toEqual({
      ...access,
      [log]: 'logs:CreateLogStream logs:PutLogEvents',
    });
  });

  it('has a role that is nobody else’s and carries no policy from elsewhere', () => {
    const roles = Object.values(functions).map(({ Properties }) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(Object.keys(functionTable).length);
    for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(role.Properties).not.toHaveProperty('Policies');
    }
  });
});

describe('every policy', () => {
  const granted = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);

  it('names its actions and its resources', () => {
    expect(granted.length).toBeGreaterThan(0);
    for (const { Action, Resource } of granted) {
      for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
      for (const resource of [Resource].flat()) expect(said(resource)).not.toMatch(/^\*|:\*:/);
    }
  });

  it('has a wildcard only where a part of the named resource is meant', () => {
    const wild = granted
      .flatMap(({ Resource }) => [Resource].flat().map(said))
      .filter((resource) => resource.includes('*'));
    // the schedule's own role, which the CDK lets call any version of the function
    expect(new Set(wild)).toEqual(
      new Set([
        snapshots,
        models,
        tombstones,
        ...['purchases', 'scores', 'reports'].map((folder) => `DropBucket/${folder}/*`),
        'FunctionsTickFunction:*',
        'FunctionsRefreshWeatherFunction:*',
      ]),
    );
  });

  it('lets a role be taken on only by the service it is for', () => {
    const trusted = Object.values(template.findResources('AWS::IAM::Role')).flatMap(({ Properties }) =>
      Properties.AssumeRolePolicyDocument.Statement.map((statement: { Principal: unknown }) => statement.Principal),
    );
    for (const principal of trusted)
      expect([{ Service: 'lambda.amazonaws.com' }, { Service: 'scheduler.amazonaws.com' }]).toContainEqual(principal);
  });
});

it('a function is called only by the one who is meant to', () => {
  const callers = Object.values(template.findResources('AWS::Lambda::Permission')).map(({ Properties }) => ({
    function: said(Properties.FunctionName),
    principal: Properties.Principal,
    source: said(Properties.SourceArn).replace(/^.*HttpApi/, 'HttpApi'),
  }));
  // one a route, three rules of the bus, and one of the account's own, where AWS puts its events
  expect(callers.length).toBe(routes.length + 4);
  for (const { principal, source } of callers)
    expect(source).toMatch(
      principal === 'events.amazonaws.com'
        ? /^(Bus(Live|Weather|Context)|MirrorCrossings)$/
        : /^HttpApi\/\*\/\*\/v1\/[a-zA-Z{}/-]+$/,
    );
});
