// The contract of ContextStore: the latest observation of a key, and the one it replaced.
import { beforeEach, describe, expect, it } from 'vitest';
import type { KnownContext } from '../../../shared/model/context.ts';
import type { ContextStore } from '../../../shared/ports/context.ts';

export function contextContract(open: () => Promise<{ context: ContextStore }>) {
  describe('context', () => {
    let context: ContextStore;
    beforeEach(async () => {
      ({ context } = await open());
    });
    const told = (value: KnownContext['value'], observedAt: number): KnownContext => ({
      value,
      observedAt,
      lifetimeSeconds: 60,
    });

    it('keeps the latest of each key, and what it replaced', async () => {
      expect(await context.load('everywhere/match')).toBeUndefined();
      expect(await context.observe('everywhere/match', told('won', 1000))).toEqual({ current: told('won', 1000) });
      expect(await context.observe('tag/bread/stock', told(3, 1000))).toEqual({ current: told(3, 1000) });
      const after = { current: told('lost', 2000), previous: told('won', 1000) };
      expect(await context.observe('everywhere/match', told('lost', 2000))).toEqual(after);
      expect(await context.load('everywhere/match')).toEqual(told('lost', 2000));
      expect(await context.load('tag/bread/stock')).toEqual(told(3, 1000));
    });

    it('does not let a late one overwrite, nor another of the same moment', async () => {
      await context.observe('k', told(0, 2000));
      expect(await context.observe('k', told(9, 1999))).toEqual({ current: told(0, 2000) });
      expect(await context.observe('k', told(9, 2000))).toEqual({ current: told(0, 2000) });
      expect(await context.load('k')).toEqual(told(0, 2000));
    });

    it('tells the same thing the same way twice, with what it replaced the first time', async () => {
      await context.observe('k', told(false, 1000));
      const once = await context.observe('k', told(true, 2000));
      expect(await context.observe('k', told(true, 2000))).toEqual(once);
      expect(once.previous).toEqual(told(false, 1000));
    });

    it('of many at once the latest stays', async () => {
      const moments = Array.from({ length: 20 }, (_, n) => 1000 + ((n * 7) % 20));
      await Promise.all(moments.map((at) => context.observe('k', told(at, at))));
      expect(await context.load('k')).toEqual(told(1019, 1019));
    });
  });
}
