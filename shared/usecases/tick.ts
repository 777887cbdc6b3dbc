// The tick: once a minute, whose moment has come? Offers that came on are weighed again for those who are present.

import type { Catalogue } from '../core/decide/world.ts';
import { openedBetween } from '../core/time/opened-between.ts';
import type { FanOutMessage } from '../model/fan-out.ts';
import type { FanOutQueue } from '../ports/fan-out-queue.ts';
import type { Presence } from '../ports/presence.ts';
import type { TickCursor } from '../ports/tick-cursor.ts';
import type { Worlds } from './worlds.ts';

export interface TickPorts {
  worlds: Worlds;
  cursor: TickCursor;
  presence: Presence;
  fanOutQueue: FanOutQueue;
}

/** After a longer standstill only this much is made up for: an offer that came on earlier has met its visitors since. */
const longestGapMs = 60 * 60_000;

/** The cursor moves after the messages are out: a tick that is interrupted is repeated, and asking twice changes nothing. */
export async function tick(
  { worlds, cursor, presence, fanOutQueue }: TickPorts,
  now: number,
): Promise<{ opened: string[]; asked: number }> {
  const last = await cursor.read();
  const from = Math.max(last ?? now, now - longestGapMs);
  const { catalogue } = await worlds.current(now);
  const opened = [...geofencesWithNews(catalogue, from, now)];
  let asked = 0;
  for (const geofenceId of opened) {
    const signal = { kind: 'time' as const, id: `time:${geofenceId}:${Math.floor(now / 60_000)}`, at: now };
    const messages: FanOutMessage[] = [];
    for await (const customerId of presence.present(geofenceId, now)) {
      messages.push({ customerId, geofenceId, signal, catalogueVersion: catalogue.version });
    }
    await fanOutQueue.send(messages);
    asked += messages.length;
  }
  await cursor.move(last, now);
  return { opened, asked };
}

function* geofencesWithNews(catalogue: Catalogue, from: number, to: number): Generator<string> {
  for (const { id, timeZone, openingHours } of catalogue.geofences()) {
    const news = catalogue
      .offersAt(id)
      .some(
        ({ state, startsAt, endsAt, hours }) =>
          state === 'live' && openedBetween({ startsAt, endsAt, hours: [openingHours, hours], timeZone }, from, to),
      );
    if (news) yield id;
  }
}
