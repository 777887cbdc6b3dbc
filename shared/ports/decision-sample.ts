// The decision sample: a fixed share of customers, listed so that their decisions can be replayed without reading everybody's.

export interface DecisionSample {
  /** Of all customers, 0 to 1. Who belongs to it does so for good; a larger share keeps those of a smaller one. */
  readonly share: number;
  /** Over so many lists they are spread. */
  readonly shards: number;
  /** Who of the sample was decided for within the time that decisions are kept; each once, `after` the one given. */
  page(place: { shard: number; after?: string }, limit: number): Promise<{ customerIds: string[]; next?: string }>;
}
