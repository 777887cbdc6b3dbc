// The contract of Presence: who is there, by lease and by visit, page by page.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Presence, Stay } from '../../../shared/ports/presence.ts';
import { everybodyAt } from '../../support/present.ts';

export function presenceContract(open: () => Promise<{ presence: Presence }>) {
  describe('presence', () => {
    let presence: Presence;
    beforeEach(async () => {
      ({ presence } = await open());
    });
    const at = (geofenceId: string, customerId: string, changes: Partial<Stay> = {}): Stay => ({
      geofenceId,
      customerId,
      enteredAt: 10,
      presenceShards: 3,
      ...changes,
    });
    const presentAt = (geofenceId: string, now: number, limit?: number) =>
      everybodyAt(presence, { geofenceId, presenceShards: 3 }, now, limit);

    it('names those whose lease lasts, in this geofence', async () => {
      await presence.arrive(at('torvet', 'ida'), 100);
      await presence.arrive(at('torvet', 'ole'), 200);
      await presence.arrive(at('havnen', 'eva'), 200);
      expect(await presentAt('torvet', 99)).toEqual(['ida', 'ole']);
      expect(await presentAt('torvet', 100)).toEqual(['ole']);
      expect(await presentAt('nowhere', 0)).toEqual([]);
    });

    it('prolongs a lease and never shortens it', async () => {
      await presence.arrive(at('torvet', 'ida'), 100);
      await presence.arrive(at('torvet', 'ida'), 200);
      await presence.arrive(at('torvet', 'ida'), 150);
      expect(await presentAt('torvet', 199)).toEqual(['ida']);
    });

    it('lets go of who leaves, also of who was never there', async () => {
      await presence.arrive(at('torvet', 'ida'), 100);
      await presence.leave(at('torvet', 'ida'));
      await presence.leave(at('torvet', 'ole'));
      expect(await presentAt('torvet', 0)).toEqual([]);
    });

    it('keeps who came back, however late the end of the visit before arrives, or its beginning', async () => {
      await presence.arrive(at('torvet', 'ida'), 100);
      await presence.arrive(at('torvet', 'ida', { enteredAt: 20 }), 90);
      await presence.leave(at('torvet', 'ida'));
      expect(await presentAt('torvet', 89)).toEqual(['ida']);
      await presence.arrive(at('torvet', 'ida'), 100);
      expect(await presentAt('torvet', 90)).toEqual([]);
      await presence.leave(at('torvet', 'ida', { enteredAt: 20 }));
      expect(await presentAt('torvet', 0)).toEqual([]);
    });

    it('names everybody in a crowd, once, whatever the page', async () => {
      const crowd = Array.from({ length: 60 }, (_, index) => `customer-${index}`).sort();
      await Promise.all(crowd.map((id, index) => presence.arrive(at('torvet', id), index < 55 ? 100 : 50)));
      for (const limit of [1, 7, 100]) expect(await presentAt('torvet', 0, limit)).toEqual(crowd);
      expect(await presentAt('torvet', 50, 7)).toHaveLength(55);
    });
  });
}
