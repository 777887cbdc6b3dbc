// Presence: who is in a geofence now, so that a change of weather, time or context can ask again for them alone.
export interface Presence {
  /** Notes that the customer is there until `leaseUntil`; again with a later lease prolongs it. */
  arrive(geofenceId: string, customerId: string, leaseUntil: number): Promise<void>;
  leave(geofenceId: string, customerId: string): Promise<void>;
  /** Page by page, everybody whose lease is after `now`. */
  present(geofenceId: string, now: number): AsyncIterable<string>;
}
