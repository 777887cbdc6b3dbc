// The decision queue: a customer who is present, and something other than her position changed.
import { fanOutMessage } from '../../shared/model/fan-out.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';

export const handler = queue(fanOutMessage, async (message) => {
  await decidePresent(adapters.commitPorts(), message, Date.now());
});
