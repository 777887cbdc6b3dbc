// The live feed: every event of Ravn's is kept for ten minutes, for whoever is watching.
import { ulid } from 'ulid';
import type { RavnEvent } from '../../events/ravn-event.ts';
import { chance } from '../core/decide/chance.ts';
import type { LiveFeed } from '../ports/live-feed.ts';

/** @param eventId the bus's own id of the event: the bus may deliver it twice, and the feed then holds it once. */
export async function collectLive(feed: LiveFeed, eventId: string, event: RavnEvent): Promise<void> {
  await feed.add({ id: ulid(event.at, chance(eventId)), at: event.at, event });
}
