// Asking those present: a message for everybody in a geofence, because something other than a position changed.
import type { FanOutMessage } from '../model/fan-out.ts';
import type { FanOutQueue } from '../ports/fan-out-queue.ts';
import type { Presence } from '../ports/presence.ts';

export interface AskPorts {
  presence: Presence;
  fanOutQueue: FanOutQueue;
}

/** @returns how many were asked. Asking twice changes nothing: the draws depend on customer and signal alone. */
export async function askPresent(
  { presence, fanOutQueue }: AskPorts,
  question: Omit<FanOutMessage, 'customerId'>,
  now: number,
): Promise<number> {
  const messages: FanOutMessage[] = [];
  for await (const customerId of presence.present(question.geofenceId, now)) messages.push({ customerId, ...question });
  await fanOutQueue.send(messages);
  return messages.length;
}
