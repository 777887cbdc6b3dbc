// The fan-out queues: places where everybody present is to be asked, and customers for whom a decision is to be made again.
import type { FanOutMessage, PlaceQuestion } from '../model/fan-out.ts';

export interface FanOutQueue {
  /** Sends all of them or throws, to be seen after `delaySeconds` (0–900); who sends again may send twice. */
  send(messages: FanOutMessage[], delaySeconds: number): Promise<void>;
}

export interface PlaceQueue {
  /** Sends all of them or throws; who sends again may send twice. */
  send(questions: PlaceQuestion[]): Promise<void>;
}
