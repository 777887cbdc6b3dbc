// POST /v1/simulations tries an offer; GET and DELETE /v1/simulations/{simulationId} show and stop it.
import { ulid } from 'ulid';
import * as contract from '../../api/simulations.ts';
import { showSimulation, startSimulation, stopSimulation } from '../../shared/usecases/try-offer.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.startSimulation, async ({ callerId, body, headers }) => {
    const ports = {
      worlds: adapters.worlds(),
      authored: adapters.snapshots(),
      simulations: adapters.simulations(),
      simulationQueue: adapters.simulationQueue(),
      newId: (now: number) => ulid(now),
    };
    return startSimulation(ports, body, { by: callerId, acceptLanguage: headers['accept-language'] }, Date.now());
  }),
  on(contract.showSimulation, async ({ path: { simulationId } }) =>
    showSimulation({ simulations: adapters.simulations() }, simulationId, Date.now()),
  ),
  on(contract.stopSimulation, async ({ path: { simulationId } }) =>
    stopSimulation({ simulations: adapters.simulations() }, simulationId, Date.now()),
  ),
);
