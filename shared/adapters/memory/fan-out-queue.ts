// The fan-out queue in memory: keeps what was sent.
import type { FanOutMessage } from '../../model/fan-out.ts';
import type { FanOutQueue } from '../../ports/fan-out-queue.ts';

/** @returns the queue, and `sent()` to look at it. */
export function memoryFanOutQueue(): FanOutQueue & { sent(): FanOutMessage[] } {
  const sent: FanOutMessage[] = [];
  return {
    async send(messages) {
      sent.push(...structuredClone(messages));
    },
    sent: () => structuredClone(sent),
  };
}
