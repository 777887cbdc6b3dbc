// The pool: spreads batches over worker threads, one to a core, and adds their results up.
import { Worker } from 'node:worker_threads';
import type { BatchRequest, BatchResult } from './batch.ts';

export function inThread(request: BatchRequest): Promise<BatchResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: request, execArgv: [] });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** Runs the requests, so many at a time, in their order. */
export async function inThreads(requests: BatchRequest[], threads: number): Promise<BatchResult[]> {
  const results: BatchResult[] = [];
  let next = 0;
  const lane = async () => {
    while (next < requests.length) {
      const mine = next++;
      results[mine] = await inThread(requests[mine]!);
    }
  };
  await Promise.all(Array.from({ length: threads }, lane));
  return results;
}

export function sum(results: BatchResult[]): BatchResult {
  const seen: Record<string, number> = {};
  for (const result of results) {
    for (const [what, times] of Object.entries(result.seen)) seen[what] = (seen[what] ?? 0) + times;
  }
  return {
    schedules: results.reduce((total, { schedules }) => total + schedules, 0),
    calls: results.reduce((total, { calls }) => total + calls, 0),
    failing: results.flatMap(({ failing }) => failing).sort((a, b) => Number(a.seed) - Number(b.seed)),
    seen,
  };
}

/** Seeds `from` to `from + count - 1`, in equal parts. */
export function partsOf(from: number, count: number, parts: number, bug?: string): BatchRequest[] {
  const size = Math.ceil(count / parts);
  return Array.from({ length: parts }, (_, part) => ({
    kind: 'seeds' as const,
    bug,
    from: from + part * size,
    count: Math.max(0, Math.min(size, count - part * size)),
  }));
}

/** Every combination of up to so many faults, in equal parts. */
export function faultsIn(faults: number, parts: number, bug?: string): BatchRequest[] {
  return Array.from({ length: parts }, (_, share) => ({ kind: 'faults' as const, faults, share, of: parts, bug }));
}
