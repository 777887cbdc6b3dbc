// What the stack promises: protected data, routes that want a token, edges that give up in a known way.
import { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Route, routeKey } from '../../api/route.ts';
import { routes as table } from '../../api/routes.ts';
import { ErasureSecret } from '../../infra/erasure-secret.ts';
import { functionTable } from '../../infra/functions.ts';
import { limitOf } from '../../infra/route-limits.ts';
import { readStage } from '../../infra/stage.ts';
import product from '../../package.json' with { type: 'json' };
import { functionsOf, type Resource, said, synthesized } from './synthesized.ts';

const local = synthesized('local');
const dev = synthesized('dev');
const prod = synthesized('prod');
const all = (template: Template, type: string) => Object.values(template.findResources(type)) as Resource[];
const only = (template: Template, type: string): Resource => {
  const [resource, ...others] = all(template, type);
  expect(others).toEqual([]);
  return resource!;
};

describe('the table', () => {
  it('has string keys, one sparse index, a time to live and recovery to any second of 35 days', () => {
    local.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: Match.arrayWith(
        ['pk', 'sk', 'listed'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      ),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'listed',
          KeySchema: [
            { AttributeName: 'listed', KeyType: 'HASH' },
            { AttributeName: 'pk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      Replicas: [
        Match.objectLike({
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        }),
      ],
    });
  });

  it.each([
    ['dev', dev, false, 'Delete'],
    ['prod', prod, true, 'Retain'],
  ] as const)('is protected as the stage says: %s', (_, template, protectedFromDeletion, policy) => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: policy,
      Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: protectedFromDeletion })] },
    });
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: policy });
  });
});

it('the buckets are private, encrypted, and speak TLS only', () => {
  local.resourceCountIs('AWS::S3::Bucket', 2);
  local.allResourcesProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: Match.anyValue(),
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  local.resourceCountIs('AWS::S3::BucketPolicy', 2);
  local.allResourcesProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    },
  });
});

it('what is dropped lies three days in the bucket, a report four weeks, and the bus hears of both', () => {
  const [bucket, ...others] = all(local, 'AWS::S3::Bucket').filter(
    ({ Properties }) => Properties.NotificationConfiguration,
  );
  expect(others).toEqual([]);
  expect(bucket!.Properties).toMatchObject({
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    LifecycleConfiguration: {
      Rules: [
        { Prefix: 'purchases/', ExpirationInDays: 3, Status: 'Enabled' },
        { Prefix: 'scores/', ExpirationInDays: 3, Status: 'Enabled' },
        { Prefix: 'reports/', ExpirationInDays: 28, Status: 'Enabled' },
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
      ],
    },
  });
});

describe('the functions', () => {
  const functions = functionsOf(local);

  it('are those of the table of functions', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(functionTable).sort());
  });

  it.each(Object.entries(functions))('%s runs on nodejs24.x, arm64, with a log that ends', (name, { Properties }) => {
    const row = functionTable[name as keyof typeof functionTable];
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: row.memoryMiB,
      Timeout: row.timeoutSeconds,
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(Properties.Environment.Variables).toMatchObject({
      NODE_OPTIONS: '--enable-source-maps',
      POWERTOOLS_METRICS_NAMESPACE: 'Ravn/local',
      POWERTOOLS_LOG_LEVEL: 'INFO',
    });
  });

  it('know by environment exactly what they use', () => {
    const common = ['NODE_OPTIONS', 'POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_LOG_LEVEL'];
    const environment = Object.entries(functions).map(([name, { Properties }]) => [
      name,
      Object.entries(Properties.Environment.Variables)
        .filter(([variable]) => !common.includes(variable))
        .map(([variable, value]) => `${variable}=${said(value)}`)
        .sort(),
    ]);
    const table = 'TABLE_NAME=Table';
    const catalogue = 'CATALOGUE_BUCKET=CatalogueBucket';
    const bus = 'EVENT_BUS_NAME=Bus';
    const deliveries = 'DELIVERY_QUEUE_URL=DeliveriesQueue';
    const decisions = 'DECISION_QUEUE_URL=DecisionsQueue';
    const sample = 'DECISION_SAMPLE_SHARE=1';
    const simulations = 'SIMULATION_QUEUE_URL=SimulationsQueue';
    const outcomes = 'OUTCOME_QUEUE_URL=OutcomesQueue';
    const lessons = 'LESSON_QUEUE_URL=LessonsQueue';
    const tallies = 'TALLY_QUEUE_URL=TalliesQueue';
    const places = 'PLACE_QUEUE_URL=PlacesQueue';
    const erasures = 'ERASURE_QUEUE_URL=ErasuresQueue';
    const secret = 'ERASURE_SECRET={{resolve:secretsmanager:ErasureSecret:SecretString:::}}';
    expect(Object.fromEntries(environment)).toEqual({
      'report-position': [catalogue, decisions, sample, deliveries, bus, lessons, table, tallies],
      'show-inbox': [catalogue, sample, deliveries, bus, lessons, table, tallies],
      'make-in-store-code': [catalogue, table],
      'list-in-store-offers': [catalogue, table],
      'audit-decisions': [catalogue, table],
      'give-feedback': [outcomes, table],
      'list-feedback': [table],
      learn: [catalogue, table],
      'manage-consents': [secret, table],
      'export-customer': [table],
      'erase-customer': [catalogue, sample, erasures, secret, table, tallies],
      'finish-erasure': [catalogue, sample, erasures, secret, table, tallies],
      'register-device': [table],
      'set-preferences': [outcomes, table],
      'keep-customer-data': [table],
      'redeem-code': [outcomes, table],
      'report-outcomes': [outcomes, table],
      'count-outcomes': [catalogue, lessons, table, tallies],
      'count-tallies': [table],
      'report-offers': [catalogue, table],
      'import-drop': ['DROP_BUCKET=DropBucket', 'DROP_QUEUE_URL=DropsQueue', outcomes, table],
      'list-decisions': [catalogue, table],
      'publish-catalogue': [catalogue, 'MIRROR_QUEUE_URL=PublicationsQueue', table],
      'author-catalogue': [catalogue, 'MIRROR_QUEUE_URL=PublicationsQueue', table],
      'import-geofences': [catalogue, 'MIRROR_QUEUE_URL=PublicationsQueue', table],
      'mirror-geofences': [catalogue, 'GEOFENCE_COLLECTION=MirrorCollection', table],
      'report-context': [catalogue, places, table],
      'observe-context': [catalogue, places, table],
      'cross-geofence': [catalogue, decisions, sample, deliveries, bus, lessons, table, tallies],
      'ask-present': [catalogue, decisions, places, table],
      'list-live': [table],
      'deliver-offer': [catalogue, sample, deliveries, bus, 'PUSH_APPLICATION_ID=local', table, tallies],
      'collect-live': [table],
      tick: [catalogue, outcomes, places, table],
      'refresh-weather': [
        catalogue,
        places,
        table,
        'WEATHER_PROVIDER=met-norway',
        'WEATHER_REQUESTS_PER_HOUR=2000',
        'WEATHER_URL=https://api.met.no/weatherapi/locationforecast/2.0/',
        `WEATHER_USER_AGENT=Ravn/${product.version} nobody@ravn.local`,
      ],
      'observe-weather': [catalogue, places, table],
      'decide-present': [catalogue, decisions, sample, deliveries, bus, lessons, table, tallies],
      'try-offer': [catalogue, simulations, table],
      'replay-offer': [catalogue, sample, simulations, table],
    });
  });

  it('keep their logs as long as the stage says, and no log without end', () => {
    for (const [template, days] of [
      [local, 1],
      [dev, 7],
      [prod, 90],
    ] as const) {
      const logs = all(template, 'AWS::Logs::LogGroup');
      expect(logs.length).toBe(Object.keys(functionTable).length + 1);
      for (const { Properties } of logs) expect(Properties.RetentionInDays).toBe(days);
    }
  });

  it('have a concurrency of their own only where the stage asks for it, and no queue then sends them more', () => {
    for (const { Properties } of Object.values(functions))
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
    const reserving = synthesized({ ...readStage('local'), reservedConcurrency: { 'deliver-offer': 20, learn: 100 } });
    const reserved = functionsOf(reserving);
    const atOnce = (name: keyof typeof functionTable) => [
      reserved[name].Properties.ReservedConcurrentExecutions,
      all(reserving, 'AWS::Lambda::EventSourceMapping').find(
        ({ Properties }) => Properties.FunctionName.Ref === reserved[name].logicalId,
      )?.Properties.ScalingConfig.MaximumConcurrency,
    ];
    expect(atOnce('deliver-offer')).toEqual([20, 20]);
    expect(atOnce('learn')).toEqual([100, 2]);
    expect(atOnce('decide-present')).toEqual([undefined, 20]);
  });

  it('may form a loop with a queue only where a message returns itself on purpose', () => {
    const loops = Object.entries(functions).filter(([, { Properties }]) => Properties.RecursiveLoop !== 'Terminate');
    expect(loops.map(([name]) => name).sort()).toEqual([
      'ask-present',
      'decide-present',
      'deliver-offer',
      'finish-erasure',
      'import-drop',
      'replay-offer',
    ]);
  });
});

describe('the API', () => {
  const scopesOf = { customer: undefined, marketer: ['ravn/marketer'], partner: ['ravn/partner'] };
  const routes = all(local, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
  const contracts = new Map<string, Route>(table.map((route) => [routeKey(route), route]));
  const integrations = local.findResources('AWS::ApiGatewayV2::Integration');

  it('answers the routes of the table, each with its function', () => {
    const answered = routes.map(({ RouteKey, Target }) => {
      const integration = integrations[Target['Fn::Join'][1][1].Ref];
      expect(integration?.Properties.PayloadFormatVersion).toBe('2.0');
      return [RouteKey, said(integration?.Properties.IntegrationUri)];
    });
    const functions = functionsOf(local);
    const expected = table.map((route) => [routeKey(route), said({ Ref: functions[route.function].logicalId })]);
    expect(Object.fromEntries(answered)).toEqual(Object.fromEntries(expected));
    expect(routes.length).toBe(table.length);
  });

  it.each(routes.map((route) => [route.RouteKey, route] as const))('%s wants a token', (key, route) => {
    expect(route.AuthorizationType).toBe('JWT');
    expect(local.findResources('AWS::ApiGatewayV2::Authorizer')).toHaveProperty(route.AuthorizerId.Ref);
    expect(route.AuthorizationScopes).toEqual(scopesOf[contracts.get(key)!.caller]);
  });

  it('throttles and logs requests, without anything of the customer', () => {
    const { Properties } = only(prod, 'AWS::ApiGatewayV2::Stage');
    // and no metrics by route: each is paid for by the month, and nobody reads them
    expect(Properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 2000 });
    const logged = Object.values(JSON.parse(Properties.AccessLogSettings.Format));
    expect(logged).toContain('$context.routeKey');
    expect(logged.join()).not.toMatch(/claims|identity|path|authorizer\.(?!error)/i);
  });
});

describe('the limits of the routes', () => {
  const [stage] = all(prod, 'AWS::ApiGatewayV2::Stage') as (Resource & { DependsOn: string[] })[];

  it('are those of their classes, and every route has one', () => {
    const limits = table.map((route) => {
      const { requestsPerSecond, burst } = limitOf(route, readStage('prod').throttle);
      return [routeKey(route), { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: burst }];
    });
    expect(stage!.Properties.RouteSettings).toEqual(Object.fromEntries(limits));
  });

  it('come after the routes, without which they are refused', () => {
    expect(stage!.DependsOn).toEqual(
      expect.arrayContaining(Object.keys(prod.findResources('AWS::ApiGatewayV2::Route'))),
    );
  });
});

describe('who may sign in', () => {
  it('is said by the stage’s issuer, and there is no user pool then', () => {
    expect(only(local, 'AWS::ApiGatewayV2::Authorizer').Properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.ravn.local/',
      Audience: ['ravn'],
    });
    for (const template of [local, prod])
      for (const type of ['UserPool', 'UserPoolClient', 'UserPoolDomain', 'UserPoolResourceServer'])
        template.resourceCountIs(`AWS::Cognito::${type}`, 0);
  });

  it('is said by a user pool where the stage names no issuer', () => {
    const { Issuer, Audience } = only(dev, 'AWS::ApiGatewayV2::Authorizer').Properties.JwtConfiguration;
    expect(Issuer).toEqual({ 'Fn::GetAtt': [expect.stringContaining('SignInUsers'), 'ProviderURL'] });
    expect(Audience.map(said)).toEqual(['SignInUsersCustomers', 'SignInUsersMarketers', 'SignInUsersPartners']);
    expect(only(dev, 'AWS::Cognito::UserPoolResourceServer').Properties).toMatchObject({
      Identifier: 'ravn',
      Scopes: [{ ScopeName: 'marketer' }, { ScopeName: 'partner' }],
    });
  });

  it('gives a scope only to who holds a secret, and one each', () => {
    const given = all(dev, 'AWS::Cognito::UserPoolClient').map(({ Properties }) => {
      const scopes = (Properties.AllowedOAuthScopes ?? []).map(said);
      expect(Properties.AllowedOAuthFlows).toEqual(Properties.GenerateSecret ? ['client_credentials'] : undefined);
      return { secret: Properties.GenerateSecret ?? false, scopes };
    });
    expect(given).toEqual([
      { secret: false, scopes: [] },
      { secret: true, scopes: ['SignInUsersScopes/marketer'] },
      { secret: true, scopes: ['SignInUsersScopes/partner'] },
    ]);
  });
});

describe('the push application', () => {
  it('is the existing one where the stage names it', () => {
    local.resourceCountIs('AWS::Pinpoint::App', 0);
    prod.resourceCountIs('AWS::Pinpoint::App', 0);
  });

  it('is created where the stage says so', () => {
    dev.hasResourceProperties('AWS::Pinpoint::App', { Name: 'ravn-dev' });
    const deliver = functionsOf(dev)['deliver-offer'];
    expect(said(deliver.Properties.Environment.Variables.PUSH_APPLICATION_ID)).toBe('PushApp');
  });
});

describe('every asynchronous edge gives up in a known way', () => {
  const queues = local.findResources('AWS::SQS::Queue');
  const mappings = all(local, 'AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);

  it('a queue answers message by message, shows a message again after six timeouts, five times, then gives it away', () => {
    const functions = Object.values(functionsOf(local));
    expect(mappings.map(({ EventSourceArn }) => said(EventSourceArn)).sort()).toEqual([
      'DecisionsQueue',
      'DeliveriesQueue',
      'DropsQueue',
      'ErasuresQueue',
      'LessonsQueue',
      'OutcomesQueue',
      'PlacesQueue',
      'PublicationsQueue',
      'SimulationsQueue',
      'TalliesQueue',
    ]);
    for (const mapping of mappings) {
      const batchSizes: Record<string, number> = {
        LessonsQueue: 1000,
        TalliesQueue: 1000,
        DropsQueue: 1,
        SimulationsQueue: 1,
      };
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BatchSize: batchSizes[said(mapping.EventSourceArn)] ?? 10,
      });
      expect(mapping.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      const queue = queues[mapping.EventSourceArn['Fn::GetAtt'][0]]?.Properties;
      const worker = functions.find(({ logicalId }) => logicalId === mapping.FunctionName.Ref);
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(
        6 * worker?.Properties.Timeout + (mapping.MaximumBatchingWindowInSeconds ?? 0),
      );
      expect(queue.RedrivePolicy.maxReceiveCount).toBe(5);
      expect(said(queue.RedrivePolicy.deadLetterTargetArn)).toMatch(/DeadLetters$/);
    }
  });

  it('a queue without a worker keeps what it got for 14 days', () => {
    const worked = mappings.map(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'][0]);
    const ends = Object.entries(queues).filter(([id]) => !worked.includes(id));
    expect(ends.length).toBe(11);
    for (const [, { Properties }] of ends) expect(Properties.MessageRetentionPeriod).toBe(14 * 86_400);
  });

  it('every queue speaks TLS only', () => {
    const refusing = all(local, 'AWS::SQS::QueuePolicy')
      .filter(({ Properties }) =>
        Properties.PolicyDocument.Statement.some(
          (statement: Record<string, unknown>) =>
            statement.Effect === 'Deny' &&
            JSON.stringify(statement.Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        ),
      )
      .flatMap(({ Properties }) => Properties.Queues.map((queue: { Ref: string }) => queue.Ref));
    expect(refusing.sort()).toEqual(Object.keys(queues).sort());
  });

  const patience = { RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 300 } };

  it('a rule', () => {
    const rules = all(local, 'AWS::Events::Rule');
    const patterns = rules.map(({ Properties: { EventBusName: bus, EventPattern } }) => [
      bus && said(bus),
      EventPattern,
    ]);
    expect(patterns.map(([bus, { resources: _, ...pattern }]) => [bus, pattern])).toEqual([
      // of the account's own bus
      [
        undefined,
        {
          source: ['aws.geo'],
          'detail-type': ['Location Geofence Event'],
          detail: { EventType: ['ENTER', 'EXIT'] },
        },
      ],
      [
        undefined,
        {
          source: ['aws.s3'],
          'detail-type': ['Object Created'],
          detail: {
            bucket: { name: [{ Ref: expect.stringMatching(/^DropBucket/) }] },
            object: { key: [{ prefix: 'purchases/' }, { prefix: 'scores/' }] },
          },
        },
      ],
      [
        'Bus',
        {
          source: ['ravn'],
          'detail-type': ['GeofenceEntered', 'GeofenceExited', 'DecisionMade', 'DeliveryEnded'],
          account: [{ Ref: 'AWS::AccountId' }],
        },
      ],
      // of anybody's
      ['Bus', { 'detail-type': ['ContextObserved'], detail: { schemaVersion: [1] } }],
      ['Bus', { 'detail-type': ['WeatherChanged'], detail: { schemaVersion: [1] } }],
    ]);
    expect(patterns.flatMap(([, { resources = [] }]) => resources.map(said))).toEqual(['MirrorCollection']);
    for (const target of rules.flatMap(({ Properties }) => Properties.Targets)) {
      expect(target).toMatchObject(patience);
      expect(said(target.DeadLetterConfig.Arn)).toBe('UndeliveredQueue');
    }
  });

  it('a schedule', () => {
    const schedules = all(local, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);
    expect(schedules.map(({ Target }) => said(Target.Arn))).toEqual([
      'FunctionsTickFunction',
      'FunctionsRefreshWeatherFunction',
    ]);
    for (const { ScheduleExpression, Target } of schedules) {
      expect(ScheduleExpression).toBe('rate(1 minute)');
      expect(Target).toMatchObject(patience);
      expect(said(Target.DeadLetterConfig.Arn)).toBe('UndeliveredQueue');
    }
  });

  it('Lambda itself, once it has taken an event from either', () => {
    const called = [
      ...all(local, 'AWS::Events::Rule').flatMap(({ Properties }) => Properties.Targets),
      ...all(local, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties.Target),
    ].map((target) => said(target.Arn));
    const configured = all(local, 'AWS::Lambda::EventInvokeConfig').map(({ Properties }) => {
      expect(Properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 });
      expect(said(Properties.DestinationConfig.OnFailure.Destination)).toBe('UndeliveredQueue');
      return said(Properties.FunctionName);
    });
    // a queue keeps what it got
    expect(configured.sort()).toEqual(called.filter((target) => !target.endsWith('Queue')).sort());
  });
});

describe('the mirror of the geofences', () => {
  it('is the stage’s to ask for: elsewhere there is no collection, no rule for it and nobody who may write one', () => {
    local.hasResourceProperties('AWS::Location::GeofenceCollection', { CollectionName: 'ravn' });
    dev.resourceCountIs('AWS::Location::GeofenceCollection', 0);
    expect(JSON.stringify(dev.toJSON())).not.toMatch(/aws\.geo|"geo:/);
    expect(functionsOf(dev)['publish-catalogue'].Properties.Environment.Variables).not.toHaveProperty(
      'MIRROR_QUEUE_URL',
    );
  });

  it('tells of a crossing without its position: what the transformer takes is all the function gets', () => {
    const [rule] = all(local, 'AWS::Events::Rule').filter(({ Properties }) => Properties.EventPattern.resources);
    const { InputPathsMap, InputTemplate } = rule!.Properties.Targets[0].InputTransformer;
    expect(Object.values(InputPathsMap).sort()).toEqual([
      '$.detail.DeviceId',
      '$.detail.EventType',
      '$.detail.GeofenceId',
      '$.detail.SampleTime',
      '$.id',
    ]);
    expect(InputTemplate).not.toMatch(/aws\.events\.event/);
  });
});

it('the outputs say where to find everything', () => {
  expect(Object.keys(local.findOutputs('*')).sort()).toEqual([
    'ApiUrl',
    'BucketName',
    'BusName',
    'DataKeyArn',
    'DecisionDeadLettersUrl',
    'DecisionQueueUrl',
    'DeliveryDeadLettersUrl',
    'DeliveryQueueUrl',
    'DropBucketName',
    'DropDeadLettersUrl',
    'DropQueueUrl',
    'ErasureDeadLettersUrl',
    'ErasureQueueUrl',
    'Issuer',
    'LessonDeadLettersUrl',
    'LessonQueueUrl',
    'OutcomeDeadLettersUrl',
    'OutcomeQueueUrl',
    'PlaceDeadLettersUrl',
    'PlaceQueueUrl',
    'PublicationDeadLettersUrl',
    'PublicationQueueUrl',
    'PushApplicationId',
    'SimulationDeadLettersUrl',
    'SimulationQueueUrl',
    'TableName',
    'TallyDeadLettersUrl',
    'TallyQueueUrl',
    'UndeliveredQueueUrl',
  ]);
});

describe('the erasure secret', () => {
  it('is drawn once: described otherwise, CloudFormation would draw anew, and every tombstone would be lost', () => {
    expect(only(prod, 'AWS::SecretsManager::Secret')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
    });
  });

  it('reaches functions in the version that the stage names: all of them change with it, and with it alone', () => {
    const erasureSecretVersion = '0d5d3a53-5c0e-4d4b-9d1e-2f0f0f6c2b11';
    const stack = new Stack();
    const secret = new ErasureSecret(stack, 'Erasure', { deletionProtection: true, erasureSecretVersion });
    expect(said(stack.resolve(secret.allowUsing().value))).toBe(
      `{{resolve:secretsmanager:ErasureSecret:SecretString:::${erasureSecretVersion}}}`,
    );
  });
});

it('the template lies below CloudFormation’s limits, with room', () => {
  // 500 resources, and 1 MB; a route takes three or four of the former
  expect(Object.keys(dev.toJSON().Resources).length).toBeLessThan(400);
  expect(JSON.stringify(dev.toJSON()).length).toBeLessThan(800_000);
  expect(readStage('dev').auth).toBeUndefined();
});
