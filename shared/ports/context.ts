// Context: the latest observation of each name and scope, and the one before it.
import type { KnownContext } from '../model/context.ts';

export interface StoredContext {
  current: KnownContext;
  /** What `current` replaced; nothing where it was the first. */
  previous?: KnownContext;
}

export interface ContextStore {
  /**
   * Keeps an observation unless one made later, or at the same moment, is kept.
   * @returns what is stored now: `current` is the given one, or the one that was not given way.
   */
  observe(key: string, observation: KnownContext): Promise<StoredContext>;
  /** The latest of a key, strongly consistent, over or not; nothing where none was ever told. */
  load(key: string): Promise<KnownContext | undefined>;
}
