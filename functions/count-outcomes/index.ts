// The outcome queue: the metric `Outcomes` by kind, for the dashboard.
import { outcomeMessage } from '../../shared/model/outcome-message.ts';
import { queue } from '../edge/queue.ts';
import { count } from '../edge/telemetry.ts';

export const handler = queue(outcomeMessage, async ({ outcome }) => count('Outcome', [outcome.kind]));
