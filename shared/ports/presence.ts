// Presence: who is in a geofence now, so that a change of weather, time or context can ask again for them alone.

/** Where a stay is noted: its geofence, and over how many keys that one was spread when the stay began. */
export interface Stay {
  geofenceId: string;
  /** One if absent. */
  presenceShards?: number;
  customerId: string;
  /** Tells one visit from the one before; a later visit has a later one. */
  enteredAt: number;
}

export interface PresencePage {
  customerIds: string[];
  /** Where the next page begins; absent after the last. */
  next?: string;
}

export interface Presence {
  /** Notes that the customer is there until `leaseUntil`: a later lease or visit counts, an earlier one changes nothing. */
  arrive(stay: Stay, leaseUntil: number): Promise<void>;
  /** Ends this stay. One that began later goes on: who comes back is not removed by the late end of the visit before. */
  leave(stay: Stay): Promise<void>;
  /** One shard's next customers whose lease is after `now`: a page looks at `limit` of them, and may hold fewer, or none. */
  page(at: { geofenceId: string; shard: number; after?: string }, limit: number, now: number): Promise<PresencePage>;
}
