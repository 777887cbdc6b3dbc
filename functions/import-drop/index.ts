// The drop queue: a file in the drop bucket is read as far as there is time; the queue has the rest.
import { dropMessage } from '../../shared/model/drop.ts';
import { importDrop } from '../../shared/usecases/import-drop.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';
import { count } from '../edge/telemetry.ts';

/** Longer than some hundred rows take, each a read, a write and a message. */
const leastMs = 30_000;

export const handler = queue(dropMessage, async (message, { getRemainingTimeInMillis }) => {
  const ports = { ...adapters.dropPorts(), hasTime: () => getRemainingTimeInMillis() > leastMs };
  const result = await importDrop(ports, message, Date.now());
  count('Drop', [result]);
  return result === 'known' || result === 'gone' ? result : undefined;
});
