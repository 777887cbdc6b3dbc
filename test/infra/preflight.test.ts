// The preflight: each thing that stops a deployment is named with its way round, and an account that is ready hears of none.
import { DescribeEventBusCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeGeofenceCollectionCommand, LocationClient } from '@aws-sdk/client-location';
import {
  CreateAppCommand,
  DeleteAppCommand,
  GetApnsChannelCommand,
  GetAppCommand,
  GetGcmChannelCommand,
  PinpointClient,
} from '@aws-sdk/client-pinpoint';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Account, preflight } from '../../infra/preflight.ts';
import { told } from '../../infra/preflight-finding.ts';
import { parseStage, type Stage } from '../../infra/stage.ts';

const region = 'eu-north-1';
const clients = {
  sts: new STSClient({ region }),
  ssm: new SSMClient({ region }),
  pinpoint: new PinpointClient({ region }),
  lambda: new LambdaClient({ region }),
  events: new EventBridgeClient({ region }),
  location: new LocationClient({ region }),
  secrets: new SecretsManagerClient({ region }),
};
const sts = mockClient(clients.sts);
const ssm = mockClient(clients.ssm);
const pinpoint = mockClient(clients.pinpoint);
const lambda = mockClient(clients.lambda);
const events = mockClient(clients.events);
const location = mockClient(clients.location);
const secrets = mockClient(clients.secrets);

let issuerSays: () => Response;
const account: Account = { ...clients, fetch: async () => issuerSays() };
const refused = (name: string) => Object.assign(new Error('said so'), { name });

const applicationId = 'a'.repeat(32);
const stage = (changes: Partial<Stage> = {}): Stage => ({
  ...parseStage('acme', {
    auth: { issuer: 'https://login.acme.test/', audience: ['ravn'] },
    push: { mode: 'existing', applicationId },
    bus: { mode: 'existing', name: 'platform' },
    weather: { provider: 'open-meteo', apiKeySecret: 'weather/key' },
    mirrorGeofences: 'acme-ravn',
    throttle: { requestsPerSecond: 100, burst: 100 },
    logLevel: 'INFO',
    logRetentionDays: 30,
    deletionProtection: true,
  }),
  ...changes,
});

beforeEach(() => {
  for (const mock of [sts, ssm, pinpoint, lambda, events, location, secrets]) mock.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '28' } });
  pinpoint.on(GetAppCommand).resolves({});
  pinpoint.on(GetApnsChannelCommand).resolves({ APNSChannelResponse: { Enabled: true, Platform: 'APNS' } });
  pinpoint.on(GetGcmChannelCommand).rejects(refused('NotFoundException'));
  pinpoint.on(CreateAppCommand).resolves({ ApplicationResponse: { Id: 'new', Arn: 'arn', Name: 'ravn-preflight' } });
  pinpoint.on(DeleteAppCommand).resolves({});
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 1000 } });
  events.on(DescribeEventBusCommand, { Name: 'platform' }).resolves({});
  events.on(ListRulesCommand).resolves({ Rules: [{ Name: 'ravn-acme-BusLive0DE00C54-x' }] });
  location.on(DescribeGeofenceCollectionCommand).rejects(refused('ResourceNotFoundException'));
  secrets.on(DescribeSecretCommand).resolves({});
  issuerSays = () => Response.json({ issuer: 'https://login.acme.test/', jwks_uri: 'https://login.acme.test/keys' });
});

it('an account that is ready: nothing but what was looked at', async () => {
  const findings = await preflight(stage(), account);
  expect(findings.map(({ weight }) => weight)).toEqual(Array(8).fill('fine'));
  expect(told(findings)).toMatch(/^✓ Account 123456789012, region eu-north-1\n/);
});

describe('what stops it', () => {
  it.each<[string, () => void, Partial<Stage>, RegExp]>([
    ['no bootstrap', () => ssm.on(GetParameterCommand).rejects(refused('ParameterNotFound')), {}, /bootstrapped here/],
    ['an old bootstrap', () => ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '5' } }), {}, /too old/],
    ['no such application', () => pinpoint.on(GetAppCommand).rejects(refused('NotFoundException')), {}, /no push app/],
    [
      'an account to which Pinpoint is closed',
      () => pinpoint.on(CreateAppCommand).rejects(refused('ForbiddenException')),
      { push: { mode: 'create' } },
      /may create no push application/,
    ],
    [
      'a new account',
      () => lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 10 } }),
      {},
      /Only 10 functions/,
    ],
    [
      'an issuer without its slash',
      () => (issuerSays = () => Response.json({ issuer: 'https://login.acme.test', jwks_uri: 'x' })),
      {},
      /names https:\/\/login.acme.test$/,
    ],
    [
      'more reserved than the account has',
      () =>
        lambda.on(GetAccountSettingsCommand).resolves({
          AccountLimit: { ConcurrentExecutions: 300, UnreservedConcurrentExecutions: 300 },
        }),
      { reservedConcurrency: { 'report-position': 150, tick: 51 } },
      /wants 201 of 300/,
    ],
    ['an issuer that is not there', () => (issuerSays = () => new Response('', { status: 404 })), {}, /answers 404/],
    [
      'no such bus',
      () => events.on(DescribeEventBusCommand).rejects(refused('ResourceNotFoundException')),
      {},
      /no event bus platform in this account and region/,
    ],
    [
      'no weather key',
      () => secrets.on(DescribeSecretCommand).rejects(refused('ResourceNotFoundException')),
      {},
      /no secret weather\/key/,
    ],
    [
      'somebody else’s collection',
      () => location.on(DescribeGeofenceCollectionCommand).resolves({ Tags: {} }),
      {},
      /not this stage/,
    ],
  ])('%s', async (_, arrange, changes, what) => {
    arrange();
    const findings = (await preflight(stage(changes), account)).filter(({ weight }) => weight !== 'fine');
    expect(findings).toHaveLength(1);
    expect(findings[0]!.weight).toBe('stops');
    expect(findings[0]!.what).toMatch(what);
    expect(findings[0]!.wayRound).toMatch(/\w+ \w+/);
  });
});

it('without credentials asks for those, and for nothing else', async () => {
  sts.on(GetCallerIdentityCommand).rejects(refused('CredentialsProviderError'));
  const findings = await preflight(stage(), account);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ weight: 'stops', what: expect.stringContaining('CredentialsProviderError') });
  expect(ssm.calls()).toEqual([]);
});

it('without a region asks for one', async () => {
  const nowhere = new STSClient({
    region: async () => {
      throw new Error('Region is missing');
    },
  });
  const findings = await preflight(stage(), { ...account, sts: nowhere });
  expect(findings).toMatchObject([{ weight: 'stops', what: expect.stringContaining('No region') }]);
});

it('what may not be looked at is said, and stops nothing', async () => {
  lambda.on(GetAccountSettingsCommand).rejects(refused('AccessDeniedException'));
  const [finding] = (await preflight(stage(), account)).filter(({ weight }) => weight !== 'fine');
  expect(finding).toMatchObject({ weight: 'hampers', what: expect.stringContaining('Concurrent executions') });
});

it('what is reserved must leave a hundred free: said where others may hold them, fine where they are there', async () => {
  const reservedConcurrency = { 'report-position': 100 };
  const found = async (UnreservedConcurrentExecutions: number) => {
    const AccountLimit = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions };
    lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit });
    const findings = await preflight(stage({ reservedConcurrency }), account);
    return findings.find(({ what }) => /reserve/.test(what))?.weight;
  };
  expect(await found(199)).toBe('hampers');
  expect(await found(200)).toBe('fine');
});

it('an application without a channel, and an account that is small, are said', async () => {
  pinpoint.on(GetApnsChannelCommand).resolves({ APNSChannelResponse: { Enabled: false, Platform: 'APNS' } });
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 100 } });
  const findings = (await preflight(stage(), account)).filter(({ weight }) => weight !== 'fine');
  expect(findings.map(({ weight }) => weight)).toEqual(['hampers', 'hampers']);
});

it('another stage on the bus is said', async () => {
  events.on(ListRulesCommand).resolves({ Rules: [{ Name: 'ravn-acme-BusLive-x' }, { Name: 'ravn-acme-2-BusLive-x' }] });
  const findings = (await preflight(stage(), account)).filter(({ weight }) => weight !== 'fine');
  expect(findings).toMatchObject([{ weight: 'hampers', what: expect.stringContaining('(ravn-acme-2-BusLive-x)') }]);
});

it('an application that was made to see whether one may is removed', async () => {
  await preflight(stage({ push: { mode: 'create' } }), account);
  expect(pinpoint.commandCalls(DeleteAppCommand)[0]?.args[0].input).toEqual({ ApplicationId: 'new' });
});

it('what the stage does not ask for is not looked at', async () => {
  await preflight(
    stage({ auth: undefined, bus: { mode: 'create' }, weather: undefined, mirrorGeofences: undefined }),
    account,
  );
  expect([...secrets.calls(), ...location.calls(), ...events.calls()]).toEqual([]);
});
