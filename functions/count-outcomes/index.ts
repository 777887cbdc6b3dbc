// The outcome queue: each outcome, and each window that is over, is learnt from once; outcomes are counted by their kind in the metric `Outcomes`, for the dashboard.
import { outcomeMessage } from '../../shared/model/outcome-message.ts';
import { recordOutcome } from '../../shared/usecases/record-outcome.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';
import { count } from '../edge/telemetry.ts';

export const handler = queue(outcomeMessage, async (message) => {
  const ports = {
    customers: adapters.customers(),
    model: adapters.model(),
    lessons: adapters.lessons(),
    tallies: adapters.tallies(),
  };
  const result = await recordOutcome(ports, message, Date.now());
  if (!message.outcome) return undefined;
  if (result === undefined) return 'no-customer';
  if (result === 'repeated' || result === 'late') return result;
  count('Outcome', [message.outcome.kind]);
  return undefined;
});
