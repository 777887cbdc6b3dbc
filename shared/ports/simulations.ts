// Simulations: jobs that try an offer, page by page, and what came of them. Kept for a day.
import type { SimulationJob } from '../model/simulation.ts';

export interface Simulations {
  /** Keeps a new one. */
  begin(job: SimulationJob): Promise<void>;
  /** Nothing where there is none, or its day is over. Strongly consistent. */
  find(id: string, now: number): Promise<SimulationJob | undefined>;
  /**
   * Takes the place of the job with one page less, provided it is under way (`waiting`, `running`). False where that page was counted by
   * another run, or the job was stopped. The same page of the same run again is true.
   */
  advance(job: SimulationJob): Promise<boolean>;
  /** Stops one that is under way: no page is counted any more. Does nothing to one that has ended. */
  stop(id: string): Promise<void>;
}
