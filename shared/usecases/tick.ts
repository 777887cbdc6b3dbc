// The tick: once a minute, whose moment has come? Offers that came on are weighed again for those who are present.

import type { Catalogue } from '../core/decide/world.ts';
import { openedBetween } from '../core/time/opened-between.ts';
import { maxTurned } from '../model/fan-out.ts';
import type { TickCursor } from '../ports/tick-cursor.ts';
import { type AskPorts, askPresent } from './ask-present.ts';
import type { Worlds } from './worlds.ts';

export interface TickPorts extends AskPorts {
  worlds: Worlds;
  cursor: TickCursor;
}

/** After a longer standstill only this much is made up for: an offer that came on earlier has met its visitors since. */
const longestGapMs = 60 * 60_000;

/** The cursor moves after the messages are out: a tick that is interrupted is repeated, and asking twice changes nothing. */
export async function tick(ports: TickPorts, now: number): Promise<{ opened: string[] }> {
  const { worlds, cursor } = ports;
  const last = await cursor.read();
  const from = Math.max(last ?? now, now - longestGapMs);
  const { catalogue } = await worlds.current(now);
  const news = [...geofencesWithNews(catalogue, from, now)];
  const questions = news.map(({ geofenceId, turned }) => {
    const signal = { kind: 'time' as const, id: `time:${geofenceId}:${Math.floor(now / 60_000)}`, at: now };
    return { geofenceId, signal, turned, catalogueVersion: catalogue.version };
  });
  await askPresent(ports, questions);
  await cursor.move(last, now);
  return { opened: news.map(({ geofenceId }) => geofenceId) };
}

function* geofencesWithNews(
  catalogue: Catalogue,
  from: number,
  to: number,
): Generator<{ geofenceId: string; turned: string[] }> {
  for (const { id, timeZone, openingHours, specialOpeningHours } of catalogue.geofences()) {
    const open = { weekly: openingHours, special: specialOpeningHours };
    const cameOn = catalogue.offersAt(id).filter(({ state, startsAt, endsAt, hours, specialHours }) => {
      const on = { startsAt, endsAt, hours: [open, { weekly: hours, special: specialHours }], timeZone };
      return state === 'live' && openedBetween(on, from, to);
    });
    if (cameOn.length > 0) yield { geofenceId: id, turned: cameOn.slice(0, maxTurned).map((offer) => offer.id) };
  }
}
