// Context in memory.
import type { ContextStore, StoredContext } from '../../ports/context.ts';

export function memoryContext(): ContextStore {
  const stored = new Map<string, StoredContext>();
  return {
    async observe(key, observation) {
      const known = stored.get(key);
      if (!known || known.current.observedAt < observation.observedAt)
        stored.set(key, { current: structuredClone(observation), ...(known && { previous: known.current }) });
      return structuredClone(stored.get(key)!);
    },

    async load(key) {
      return structuredClone(stored.get(key)?.current);
    },
  };
}
