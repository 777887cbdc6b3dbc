// The tick's cursor in memory.
import type { TickCursor } from '../../ports/tick-cursor.ts';

export function memoryTickCursor(): TickCursor {
  let cursor: number | undefined;
  return {
    async read() {
      return cursor;
    },
    async move(from, to) {
      if (cursor !== from) return false;
      cursor = to;
      return true;
    },
  };
}
