// The catalogue in two forms: what is authored, as one document that is changed by compare and swap, and the snapshots compiled from it.
import type { Authored, AuthoredLine } from '../model/authored.ts';
import type { CatalogueSnapshot } from '../model/catalogue.ts';

export interface Snapshots {
  /** The version in force, 0 before the first publication. Strongly consistent and cheap: one small item. */
  currentVersion(): Promise<number>;
  /** The snapshot in force; nothing before the first publication. */
  current(): Promise<CatalogueSnapshot | undefined>;
}

export interface AuthoredRevision {
  /** Counts up with every change, of drafts too; 0 before the first. */
  revision: number;
  /** The version of the snapshot in force, 0 before the first publication. */
  version: number;
  /** When that was put in force, epoch milliseconds. */
  publishedAt?: number | undefined;
  authored: Authored;
}

export interface AuthoredCatalogue {
  /** Everything authored, strongly consistent. */
  read(): Promise<AuthoredRevision>;
  /**
   * Puts what is authored in the place of `base`, and with it, at the same moment, a snapshot (of version `base.version + 1`)
   * in force. False where another change came after `base`: then nothing has happened.
   */
  replace(
    base: AuthoredRevision,
    next: { authored: Authored; snapshot?: CatalogueSnapshot },
    at: number,
  ): Promise<boolean>;
  /** Removes catalogues, and what they were compiled from, that another had taken the place of by `before` (epoch milliseconds), some hundreds at a time. Never what is in force. */
  removeFormer(before: number): Promise<void>;
}

/** What was there before: a line a version, kept before another takes its place. */
export interface AuthoredHistory {
  /** A version that is kept already is the same. */
  keep(lines: AuthoredLine[]): Promise<void>;
  /** The latest that are kept, newest first. */
  latest(noun: AuthoredLine['noun'], id: string, limit: number): Promise<AuthoredLine[]>;
}
