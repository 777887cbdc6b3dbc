// The delivery queue: a reserved offer is claimed, pushed at most once, and ended.
import { deliveryMessage } from '../../shared/model/delivery.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';
import { onFault } from '../edge/telemetry.ts';

export const handler = queue(deliveryMessage, async (message) => {
  const ports = {
    customers: adapters.customers(),
    deliveryQueue: adapters.deliveryQueue(),
    decisions: adapters.decisions(),
    offerGates: adapters.offerGates(),
    bus: adapters.eventBus(),
    devices: adapters.devices(),
    push: adapters.push(),
    worlds: adapters.worlds(),
    clock: Date.now,
    onFault,
  };
  await deliverOffer(ports, message);
});
