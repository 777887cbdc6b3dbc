// The dwell queue: where the question waits whether a customer is still there. The same queue that fan-out feeds.
import type { FanOutMessage } from '../model/fan-out.ts';

export interface DwellQueue {
  /** Sends a message, to be seen after `delaySeconds` (0–900). It may arrive more than once and in any order. */
  send(message: FanOutMessage, delaySeconds: number): Promise<void>;
}
