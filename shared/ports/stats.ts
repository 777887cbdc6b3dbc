// Stats: the counts of each offer and day, from which reports are made.
import type { DayCounts, Tally } from '../model/tally.ts';

export interface Stats {
  /** As they are now. */
  load(offerId: string, day: string): Promise<DayCounts | undefined>;
  /** Writes them, provided those stored are their predecessor (`version` less one, or none). False where somebody wrote in between. */
  save(counts: DayCounts): Promise<boolean>;
  /** Of every day up to and with `day`, the first day first, kept 400 days; what was counted a moment ago may be missing. */
  upTo(offerId: string, day: string, now: number): Promise<Pick<DayCounts, 'day' | 'counts'>[]>;
}

export interface TallyQueue {
  /** Sends all of it as one message or throws; who sends again may send twice. */
  send(messages: { tallies: Tally[] }[]): Promise<void>;
}
