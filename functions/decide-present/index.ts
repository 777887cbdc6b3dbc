// The decision queue: a customer who is present, and something other than her position changed, or she has stayed a while.
import { fanOutMessage } from '../../shared/model/fan-out.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';
import { measure } from '../edge/telemetry.ts';

export const handler = queue(fanOutMessage, async (message) => {
  const now = Date.now();
  const ports = {
    ...adapters.commitPorts(),
    dwellQueue: adapters.dwellQueue(),
    knownRounds: adapters.knownRounds(),
    lessons: adapters.lessons(),
  };
  const dropped = await decidePresent(ports, message, now);
  // What tells that the queue is behind, before anybody misses an offer.
  if (message.dueAt !== undefined && dropped !== 'too-late') measure('Lag', now - message.dueAt);
  return dropped;
});
