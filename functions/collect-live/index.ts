// Every event of Ravn's on the bus: kept for ten minutes, for whoever is watching.
import type { EventBridgeEvent } from 'aws-lambda';
import { ravnEvent } from '../../events/ravn-event.ts';
import { collectLive } from '../../shared/usecases/collect-live.ts';
import * as adapters from '../edge/adapters.ts';
import { count } from '../edge/telemetry.ts';

export const handler = async (received: EventBridgeEvent<string, object>): Promise<void> => {
  const event = ravnEvent.parse({ type: received['detail-type'], ...received.detail });
  if (event.type === 'DeliveryEnded') count('End', [event.state]);
  await collectLive(adapters.liveFeed(), received.id, event);
};
