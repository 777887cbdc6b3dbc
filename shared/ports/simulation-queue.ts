// The simulation queue: jobs that are to be carried on.
import type { SimulationMessage } from '../model/simulation.ts';

export interface SimulationQueue {
  /** Sends a message, to be seen after `delaySeconds` (0–900). */
  send(message: SimulationMessage, delaySeconds: number): Promise<void>;
}
