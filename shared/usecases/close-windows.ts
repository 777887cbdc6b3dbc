// Closing windows: of who never comes back too it is learnt what came of what she was sent. Whose windows fell due in an hour is told once it is over.
import type { OutcomeMessage } from '../model/outcome-message.ts';
import { type DueWindows, windowShards } from '../ports/due-windows.ts';
import type { TickCursor } from '../ports/tick-cursor.ts';

export interface CloseWindowsPorts {
  dueWindows: Pick<DueWindows, 'page'>;
  /** At the beginning of the first hour that is not dealt with; a millisecond further for each of its shards that is. */
  cursor: TickCursor;
  /** The outcome queue, many at once. Sends all of them or throws; who sends again may send twice. */
  closings: { send(messages: OutcomeMessage[]): Promise<void> };
}

const hourMs = 3_600_000;
const pageSize = 100;
/** After so many, or so many shards, a run stops at the end of a shard: what is left waits for the next minute. The cursor names nobody that way. */
const enough = { asked: 2000, shards: 200 };

/**
 * Asks for those whose windows fell due in hours that have passed, from where the last run stopped. The cursor moves after the messages
 * are out: a run that is interrupted is repeated, and a window that is closed already is none. Returns how many were asked for.
 */
export async function closeDueWindows(
  { dueWindows, cursor, closings }: CloseWindowsPorts,
  now: number,
): Promise<number> {
  const thisHour = now - (now % hourMs);
  const from = await cursor.read();
  let at = from ?? thisHour;
  let asked = 0;
  for (let shards = 0; at < thisHour && asked < enough.asked && shards < enough.shards; shards++) {
    const [hourAt, shard] = [at - (at % hourMs), at % hourMs];
    let after: string | undefined;
    do {
      const { customerIds, next } = await dueWindows.page({ hourAt, shard, after }, pageSize);
      await closings.send(customerIds.map((customerId) => ({ customerId })));
      asked += customerIds.length;
      after = next;
    } while (after !== undefined);
    at = shard + 1 < windowShards ? at + 1 : hourAt + hourMs;
  }
  if (at !== from) await cursor.move(from, at);
  return asked;
}
