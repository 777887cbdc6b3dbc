// Personal records: everything that names a customer, wherever it lies, to be shown to her and to be deleted.
import type { Customer } from '../model/customer.ts';

export type RecordKind =
  | 'customer'
  | 'consent'
  | 'decision'
  | 'device'
  | 'token'
  | 'presence'
  | 'liveEvent'
  | 'feedback'
  | 'inStoreCode'
  | 'look'
  | 'code'
  | 'dueWindow'
  | 'other';

/** Where a record lies. */
export interface RecordKey {
  kind: RecordKind;
  /** `CUSTOMER#ida` */
  pk: string;
  /** `DECISION#01J…` */
  sk: string;
}

export interface PersonalRecord extends RecordKey {
  /** With `deviceId` or `geofenceId`, where only the key says it. */
  body: Record<string, unknown>;
}

export interface PersonalRecords {
  /** What lies under the customer, in pages of at most 1 MB (DynamoDB's own bound). `after` is the `next` of the page before. */
  page(customerId: string, after?: string): Promise<{ records: PersonalRecord[]; next?: string }>;
  /** What names her and lies elsewhere. Read through an index: what was written a moment ago may be missing. */
  elsewhere(customerId: string): Promise<PersonalRecord[]>;
  /** The keys of both, but for the customer herself. */
  keysOf(customerId: string): Promise<RecordKey[]>;
  /** Deletes them, once or again. */
  remove(keys: RecordKey[]): Promise<void>;
  /**
   * Closes the customer: from here on she is not found, no write of hers holds, and nobody is created by that id.
   * Returns her as she was last. Closing again does nothing.
   */
  close(customerId: string, erasedAt: number): Promise<Customer | undefined>;
  /** Removes what closing has left. Somebody who is not closed stays. */
  discard(customerId: string): Promise<void>;
  /** Everybody who is named anywhere, each maybe more than once. Reads the whole table: after a restore only. */
  everybody(): AsyncIterable<string>;
}
