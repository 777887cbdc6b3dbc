// The erasure queue: the last look at a customer who has erased herself, or the whole of it where that was interrupted.
import { erasureMessage } from '../../shared/model/erasure.ts';
import { finishErasure } from '../../shared/usecases/erase-customer.ts';
import * as adapters from '../edge/adapters.ts';
import { queue } from '../edge/queue.ts';

export const handler = queue(erasureMessage, async (message) =>
  finishErasure(adapters.erasePorts(), message, Date.now()),
);
