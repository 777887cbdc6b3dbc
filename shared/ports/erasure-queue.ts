// The erasure queue: where the last look at an erased customer waits.
import type { ErasureMessage } from '../model/erasure.ts';

export interface ErasureQueue {
  /** Sends a message, to be seen after `delaySeconds` (0–900). It may arrive more than once. */
  send(message: ErasureMessage, delaySeconds: number): Promise<void>;
}
