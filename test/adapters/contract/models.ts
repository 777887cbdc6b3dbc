// The contract of Models: one in force, replaced only by its successor, and always whole.
import { beforeEach, describe, expect, it } from 'vitest';
import type { PropensityModel } from '../../../shared/model/propensity.ts';
import type { Models } from '../../../shared/ports/models.ts';

export const modelOf = (version: number, at = version): PropensityModel => ({
  version,
  at,
  weights: Buffer.from([1, 2, 3]).toString('base64'),
  counts: { alone: { coffee: 2 }, together: { 'coffee\ntea': 1 } },
  sent: { of: 10.5, redeemed: 1 },
  held: { coffee: { of: 3, redeemed: 0 } },
  learnt: ['a', 'b'],
});

export function modelsContract(open: () => Promise<Models>) {
  describe('propensity models', () => {
    let models: Models;
    beforeEach(async () => {
      models = await open();
    });

    it('has none before the first, then the latest, refusing what is not its successor', async () => {
      expect(await models.currentVersion()).toBe(0);
      expect(await models.current()).toBeUndefined();
      expect(await models.publish(modelOf(2))).toBe(false);
      expect(await models.publish(modelOf(1))).toBe(true);
      expect(await models.publish(modelOf(1, 9))).toBe(false);
      expect(await models.publish(modelOf(2))).toBe(true);
      expect(await models.currentVersion()).toBe(2);
      expect(await models.current()).toEqual(modelOf(2));
    });

    it('lets one of 10 that publish at once win, whole', async () => {
      const won = await Promise.all(Array.from({ length: 10 }, (_, at) => models.publish(modelOf(1, at))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await models.current()).toEqual(modelOf(1, won.indexOf(true)));
    });
  });
}
