// One report through HTTP → Lambda → table and back, on the local cloud: percentiles, and ratios to a plain read in the same run.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { synthesize } from '../infra/synthesize.ts';
import { startLocalCloud } from '../local/cloud.ts';
import type { Load, Measured } from './http-load.ts';

const customers = 200;
const requests = 2000;

/** Starts a cloud of its own with a data folder of its own, so that nothing of `npm start` is touched. */
export async function run(): Promise<void> {
  process.env.TZ = 'UTC';
  const dataDir = mkdtempSync(join(tmpdir(), 'ravn-bench-'));
  const { assemblyDir } = await synthesize({ stage: 'local', outdir: join(dataDir, 'assembly') });
  const cloud = await startLocalCloud({ assemblyDir, port: 0, dataDir });
  try {
    const marketer = await cloud.issueToken({ sub: 'bench', scope: 'ravn/marketer' });
    const tokens = await Promise.all(
      Array.from({ length: customers }, (_, n) => cloud.issueToken({ sub: `bench-${n}` })),
    );
    const base = { apiUrl: cloud.apiUrl, marketer, tokens, requests };
    await measure({ ...base, kind: 'prepare', concurrency: 8 });

    process.stdout.write(
      `\n${requests} requests each, ${customers} customers, Node ${process.version}, ${cpus().length} cores, load and cloud on the same machine\n\n`,
    );
    process.stdout.write(`${row(['', 'at a time', 'p50 ms', 'p95 ms', 'p99 ms', 'per s', '× the read'])}\n`);
    for (const concurrency of [1, 8, 32]) {
      let floor: Measured | undefined;
      for (const kind of ['read', 'stay', 'enter'] as const) {
        const measured = await measure({ ...base, kind, concurrency });
        floor ??= measured;
        const { p50, p95, p99, perSecond } = measured;
        const figures = [p50, p95, p99].map((milliseconds) => milliseconds.toFixed(1));
        process.stdout.write(
          `${row([names[kind], concurrency, ...figures, perSecond.toFixed(0), (p50 / floor.p50).toFixed(2)])}\n`,
        );
      }
    }
  } finally {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const names = {
  read: 'GET /v1/consents: one read, nothing decided',
  stay: 'POST /v1/positions: nothing changes (one read)',
  enter: 'POST /v1/positions: a visit begins or ends (read, write, presence, event)',
};

function row([first, ...cells]: (string | number)[]): string {
  return `${String(first).padEnd(76)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
}

/** The load comes from a thread of its own, so that it does not wait for the gateway's. */
function measure(load: Load): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./http-load.ts', import.meta.url), { workerData: load });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
