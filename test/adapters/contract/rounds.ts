// The contract of Rounds: the latest of a place, which a newer one takes over.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Round, Rounds } from '../../../shared/ports/rounds.ts';

export function roundsContract(open: () => Promise<{ rounds: Rounds }>) {
  describe('rounds', () => {
    let rounds: Rounds;
    beforeEach(async () => {
      ({ rounds } = await open());
    });
    const round = (signalId: string, supersedes: string[] = []): Round => ({
      geofenceId: 'torvet',
      signalId,
      turned: ['bun'],
      least: { catalogueVersion: 3, context: [{ key: 'everywhere/match', observedAt: 900 }] },
      supersedes,
      until: 1000,
    });

    it('begins where the latest is still the one that was read, and nowhere else', async () => {
      expect(await rounds.latest('torvet')).toBeUndefined();
      expect(await rounds.begin(round('rain'), undefined)).toBe(true);
      expect(await rounds.begin(round('sun'), undefined)).toBe(false);
      expect(await rounds.begin(round('sun'), 'snow')).toBe(false);
      expect(await rounds.latest('torvet')).toEqual(round('rain'));
      expect(await rounds.begin(round('sun', ['rain']), 'rain')).toBe(true);
      expect(await rounds.latest('torvet')).toEqual(round('sun', ['rain']));
      expect(await rounds.latest('havnen')).toBeUndefined();
    });

    it('is prolonged, never shortened, until another takes it over', async () => {
      await rounds.begin(round('rain'), undefined);
      expect(await rounds.prolong('torvet', 'rain', 3000)).toBe('under-way');
      expect(await rounds.prolong('torvet', 'rain', 2000)).toBe('under-way');
      expect((await rounds.latest('torvet'))?.until).toBe(3000);
      await rounds.begin(round('sun', ['rain']), 'rain');
      expect(await rounds.prolong('torvet', 'rain', 9000)).toBe('superseded');
      expect((await rounds.latest('torvet'))?.until).toBe(1000);
    });

    it('one that was replaced after its end is not taken over: what is left of it goes on', async () => {
      await rounds.begin(round('rain'), undefined);
      await rounds.begin(round('sun'), 'rain');
      expect(await rounds.prolong('torvet', 'rain', 9000)).toBe('under-way');
      expect(await rounds.prolong('havnen', 'rain', 9000)).toBe('under-way');
    });
  });
}
