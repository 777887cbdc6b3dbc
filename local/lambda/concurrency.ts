// At most so many pieces of work at a time: the rest wait in order, or are refused.

export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

/** Returns a function that runs work when fewer than `limit` pieces are running. */
export function limitConcurrency(limit: number): Limiter {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve)); // the one that ends hands over its place
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** Returns a function that runs work when fewer than `limit` pieces are running, and else answers nothing at once. */
export function refuseBeyond(limit: number): <T>(work: () => Promise<T>) => Promise<T> | undefined {
  let running = 0;
  return (work) => {
    if (running >= limit) return undefined;
    running += 1;
    return work().finally(() => {
      running -= 1;
    });
  };
}
