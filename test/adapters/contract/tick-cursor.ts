// The contract of the tick's cursor: it moves only from where it was read.
import { describe, expect, it } from 'vitest';
import type { TickCursor } from '../../../shared/ports/tick-cursor.ts';

export function tickCursorContract(open: () => Promise<{ tickCursor: TickCursor }>) {
  describe('tick cursor', () => {
    it('starts unset, moves on, and refuses to move from elsewhere', async () => {
      const { tickCursor } = await open();
      expect(await tickCursor.read()).toBeUndefined();
      expect(await tickCursor.move(60, 120)).toBe(false);
      expect(await tickCursor.move(undefined, 60)).toBe(true);
      expect(await tickCursor.move(undefined, 120)).toBe(false);
      expect(await tickCursor.move(60, 120)).toBe(true);
      expect(await tickCursor.read()).toBe(120);
    });

    it('lets one of 20 racing ticks move it', async () => {
      const { tickCursor } = await open();
      for (const [from, to] of [
        [undefined, 1000],
        [1000, 2000],
      ] as const) {
        const moved = await Promise.all(
          Array.from({ length: 20 }, (_, index) => tickCursor.move(from, to + (index === 0 ? 0 : index))),
        );
        expect(moved.filter(Boolean)).toHaveLength(1);
        await tickCursor.move(to + moved.indexOf(true), to);
      }
    });
  });
}
