// The audit: who looked at which customer, and when.

export interface Look {
  /** Sorts by time. */
  id: string;
  at: number;
  /** The `sub` of the token. */
  who: string;
  whom: string;
  what: 'decisions';
}

export interface Audit {
  /** Keeps it for a year. The same look (by id) twice is one. */
  note(look: Look): Promise<void>;
}
