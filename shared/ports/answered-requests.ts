// Answered requests: what was answered to a request with an idempotency key, so that the same request again is not done again.
export interface RequestMark {
  /** A hash of what was asked, to tell the same request from another under the same key. */
  fingerprint: string;
  /** One run of the request: two that arrive at the same moment differ in it. */
  attempt: string;
  /** When a run that has not answered counts as lost. */
  inFlightUntil: number;
  /** When the key is forgotten. */
  expiresAt: number;
}

export type Begun =
  | { state: 'begun' }
  | { state: 'answered'; answer: unknown }
  | { state: 'in-flight' }
  | { state: 'other-request' };

export interface AnsweredRequests {
  /** Of any number of runs of one request, one has begun; another may begin where that one is lost. */
  begin(key: string, mark: RequestMark, now: number): Promise<Begun>;
  /** Keeps the answer of the run that has begun. It must be JSON. */
  answer(key: string, attempt: string, answer: unknown): Promise<void>;
  /** Nothing came of the run: the same request may be sent again at once. */
  abandon(key: string, attempt: string): Promise<void>;
}
