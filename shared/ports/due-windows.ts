// Windows that will be over: noted as a delivery is claimed, so that what came of it is known also of who never comes back.

export interface DueWindows {
  /** Notes that a window of hers is over at `dueAt`, epoch milliseconds. Noting it again, or what never opens, does no harm. */
  note(customerId: string, dueAt: number): Promise<void>;
  /** Whose windows fall due in the hour that begins at `hourAt`, in one shard of it, the next `limit` of them; `next` is whom to go on after. */
  page(
    due: { hourAt: number; shard: number; after?: string },
    limit: number,
  ): Promise<{ customerIds: string[]; next?: string }>;
}

/** Customers are spread over so many keys an hour: one takes 1,000 writes a second, and is read in one go. */
export const windowShards = 16;
