// The drop queue: files that wait to be read, from the beginning or from where a run had to stop.
import type { DropMessage } from '../model/drop.ts';

export interface DropQueue {
  /** Sends a message, to be seen after `delaySeconds` (0–900). It may arrive more than once. */
  send(message: DropMessage, delaySeconds: number): Promise<void>;
}
