// Simulations in memory.
import { keptMs } from '../../model/retention.ts';
import type { SimulationJob } from '../../model/simulation.ts';
import type { Simulations } from '../../ports/simulations.ts';

export function memorySimulations(): Simulations {
  const jobs = new Map<string, SimulationJob>();
  const isUnderWay = (job: SimulationJob | undefined) => job?.state === 'waiting' || job?.state === 'running';
  return {
    async begin(job) {
      jobs.set(job.id, structuredClone(job));
    },

    async find(id, now) {
      const job = jobs.get(id);
      return job && now < job.startedAt + keptMs.simulation ? structuredClone(job) : undefined;
    },

    async advance(job) {
      const stored = jobs.get(job.id);
      const isNext = isUnderWay(stored) && stored?.pages === job.pages - 1;
      if (isNext) jobs.set(job.id, structuredClone(job));
      return isNext || (stored?.pages === job.pages && stored.run === job.run && stored.state === job.state);
    },

    async stop(id) {
      const stored = jobs.get(id);
      if (stored && isUnderWay(stored)) jobs.set(id, { ...stored, state: 'stopped' });
    },
  };
}
