// The contract of the live feed: ten minutes, oldest first, from where one left off.
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import type { LiveEvent, LiveFeed } from '../../../shared/ports/live-feed.ts';

const now = 1_790_000_000_000;
const minute = 60_000;

const entered = (at: number): LiveEvent => ({
  id: ulid(at, () => 0.5),
  at,
  event: { type: 'GeofenceEntered', schemaVersion: 1, customerId: 'ida', at, geofenceId: 'torvet', visit: 1 },
});

export function liveFeedContract(open: () => Promise<{ liveFeed: LiveFeed }>) {
  describe('live feed', () => {
    let feed: LiveFeed;
    beforeEach(async () => {
      ({ liveFeed: feed } = await open());
    });

    it('is empty at first', async () => {
      expect(await feed.since(undefined, 10, now)).toEqual([]);
    });

    it('shows the oldest first and goes on after the last one seen', async () => {
      const events = [5, 3, 1, 2].map((minutes) => entered(now - minutes * minute));
      for (const event of [...events, events[0]!]) await feed.add(event);
      const [first, second, third, fourth] = [...events].sort((a, b) => a.at - b.at);
      expect(await feed.since(undefined, 3, now)).toEqual([first, second, third]);
      expect(await feed.since(third!.id, 3, now)).toEqual([fourth]);
      expect(await feed.since(fourth!.id, 3, now)).toEqual([]);
      expect(await feed.since(undefined, 0, now)).toEqual([]);
    });

    it('shows what happened at one moment in pages, each event once', async () => {
      const ids = Array.from({ length: 40 }, (_, n) => ulid(now - minute, chance(`event ${n}`)));
      for (const id of ids) await feed.add({ ...entered(now - minute), id });
      const seen: string[] = [];
      for (
        let page = await feed.since(undefined, 7, now);
        page.length > 0;
        page = await feed.since(seen.at(-1), 7, now)
      )
        seen.push(...page.map(({ id }) => id));
      expect(seen).toEqual(ids.sort());
    });

    it('shows nothing older than ten minutes, however far back one asks', async () => {
      const old = entered(now - 10 * minute - 1);
      const edge = entered(now - 10 * minute);
      await feed.add(old);
      await feed.add(edge);
      expect(await feed.since(undefined, 10, now)).toEqual([edge]);
      expect(await feed.since(entered(now - 60 * minute).id, 10, now)).toEqual([edge]);
    });
  });
}
