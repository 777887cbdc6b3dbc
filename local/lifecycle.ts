// Starting in steps that are timed, and stopping in the opposite order whatever was started: start and stop are a pair.

export interface Lifecycle {
  steps: { name: string; milliseconds: number }[];
  /** Runs and times a step; what it returns is stopped by `stop` if it has a `stop` of its own. */
  step<T>(name: string, work: () => Promise<T> | T): Promise<T>;
  /** Adds something to do at the stop, before everything added so far. */
  onStop(work: () => unknown): void;
  /** Stops once, however often it is called. Rejects with all failures after trying everything. */
  stop(): Promise<void>;
}

/** A lifecycle with nothing in it yet. */
export function createLifecycle(): Lifecycle {
  const steps: Lifecycle['steps'] = [];
  const stops: (() => unknown)[] = [];
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const work of stops.toReversed()) {
      try {
        await work();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, `Not everything could be stopped: ${failures.join('; ')}`);
  }

  return {
    steps,
    async step(name, work) {
      const startedAt = performance.now();
      const result = await work();
      steps.push({ name, milliseconds: performance.now() - startedAt });
      if (isStoppable(result)) stops.push(() => result.stop());
      return result;
    },
    onStop: (work) => void stops.push(work),
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

function isStoppable(value: unknown): value is { stop(): unknown } {
  return typeof value === 'object' && value !== null && 'stop' in value && typeof value.stop === 'function';
}

/** Waits for all parts, also when one fails: what was started meanwhile must be known before it can be stopped. */
export async function allSettled<T extends Record<string, Promise<unknown>>>(
  parts: T,
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const results = await Promise.allSettled(Object.values(parts));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  const values = results.map((result) => (result as PromiseFulfilledResult<unknown>).value);
  return Object.fromEntries(Object.keys(parts).map((key, i) => [key, values[i]])) as { [K in keyof T]: Awaited<T[K]> };
}
