// The contract of Presence: who is there, by lease.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Presence } from '../../../shared/ports/presence.ts';

export function presenceContract(open: () => Promise<{ presence: Presence }>) {
  describe('presence', () => {
    let presence: Presence;
    beforeEach(async () => {
      ({ presence } = await open());
    });
    const presentAt = async (geofenceId: string, now: number) => {
      const found: string[] = [];
      for await (const customerId of presence.present(geofenceId, now)) found.push(customerId);
      return found.sort();
    };

    it('names those whose lease lasts, in this geofence', async () => {
      await presence.arrive('torvet', 'ida', 100);
      await presence.arrive('torvet', 'ole', 200);
      await presence.arrive('havnen', 'eva', 200);
      expect(await presentAt('torvet', 99)).toEqual(['ida', 'ole']);
      expect(await presentAt('torvet', 100)).toEqual(['ole']);
      expect(await presentAt('nowhere', 0)).toEqual([]);
    });

    it('prolongs a lease and never shortens it', async () => {
      await presence.arrive('torvet', 'ida', 100);
      await presence.arrive('torvet', 'ida', 200);
      await presence.arrive('torvet', 'ida', 150);
      expect(await presentAt('torvet', 199)).toEqual(['ida']);
    });

    it('lets go of who leaves, also of who was never there', async () => {
      await presence.arrive('torvet', 'ida', 100);
      await presence.leave('torvet', 'ida');
      await presence.leave('torvet', 'ole');
      expect(await presentAt('torvet', 0)).toEqual([]);
    });

    it('names everybody in a crowd, once', async () => {
      const crowd = Array.from({ length: 60 }, (_, index) => `customer-${index}`).sort();
      await Promise.all(crowd.map((customerId) => presence.arrive('torvet', customerId, 100)));
      expect(await presentAt('torvet', 0)).toEqual(crowd);
    });
  });
}
