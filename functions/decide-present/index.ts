// The decision queue: a customer who is present, and something other than her position changed, or she has stayed a while.
import { fanOutMessage } from '../../shared/model/fan-out.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';

export const handler = queue(fanOutMessage, async (message) => {
  const ports = { ...adapters.commitPorts(), dwellQueue: adapters.dwellQueue(), lessons: adapters.lessons() };
  await decidePresent(ports, message, Date.now());
});
