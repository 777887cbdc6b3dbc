// Everybody present at a place: every shard, every page.
import type { Presence } from '../../shared/ports/presence.ts';

export async function everybodyAt(
  presence: Pick<Presence, 'page'>,
  { geofenceId, presenceShards = 1 }: { geofenceId: string; presenceShards?: number },
  now: number,
  limit = 100,
): Promise<string[]> {
  const found: string[] = [];
  for (let shard = 0; shard < presenceShards; shard++) {
    let after: string | undefined;
    do {
      const page = await presence.page({ geofenceId, shard, after }, limit, now);
      found.push(...page.customerIds);
      after = page.next;
    } while (after !== undefined);
  }
  return found.sort();
}
