// The hunt: how many seeds it takes to find each planted bug, and how many schedules it breaks.
import type { BatchRequest } from './batch.ts';
import { plantedBugs } from './planted-bugs.ts';
import { inThreads, sum } from './pool.ts';

export interface Hunt {
  name: string;
  /** The first seed that finds it. */
  first?: number;
  share: number;
  /** What gave it away there. */
  violation?: string;
}

/** @param enough stop looking for a bug once so many schedules have failed. */
export async function huntBugs(seeds: number, threads: number, enough = 20): Promise<Hunt[]> {
  const requests: BatchRequest[] = plantedBugs.map(({ name }) => ({
    kind: 'seeds',
    bug: name,
    from: 1,
    count: seeds,
    mostFailures: enough,
  }));
  const results = await inThreads(requests, threads);
  return results.map((result, index) => {
    const { schedules, failing } = sum([result]);
    const [found] = failing;
    return {
      name: plantedBugs[index]!.name,
      first: found && Number(found.seed),
      share: failing.length / schedules,
      violation: found?.violations[0]?.replace(/^.*?: /, ''),
    };
  });
}
