// The decision queue: a customer who is present, and something other than her position changed, or she has stayed a while.
import { fanOutMessage } from '../../shared/model/fan-out.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';
import { onFault } from '../edge/telemetry.ts';

export const handler = queue(fanOutMessage, async (message) => {
  const ports = {
    customers: adapters.customers(),
    presence: adapters.presence(),
    deliveryQueue: adapters.deliveryQueue(),
    dwellQueue: adapters.dwellQueue(),
    decisions: adapters.decisions(),
    offerGates: adapters.offerGates(),
    bus: adapters.eventBus(),
    worlds: adapters.worlds(),
    onFault,
  };
  await decidePresent(ports, message, Date.now());
});
