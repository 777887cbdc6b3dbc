// The cloud on a laptop: starts everything a synthesized template describes, in the order the parts need each other, and stops it.
import { rmSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpApi } from './api-gateway/http-api.ts';
import { createIssuer } from './api-gateway/jwt-issuer.ts';
import { type AlarmNews, type CloudWatch, startCloudWatch } from './cloudwatch/cloudwatch.ts';
import { type EventBus, startEventBus } from './eventbridge/event-bus.ts';
import { startSchedules } from './eventbridge/schedule.ts';
import { startEventSourceMappings } from './lambda/event-source-mapping.ts';
import { openFunctionLogs } from './lambda/function-log.ts';
import { type FunctionsOptions, startFunctions } from './lambda/functions.ts';
import type { InvokeResult } from './lambda/invoke.ts';
import type { ServiceEndpoints } from './lambda/lambda-environment.ts';
import { allSettled, createLifecycle } from './lifecycle.ts';
import { choosePort, loopback } from './ports.ts';
import { createPushBox } from './pushes.ts';
import { startBucketEvents } from './services/bucket-events.ts';
import { startLocation } from './services/location.ts';
import { type Sky, startMetNorway } from './services/met-norway.ts';
import { startPinpoint } from './services/pinpoint.ts';
import {
  createBuckets,
  createQueues,
  queueServerAt,
  sendToQueue,
  startQueueAndBucketServer,
} from './services/queues-and-buckets.ts';
import { assertTablesFree, createTables, startTableServer } from './services/table.ts';
import { startXRay, type TraceSegment } from './services/xray.ts';
import { drawSystemMap, type SystemMap } from './system-map.ts';
import { checkResourceTypes } from './template/resource-types.ts';
import { keepSecrets } from './template/secrets.ts';
import {
  createResolver,
  displayName,
  openAssembly,
  type Resolver,
  resourcesOf,
  type Template,
} from './template/template.ts';

export interface LocalCloudOptions {
  /** What synthesis wrote: the template and the built functions. */
  assemblyDir: string;
  /** Of the HTTP API; 0 chooses a free one. */
  port: number;
  /** Where tables, the token issuer's key and logs are kept between starts. */
  dataDir: string;
  /** Forget tables and logs. */
  fresh?: boolean;
  region?: string;
  /**
   * Runs when the API answers and no schedule has run yet, if tables were kept from last time: buckets come up empty, and
   * what the tables know belongs into them is put there again.
   */
  restore?(cloud: Pick<LocalCloud, 'apiUrl' | 'issueToken'>): Promise<void>;
  /** What the weather service says; a calm afternoon if absent. */
  sky?: (at: number) => Sky;
  /** Waits before the retries of an asynchronous invocation; Lambda's own if absent. */
  retryDelaysMs?: readonly number[];
  /** The clock by which alarms are judged; the machine's if absent. */
  alarmClock?: () => number;
  /** Concurrent executions of the account: 10 in a new one. What is over it is throttled, as on AWS; without bound if absent. */
  accountConcurrency?: number;
  /** Who measures: gives other addresses for the services, and hears of every call of a function, once it is over. */
  meter?: {
    /** Stands before the queues: queue URLs name their server, so what functions are given is built from this address. */
    queues?(url: string): Promise<string>;
    between(endpoints: ServiceEndpoints): Promise<ServiceEndpoints>;
    onInvoked: FunctionsOptions['onInvoked'];
  };
}

export interface LocalCloud {
  apiUrl: string;
  /** A token that the API's authorizer lets in. */
  issueToken(claims: { sub: string; scope?: string; expiresInSeconds?: number }): Promise<string>;
  /** Hears of every push that reached the local push provider. */
  onPush(listener: PushListener): void;
  /** Puts an event of somebody else's on Ravn's bus; one of an AWS service on the account's own, as AWS does. */
  putEvent(event: Parameters<EventBus['publish']>[0]): void;
  /** The ARN of the geofence collection, where the template has one: what crossings name. */
  geofenceCollection?: string;
  /** Hears of every event put on the bus. */
  onEvent(listener: EventListener): void;
  /** Calls a function by the name of its folder, as the console of Lambda would. */
  invoke(functionName: string, event: unknown): Promise<InvokeResult>;
  /** Hears of every alarm that goes off, and when that is over. */
  onAlarm(listener: AlarmListener): void;
  /** What alarms go by, and to look at them before the minute is over. */
  cloudWatch: Pick<CloudWatch, 'put' | 'look' | 'alarming'>;
  /** Hears of every segment of a trace, where the stage has traces. */
  onSegment(listener: SegmentListener): void;
  describe(): SystemMap;
  /** What starting consisted of, and how long each step took. */
  steps: { name: string; milliseconds: number }[];
  stop(): Promise<void>;
}

type PushListener = Parameters<typeof startPinpoint>[0]['onPush'];
type AlarmListener = (alarm: AlarmNews) => void;
type SegmentListener = (segment: TraceSegment) => void;
type EventListener = NonNullable<Parameters<typeof startEventBus>[0]['onEvent']>;

/** Rejects, saying by what, if the port or the data folder is in use: before anything a running cloud needs is replaced. */
export async function assertCanStart({ port, dataDir }: Pick<LocalCloudOptions, 'port' | 'dataDir'>): Promise<void> {
  await choosePort(port, 'the HTTP API', '--port');
  await assertTablesFree(tablesIn(dataDir));
}

const tablesIn = (dataDir: string) => join(resolvePath(dataDir), 'dynamodb');

const calmSky = (): Sky => ({ temperatureC: 9, millimetresPerHour: 0, windMps: 3, symbol: 'cloudy' });

/** The account fauxqs answers for. */
const accountId = '000000000000';
/** How long batches from queues may take to finish at a stop before their functions are ended. */
const graceMs = 2000;

/**
 * Starts the cloud. Rejects, having stopped what was started, if the template holds something unknown, a port or the data
 * folder is in use, or a table on disk does not fit the template.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { assemblyDir, fresh, region = 'eu-north-1' } = options;
  const dataDir = resolvePath(options.dataDir);
  const { step, onStop, stop, steps } = createLifecycle();
  const pushes = announcer<PushListener>();
  const events = announcer<EventListener>();
  const segments = announcer<SegmentListener>();
  const alarms = announcer<AlarmListener>();
  const pushBox = createPushBox();
  pushes.listen(pushBox.add);

  try {
    // 1. Nothing starts before the template is known to be complete and the port to be free.
    const { template, stackName } = await step('template read', () => openAssembly(assemblyDir));
    checkResourceTypes(template);
    const port = await choosePort(options.port, 'the HTTP API', '--port');

    // 2. The servers that need no template.
    const servers = await allSettled({
      tables: step('table server', () => startTableServer(tablesIn(dataDir), { fresh })),
      queues: step('queue and bucket server', () =>
        startQueueAndBucketServer({ region, folder: join(dataDir, 's3'), fresh }),
      ),
      pinpoint: step('push provider', () => startPinpoint({ host: loopback, port: 0, onPush: pushes.announce })),
      location: step('location service', () => startLocation({ host: loopback, port: 0 })),
      xray: step('trace daemon', () => startXRay(segments.announce)),
      weather: step('weather service', () => startMetNorway({ host: loopback, port: 0, sky: options.sky ?? calmSky })),
    });

    const meteredQueues = await options.meter?.queues?.(servers.queues.url);
    const queueServer =
      meteredQueues === undefined ? servers.queues : queueServerAt(meteredQueues, servers.queues, region);

    // 3. What the template wants on them. From here on names and addresses are known.
    const resolve = createResolver({
      template,
      stackName,
      region,
      accountId,
      queueEndpoint: queueServer.url,
      apiEndpoint: `http://${loopback}:${port}`,
      secrets: keepSecrets(dataDir),
    });
    const { tables, queues, buckets, issuer } = await allSettled({
      tables: step('tables', () => createTables(template, resolve, servers.tables, region)),
      queues: step('queues', () => createQueues(template, resolve, servers.queues)),
      buckets: step('buckets', () => createBuckets(template, resolve, servers.queues)),
      issuer: step('token issuer', () => createIssuer({ ...trustedIssuer(template, resolve), dataDir })),
    });

    const cloudWatch = await step('alarms', () =>
      startCloudWatch({
        template,
        resolve,
        queues,
        inspect: servers.queues.inspect,
        now: options.alarmClock,
        onAlarm: alarms.announce,
      }),
    );

    // 4. The functions, then what calls them; the schedules last, because some run at once.
    if (fresh) rmSync(join(dataDir, 'logs'), { recursive: true, force: true });
    const logs = await step('logs', () => openFunctionLogs(join(dataDir, 'logs')));
    segments.listen((segment) => logs.append('traces', `${JSON.stringify(segment)}\n`));
    let pollers: ReturnType<typeof startEventSourceMappings> | undefined;
    onStop(() => pollers?.stop()); // after the functions: ends the batches whose functions were ended
    const toQueue = (arn: string, body: string, attributes?: Record<string, string>) =>
      sendToQueue(queueServer, arn, body, attributes);
    const functions = await step('functions', () =>
      startFunctions({
        template,
        resolve,
        assemblyDir,
        region,
        logs,
        endpoints: () => endpoints,
        sendToQueue: toQueue,
        retryDelaysMs: options.retryDelaysMs,
        accountConcurrency: options.accountConcurrency,
        onInvoked(call) {
          cloudWatch.invoked(call);
          options.meter?.onInvoked?.(call);
        },
        onThrottled: cloudWatch.throttled,
        onOutput: cloudWatch.read,
      }),
    );
    const callers = { template, resolve, functionByArn: resolve.functionByArn, invoke: functions.invoke };
    const bus = await step('event bus', () =>
      startEventBus({ ...callers, sendToQueue: toQueue, port: 0, onEvent: events.announce }),
    );
    await step('bucket events', () =>
      startBucketEvents({ template, resolve, server: servers.queues, publish: bus.publish, accountId }),
    );
    const served: ServiceEndpoints = {
      DYNAMODB: servers.tables.url,
      SQS: queueServer.url,
      S3: servers.queues.url,
      EVENTBRIDGE: bus.url,
      PINPOINT: servers.pinpoint.url,
      LOCATION: servers.location.url,
      WEATHER: servers.weather.url,
      XRAY: servers.xray.address,
    };
    const endpoints = options.meter ? await options.meter.between(served) : served;
    const [collection] = resourcesOf(template, 'AWS::Location::GeofenceCollection');
    const busName = bus.rules.find((rule) => rule.busName !== 'default')?.busName;
    const queueUrl = (name: string) => `${queueServer.url}/${accountId}/${name}`;
    const mappings = startEventSourceMappings({ ...callers, sqs: queueServer.sqs, queueUrl, region });
    pollers = mappings;
    onStop(() => Promise.race([mappings.stop(), sleep(graceMs, undefined, { ref: false })]));
    const api = await step('HTTP API', () =>
      startHttpApi({
        ...callers,
        host: loopback,
        port,
        issuer,
        beside: pushBox.answer,
        onAnswered: cloudWatch.answered,
      }),
    );
    const { restore } = options;
    if (restore && tables.some(({ kept }) => kept))
      await step('buckets filled again', () => restore({ apiUrl: api.url, issueToken: issuer.sign }));
    const schedules = await step('schedules', () => startSchedules({ ...callers, sendToQueue: toQueue }));

    const map = drawSystemMap({
      template,
      api,
      bus,
      schedules,
      mappings,
      functions,
      logs,
      tables,
      queues,
      buckets,
      endpoints,
    });
    return {
      apiUrl: api.url,
      issueToken: issuer.sign,
      onPush: pushes.listen,
      putEvent: (event) => void bus.publish(event, event.source.startsWith('aws.') ? undefined : busName),
      geofenceCollection: collection && String(resolve.value({ 'Fn::GetAtt': [collection[0], 'Arn'] })),
      onEvent: events.listen,
      invoke(functionName, event) {
        const named = functions.configs.find(({ logicalId }) => displayName(template, logicalId) === functionName);
        if (!named) throw new Error(`The template has no function ${functionName}.`);
        return functions.invoke(named.logicalId, event);
      },
      onAlarm: alarms.listen,
      cloudWatch,
      onSegment: segments.listen,
      describe: () => map,
      steps,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The issuer and audience of the template's authorizer, which the local issuer signs for. */
function trustedIssuer(template: Template, resolve: Resolver): { issuer: string; audience: string } {
  const [authorizer] = resourcesOf(template, 'AWS::ApiGatewayV2::Authorizer');
  const jwt = resolve.value(authorizer?.[1].Properties.JwtConfiguration) as
    | { Issuer?: string; Audience?: string[] }
    | undefined;
  return { issuer: jwt?.Issuer ?? 'https://issuer.local/', audience: jwt?.Audience?.[0] ?? 'local' };
}

/** Passes what it is told on to everybody who listens. */
function announcer<Listener extends (...args: never[]) => void>() {
  const listeners: Listener[] = [];
  return {
    listen: (listener: Listener) => void listeners.push(listener),
    announce: ((...args) => {
      for (const listener of listeners) listener(...args);
    }) as Listener,
  };
}
