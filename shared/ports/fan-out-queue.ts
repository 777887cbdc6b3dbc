// The fan-out queue: customers for whom a decision is to be made again.
import type { FanOutMessage } from '../model/fan-out.ts';

export interface FanOutQueue {
  /** Sends all of them or throws; who sends again may send twice. */
  send(messages: FanOutMessage[]): Promise<void>;
}
