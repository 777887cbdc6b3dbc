// A local cloud under load: started with its town and its customers, watched while clients report, and asked afterwards what it knows.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
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

export interface LoadedCloud {
  drive(phase: Phase): Promise<Measured>;
  /** Milliseconds spent in calls of the function that answers reports, and in the table; how many calls of each. The table's only where it is timed. */
  spent: { functionMs: number; calls: number; tableMs: number; tableCalls: number };
  pushes: Pushes;
  /** The geofences a customer's item says she is in. */
  insideOf(customer: number): Promise<string[]>;
  /** Waits until no function but those run by the clock has been called for two seconds. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** @param timeTable puts a proxy before the table, which takes time of its own: a cloud for shares, not for speed. */
export async function startLoadedCloud(customers: number, timeTable: boolean): Promise<LoadedCloud> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ravn-load-'));
  const spent = { functionMs: 0, calls: 0, tableMs: 0, tableCalls: 0 };
  let lastCallAt = performance.now();
  let stopProxy = async () => {};
  const { assemblyDir } = await synthesize({ stage: 'local', outdir: join(dataDir, 'assembly') });
  const cloud = await startLocalCloud({
    assemblyDir,
    port: 0,
    dataDir,
    meter: {
      async between(endpoints) {
        if (!timeTable) return endpoints;
        const proxy = await timedProxy(endpoints.DYNAMODB, (milliseconds) => {
          spent.tableMs += milliseconds;
          spent.tableCalls++;
        });
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
  const ask = async (token: string, method: string, path: string, body?: object) => {
    const response = await fetch(`${cloud.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
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

  const worker = new Worker(new URL('./clients.ts', import.meta.url), { workerData: { apiUrl: cloud.apiUrl, tokens } });
  return {
    spent,
    pushes,
    async drive(phase) {
      const answered = once(worker, 'message');
      worker.postMessage(phase);
      const [measured] = await answered;
      return measured as Measured;
    },
    async insideOf(customer) {
      const { customer: item } = await ask(tokens[customer]!, 'GET', '/v1/export');
      return item.openVisits.map(({ geofenceId }: { geofenceId: string }) => geofenceId);
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

/** Passes requests on, and tells how long each waited for its answer. */
async function timedProxy(to: string, tell: (milliseconds: number) => void) {
  const { hostname: host, port } = new URL(to);
  const server = createServer((incoming, outgoing) => {
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
