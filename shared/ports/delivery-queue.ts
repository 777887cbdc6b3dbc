// The delivery queue: where a reserved delivery waits for its claim.
import type { DeliveryMessage } from '../model/delivery.ts';

export interface DeliveryQueue {
  /** Sends a message, to be seen after `delaySeconds` (0–900). It may arrive more than once and in any order. */
  send(message: DeliveryMessage, delaySeconds: number): Promise<void>;
}
