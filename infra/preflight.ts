// The preflight: what a deployment would fail at, or would run badly by, in this very account; asked before anything is built.
import { DescribeEventBusCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
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
import { concurrency, reservations } from './preflight-concurrency.ts';
import { type Finding, fine } from './preflight-finding.ts';
import type { Stage } from './stage.ts';

export interface Account {
  sts: STSClient;
  ssm: SSMClient;
  pinpoint: PinpointClient;
  lambda: LambdaClient;
  events: EventBridgeClient;
  location: LocationClient;
  secrets: SecretsManagerClient;
  fetch: typeof fetch;
}

export const thisAccount = (): Account => ({
  sts: new STSClient(),
  ssm: new SSMClient(),
  pinpoint: new PinpointClient(),
  lambda: new LambdaClient(),
  events: new EventBridgeClient(),
  location: new LocationClient(),
  secrets: new SecretsManagerClient(),
  fetch,
});

/** The oldest bootstrap stack that this version of the CDK deploys with. */
const leastBootstrap = 6;

/** How long the gateway waits for an issuer's document. */
const issuerPatienceMs = 1500;

/** Asks everything; what could not be asked is a finding too. Without credentials nothing else is asked. */
export async function preflight(stage: Stage, account: Account): Promise<Finding[]> {
  const who = await signedIn(account);
  if (who.weight === 'stops') return [who];
  return [
    who,
    ...(await Promise.all([
      asked('The bootstrap stack', () => bootstrap(account)),
      asked('The push application', () => pushApplication(stage, account)),
      asked('Concurrent executions', () => concurrency(account)),
      ...(stage.reservedConcurrency ? [asked('Reserved concurrency', () => reservations(stage, account))] : []),
      ...(stage.bus.mode === 'existing' ? [asked('The event bus', () => eventBus(stage, account))] : []),
      ...(stage.auth ? [asked('The issuer', () => issuer(stage.auth!.issuer, account))] : []),
      ...(stage.weather?.provider === 'open-meteo' && stage.weather.apiKeySecret !== undefined
        ? [
            asked('The weather key', () =>
              weatherKey((stage.weather as { apiKeySecret: string }).apiKeySecret, account),
            ),
          ]
        : []),
      ...(stage.mirrorGeofences === undefined
        ? []
        : [asked('The geofence collection', () => collection(stage.mirrorGeofences!, stage, account))]),
    ])),
  ];
}

async function asked(about: string, ask: () => Promise<Finding>): Promise<Finding> {
  try {
    return await ask();
  } catch (cause) {
    const { name, message } = cause as Error;
    return { weight: 'hampers', what: `${about}: could not be looked at (${name}: ${message})` };
  }
}

/** Whether AWS knows who asks, and where: nothing can be deployed before. */
export async function signedIn({ sts }: Pick<Account, 'sts'>): Promise<Finding> {
  const wayRound =
    'Sign in (`aws sso login`, or AWS_PROFILE, or `--profile`), and name the region with AWS_REGION or in the profile.';
  let region: string;
  try {
    region = await sts.config.region();
  } catch {
    return { weight: 'stops', what: 'No region: neither AWS_REGION nor the profile names one', wayRound };
  }
  try {
    const { Account: id } = await sts.send(new GetCallerIdentityCommand({}));
    return fine(`Account ${id}, region ${region}`);
  } catch (cause) {
    const { name, message } = cause as Error;
    return { weight: 'stops', what: `AWS does not know who is asking (${name}: ${message})`, wayRound };
  }
}

async function bootstrap({ ssm }: Account): Promise<Finding> {
  const wayRound = '`npm run cdk -- bootstrap`, once per account and region.';
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }));
    const version = Number(Parameter?.Value);
    if (version >= leastBootstrap) return fine(`Bootstrapped, version ${version}`);
    return { weight: 'stops', what: `Bootstrapped with version ${version}, which is too old`, wayRound };
  } catch (cause) {
    if ((cause as Error).name !== 'ParameterNotFound') throw cause;
    return { weight: 'stops', what: 'The CDK has not been bootstrapped here', wayRound };
  }
}

async function pushApplication({ push }: Stage, { pinpoint }: Account): Promise<Finding> {
  if (push.mode === 'create') return mayCreate(pinpoint);
  const { applicationId: ApplicationId } = push;
  try {
    await pinpoint.send(new GetAppCommand({ ApplicationId }));
  } catch (cause) {
    if ((cause as Error).name !== 'NotFoundException') throw cause;
    return {
      weight: 'stops',
      what: `There is no push application ${ApplicationId} in this account and region`,
      wayRound:
        'AWS End User Messaging, Push notifications, lists them; put the id into push.applicationId of the stage.',
    };
  }
  const channels = await Promise.all([
    enabled('Apple', () => pinpoint.send(new GetApnsChannelCommand({ ApplicationId }))),
    enabled('Google', () => pinpoint.send(new GetGcmChannelCommand({ ApplicationId }))),
  ]);
  const open = channels.filter((channel) => channel !== undefined);
  if (open.length > 0) return fine(`Push application ${ApplicationId}, channels of ${open.join(' and ')}`);
  return {
    weight: 'hampers',
    what: `Push application ${ApplicationId} has no channel: no push would arrive`,
    wayRound: 'Put the keys of APNs and FCM into it (AWS End User Messaging, Push notifications).',
  };
}

async function enabled<Answer extends { APNSChannelResponse?: Channel; GCMChannelResponse?: Channel }>(
  name: string,
  ask: () => Promise<Answer>,
): Promise<string | undefined> {
  try {
    const { APNSChannelResponse, GCMChannelResponse } = await ask();
    return (APNSChannelResponse ?? GCMChannelResponse)?.Enabled ? name : undefined;
  } catch (cause) {
    if ((cause as Error).name !== 'NotFoundException') throw cause;
    return undefined;
  }
}
interface Channel {
  Enabled?: boolean;
}

/** There is no other way to know since Amazon Pinpoint's end: one is made, and removed. */
async function mayCreate(pinpoint: PinpointClient): Promise<Finding> {
  try {
    const { ApplicationResponse } = await pinpoint.send(
      new CreateAppCommand({ CreateApplicationRequest: { Name: 'ravn-preflight' } }),
    );
    await pinpoint.send(new DeleteAppCommand({ ApplicationId: ApplicationResponse?.Id }));
    return fine('A push application may be created (one was, and is gone again)');
  } catch (cause) {
    const { name, message } = cause as Error;
    if (name !== 'ForbiddenException' && name !== 'AccessDeniedException') throw cause;
    return {
      weight: 'stops',
      what: `This account may create no push application (${name}: ${message})`,
      wayRound:
        'Create one in AWS End User Messaging (Push notifications) and name it: "push": { "mode": "existing", "applicationId": "…" }. Where that is refused too, ask AWS Support to open the service, or deploy into an account that has one.',
    };
  }
}

async function issuer(url: string, { fetch }: Account): Promise<Finding> {
  const document = `${url.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const wayRound =
    'auth.issuer must be, to the letter, what stands in the `iss` of its tokens, and be open to the internet.';
  try {
    const response = await fetch(document, { redirect: 'error', signal: AbortSignal.timeout(issuerPatienceMs) });
    const told = response.ok ? ((await response.json()) as { issuer?: string; jwks_uri?: string }) : {};
    if (told.issuer === url && told.jwks_uri) return fine(`Issuer ${url}`);
    return {
      weight: 'stops',
      what: `${document} answers ${response.status} and names ${told.issuer ?? 'no issuer'}`,
      wayRound,
    };
  } catch (cause) {
    return { weight: 'stops', what: `${document} cannot be read (${(cause as Error).message})`, wayRound };
  }
}

async function weatherKey(SecretId: string, { secrets }: Account): Promise<Finding> {
  try {
    await secrets.send(new DescribeSecretCommand({ SecretId }));
    return fine(`The weather key ${SecretId}`);
  } catch (cause) {
    if ((cause as Error).name !== 'ResourceNotFoundException') throw cause;
    return {
      weight: 'stops',
      what: `There is no secret ${SecretId} in this account and region`,
      wayRound: `aws secretsmanager create-secret --name ${SecretId} --secret-string <key>`,
    };
  }
}

async function eventBus({ name: stage, bus }: Stage, { events }: Account): Promise<Finding> {
  const { name } = bus as { name: string };
  try {
    await events.send(new DescribeEventBusCommand({ Name: name }));
  } catch (cause) {
    if ((cause as Error).name !== 'ResourceNotFoundException') throw cause;
    return {
      weight: 'stops',
      what: `There is no event bus ${name} in this account and region`,
      wayRound:
        '`aws events list-event-buses` names those there are; put one into bus.name of the stage. For a bus of another account or region leave `bus` out: Ravn makes its own, and a rule of yours hands its events on.',
    };
  }
  // CloudFormation names a rule after its stack
  const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName: name, NamePrefix: 'ravn-' }));
  const strangers = Rules.flatMap(({ Name = '' }) => (Name.startsWith(`ravn-${stage}-Bus`) ? [] : [Name]));
  if (strangers.length === 0) return fine(`Event bus ${name}`);
  return {
    weight: 'hampers',
    what: `Another stage listens on the event bus ${name} (${strangers.join(', ')}): each would take the other’s events for its own`,
    wayRound: 'One stage a bus: name another, or leave `bus` out and Ravn makes its own.',
  };
}

async function collection(name: string, { name: stage }: Stage, { location }: Account): Promise<Finding> {
  try {
    const { Tags } = await location.send(new DescribeGeofenceCollectionCommand({ CollectionName: name }));
    if (Tags?.['aws:cloudformation:stack-name'] === `ravn-${stage}`) return fine(`Geofence collection ${name}, ours`);
    return {
      weight: 'stops',
      what: `There is a geofence collection ${name} already, and it is not this stage’s`,
      wayRound: 'Choose another name for mirrorGeofences: what is in a collection that Ravn keeps is replaced.',
    };
  } catch (cause) {
    if ((cause as Error).name !== 'ResourceNotFoundException') throw cause;
    return fine(`Geofence collection ${name}: the name is free`);
  }
}
