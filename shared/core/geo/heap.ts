// A binary min-heap of (metres, item): what a best-first search looks at next.

/** Items with equal metres come out in ascending order of item, so that an answer doesn't depend on how it was searched. */
export interface Heap {
  push(metres: number, item: number): void;
  /** Takes the least off and returns it; undefined when nothing is left. */
  pop(): { metres: number; item: number } | undefined;
}

export function createHeap(): Heap {
  const metres: number[] = [];
  const items: number[] = [];
  const before = (i: number, m: number, item: number) => metres[i]! < m || (metres[i] === m && items[i]! < item);
  const put = (i: number, m: number, item: number) => {
    metres[i] = m;
    items[i] = item;
  };
  return {
    push(m, item) {
      let i = metres.length;
      while (i > 0) {
        const parent = (i - 1) >> 1;
        if (before(parent, m, item)) break;
        put(i, metres[parent]!, items[parent]!);
        i = parent;
      }
      put(i, m, item);
    },
    pop() {
      if (metres.length === 0) return undefined;
      const least = { metres: metres[0]!, item: items[0]! };
      const m = metres.pop()!;
      const item = items.pop()!;
      const length = metres.length;
      if (length === 0) return least;
      let i = 0;
      for (let child = 1; child < length; child = 2 * i + 1) {
        if (child + 1 < length && before(child + 1, metres[child]!, items[child]!)) child++;
        if (!before(child, m, item)) break;
        put(i, metres[child]!, items[child]!);
        i = child;
      }
      put(i, m, item);
      return least;
    },
  };
}
