// A local cloud under load: started with its town and its customers, watched while clients report, and asked afterwards what it knows.

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { synthesize } from '../../infra/synthesize.ts';
import { startLocalCloud } from '../../local/cloud.ts';
import type { Measured, Phase } from './clients.ts';
import { catalogue } from './town.ts';

/** What reached the push provider, by token: offers and delivery ids. */
export type Pushes = Map<string, { title: string; collapseId?: string }[]>;

export interface LoadedCloudOptions {
  customers: number;
  /** Puts a proxy before the table, which takes time of its own: for shares and faults, not for speed. */
  timeTable?: boolean;
  /** A module of clients that answers each message with what it measured. */
  clients?: string;
  /** Requests a second that the gateway lets through to the route of reports. */
  requestsPerSecond?: number;
  accountConcurrency?: number;
}

export interface LoadedCloud<Asked = Phase, Answered = Measured> {
  drive(phase: Asked): Promise<Answered>;
  apiUrl: string;
  /** One customer a token. */
  tokens: string[];
  /** From now on the table refuses calls over so many a second, as DynamoDB does. Where it is timed. */
  limitTable(callsPerSecond: number): void;
  /** Milliseconds spent in calls of the function that answers reports, and in the table; how many calls of each. The table's only where it is timed. */
  spent: { functionMs: number; calls: number; tableMs: number; tableCalls: number };
  pushes: Pushes;
  /** All that is kept of a customer. */
  known(customer: number): Promise<Known>;
  /** Waits until no function but those run by the clock has been called for two seconds. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** What `GET /v1/export` shows. */
export interface Known {
  openVisits: string[];
  visits: Record<string, number>;
  present: string[];
  decisions: string[];
}

export async function startLoadedCloud<Asked = Phase, Answered = Measured>({
  customers,
  timeTable = false,
  clients = './clients.ts',
  requestsPerSecond,
  accountConcurrency,
}: LoadedCloudOptions): Promise<LoadedCloud<Asked, Answered>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ravn-load-'));
  const spent = { functionMs: 0, calls: 0, tableMs: 0, tableCalls: 0 };
  let lastCallAt = performance.now();
  let stopProxy = async () => {};
  let mayCall = () => true;
  const { assemblyDir, template } = await synthesize({ stage: 'local', outdir: join(dataDir, 'assembly') });
  if (requestsPerSecond !== undefined) throttleReports(template, requestsPerSecond);
  const cloud = await startLocalCloud({
    accountConcurrency,
    assemblyDir,
    port: 0,
    dataDir,
    meter: {
      async between(endpoints) {
        if (!timeTable) return endpoints;
        const tell = (milliseconds: number) => {
          spent.tableMs += milliseconds;
          spent.tableCalls++;
        };
        const proxy = await timedProxy(endpoints.DYNAMODB, tell, () => mayCall());
        stopProxy = proxy.stop;
        return { ...endpoints, DYNAMODB: proxy.url };
      },
      onInvoked({ functionName, milliseconds }) {
        if (!['tick', 'refresh-weather'].includes(functionName)) lastCallAt = performance.now();
        if (functionName !== 'report-position') return;
        spent.functionMs += milliseconds;
        spent.calls++;
      },
    },
  });
  const pushes: Pushes = new Map();
  cloud.onPush(({ token, title, collapseId }) =>
    pushes.set(token, [...(pushes.get(token) ?? []), { title, collapseId }]),
  );

  const tokens = await Promise.all(
    Array.from({ length: customers }, (_, n) => cloud.issueToken({ sub: `loaded-${n}`, expiresInSeconds: 3600 })),
  );
  const ask = async (token: string, method: string, path: string, body?: object, tries = 20) => {
    const response = await fetch(`${cloud.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status >= 500 && tries > 0) {
      await sleep(200);
      return ask(token, method, path, body, tries - 1);
    }
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  await ask(await cloud.issueToken({ sub: 'load', scope: 'ravn/marketer' }), 'PUT', '/v1/catalogue', catalogue());
  for (let first = 0; first < customers; first += 16) {
    await Promise.all(
      tokens.slice(first, first + 16).map(async (token, index) => {
        await ask(token, 'PUT', '/v1/consents', { location: true, profiling: true, push: true, textVersion: '1' });
        const device = {
          platform: 'android',
          token: tokenOf(first + index),
          locale: 'da',
          timeZone: 'Europe/Copenhagen',
        };
        await ask(token, 'PUT', '/v1/devices/phone', device);
      }),
    );
  }

  const worker = new Worker(new URL(clients, import.meta.url), { workerData: { apiUrl: cloud.apiUrl, tokens } });
  return {
    apiUrl: cloud.apiUrl,
    tokens,
    spent,
    pushes,
    async drive(phase) {
      const answered = once(worker, 'message');
      worker.postMessage(phase);
      const [measured] = await answered;
      return measured as Answered;
    },
    limitTable(callsPerSecond) {
      mayCall = bucket(callsPerSecond);
    },
    async known(customer) {
      const known: Known = { openVisits: [], visits: {}, present: [], decisions: [] };
      const places = (list: { geofenceId: string }[] = []) => list.map(({ geofenceId }) => geofenceId);
      for (let query: string | undefined = ''; query !== undefined; ) {
        const page = await ask(tokens[customer]!, 'GET', `/v1/export${query}`);
        if (page.customer) {
          const { openVisits, visitCounts, pending } = page.customer;
          known.openVisits = places(openVisits);
          for (const { geofenceId, visits } of visitCounts) known.visits[geofenceId] = visits;
          if (pending) known.decisions.push(pending.decisionId);
        }
        known.present.push(...places(page.present));
        known.decisions.push(...page.decisions.map(({ id }: { id: string }) => id));
        query = page.next === undefined ? undefined : `?cursor=${page.next}`;
      }
      return known;
    },
    async settle() {
      lastCallAt = performance.now();
      while (performance.now() - lastCallAt < 2000) await sleep(100);
    },
    async stop() {
      await worker.terminate();
      await cloud.stop();
      await stopProxy();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const tokenOf = (customer: number) => `token-of-phone-${customer}`;

/** The gateway's throttle of the one route, as a stage with route settings has it. */
function throttleReports(template: string, requestsPerSecond: number): void {
  const parsed = JSON.parse(readFileSync(template, 'utf8'));
  for (const { Type, Properties } of Object.values(parsed.Resources as Record<string, Resource>)) {
    if (Type !== 'AWS::ApiGatewayV2::Stage') continue;
    const settings = { ThrottlingRateLimit: requestsPerSecond, ThrottlingBurstLimit: requestsPerSecond };
    Properties.RouteSettings = { ...(Properties.RouteSettings as object), 'POST /v1/positions': settings };
  }
  writeFileSync(template, JSON.stringify(parsed));
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** Whether there is one left: so many a second, and as many at once. */
function bucket(perSecond: number): () => boolean {
  let [left, at] = [perSecond, performance.now()];
  return () => {
    const now = performance.now();
    left = Math.min(perSecond, left + ((now - at) / 1000) * perSecond);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

const throughputExceeded = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded.',
});

/** Passes requests on, as long as they may pass, and tells how long each waited for its answer. */
async function timedProxy(to: string, tell: (milliseconds: number) => void, mayPass: () => boolean) {
  const { hostname: host, port } = new URL(to);
  const server = createServer((incoming, outgoing) => {
    if (!mayPass()) {
      incoming.resume();
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(throughputExceeded);
      return;
    }
    const startedAt = performance.now();
    const { method, url: path, headers } = incoming;
    const onward = httpRequest({ host, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
      answer.on('end', () => tell(performance.now() - startedAt));
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
