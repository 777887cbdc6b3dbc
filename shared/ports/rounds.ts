// Rounds: the last time everybody at a place was asked, and whether that is still under way. A newer round takes an unfinished one over.
import type { LeastKnown } from '../model/fan-out.ts';

export interface Round {
  geofenceId: string;
  /** The signal that everybody is asked about. */
  signalId: string;
  /** The offers that came on, those of the rounds taken over too. */
  turned: string[];
  /** What it takes to answer, for those too. */
  least: LeastKnown;
  /** The signals of the rounds taken over: who has not been asked about them yet is asked about this one only. */
  supersedes: string[];
  /** When the last question sent so far is due. */
  until: number;
}

export interface Rounds {
  latest(geofenceId: string): Promise<Round | undefined>;
  /** Makes it the latest, provided that is still the one of `instead`. False where another came first. */
  begin(round: Round, instead: string | undefined): Promise<boolean>;
  /** Notes that questions of a round are due until then. `superseded`: a later round asks everybody anew. */
  prolong(geofenceId: string, signalId: string, until: number): Promise<'under-way' | 'superseded'>;
}
