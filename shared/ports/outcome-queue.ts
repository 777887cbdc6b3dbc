// The outcome queue: what customers did, on its way to whoever learns from it.
import type { OutcomeMessage } from '../model/outcome-message.ts';

export interface OutcomeQueue {
  /** Sends a message, to be seen after `delaySeconds` (0–900). It may arrive more than once and in any order. */
  send(message: OutcomeMessage, delaySeconds: number): Promise<void>;
}
