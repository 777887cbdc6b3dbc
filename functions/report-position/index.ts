// POST /v1/positions: fixes in, one reason each out; perhaps an offer is on its way.
import * as contract from '../../api/positions.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';
import { count } from '../edge/telemetry.ts';

export const handler = http(
  on(contract.reportPositions, async ({ customerId, body }) => {
    const ports = { ...adapters.commitPorts(), dwellQueue: adapters.dwellQueue(), lessons: adapters.lessons() };
    const answer = await reportPositions(ports, { customerId, ...body }, Date.now());
    count(
      'Reason',
      answer.results.map(({ reason }) => reason),
    );
    return answer;
  }),
);
