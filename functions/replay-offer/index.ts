// The simulation queue: an offer that is tried is carried on, page after page.
import { ulid } from 'ulid';
import { simulationMessage } from '../../shared/model/simulation.ts';
import { replayOffer } from '../../shared/usecases/replay-offer.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';

export const handler = queue(simulationMessage, async (message) => {
  const ports = {
    worlds: adapters.worlds(),
    simulations: adapters.simulations(),
    simulationQueue: adapters.simulationQueue(),
    sample: adapters.decisionSample(),
    decisions: adapters.decisions(),
    customers: adapters.customers(),
    newId: (now: number) => ulid(now),
    clock: Date.now,
  };
  return replayOffer(ports, message);
});
