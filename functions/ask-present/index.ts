// The place queue: everybody present at a geofence is asked again, a page a message.
import { placeQuestion } from '../../shared/model/fan-out.ts';
import { askPlace } from '../../shared/usecases/ask-place.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';

export const handler = queue(placeQuestion, async (question) => {
  const ports = {
    worlds: adapters.worlds(),
    presence: adapters.presence(),
    rounds: adapters.rounds(),
    placeQueue: adapters.placeQueue(),
    fanOutQueue: adapters.fanOutQueue(),
  };
  return (await askPlace(ports, question, Date.now())).dropped;
});
