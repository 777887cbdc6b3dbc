// The delivery queue: a reserved offer is claimed, pushed at most once, and ended.
import { deliveryMessage } from '../../shared/model/delivery.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';

export const handler = queue(deliveryMessage, async (message) => {
  const ports = {
    ...adapters.commitPorts(),
    context: adapters.context(),
    weather: adapters.weather(),
    devices: adapters.devices(),
    push: adapters.push(),
    redemptions: adapters.redemptions(),
    dueWindows: adapters.dueWindows(),
    newCode: adapters.newCode,
    clock: Date.now,
  };
  return deliverOffer(ports, message);
});
