// POST /v1/positions: fixes in, one reason each out; perhaps an offer is on its way.
import { positionsRequest } from '../../shared/model/signal.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import * as adapters from '../edge/adapters.ts';
import { http } from '../edge/http.ts';
import { count, onFault } from '../edge/telemetry.ts';

export const handler = http({ body: positionsRequest, maxBytes: 32 * 1024 }, async ({ customerId, body }) => {
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
  const answer = await reportPositions(ports, { customerId, ...body }, Date.now());
  count(
    'Reason',
    answer.results.map(({ reason }) => reason),
  );
  return answer;
});
