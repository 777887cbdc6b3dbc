// The tally queue: what happened is added to the counts of its offer and day, a batch at a time.
import { tallyMessage } from '../../shared/model/tally.ts';
import { countAll } from '../../shared/usecases/count-tallies.ts';
import * as adapters from '../edge/adapters.ts';
import { wholeBatch } from '../edge/queue.ts';

export const handler = wholeBatch(tallyMessage, async (messages) => {
  await countAll(
    { stats: adapters.stats() },
    messages.flatMap(({ tallies }) => tallies),
  );
});
