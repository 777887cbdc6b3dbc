// POST /v1/context: what a partner's system has observed.
import { reportContext } from '../../api/context.ts';
import { observeContext } from '../../shared/usecases/observe-context.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(reportContext, async ({ body }) => observeContext(adapters.contextPorts(), body, Date.now())),
);
