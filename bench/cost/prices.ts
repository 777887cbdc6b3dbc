// What AWS asks: US dollars in us-east-1, on demand, without free tiers, each with where it is from. Looked up in November 2026.

export const pricedIn = 'us-east-1, on demand, November 2026';

/** Dollars per million of what stands in the name. */
export const perMillion = {
  /** HTTP API, the first 300 million a month (API Gateway pricing). */
  apiRequests: 1,
  /** Lambda pricing, requests. */
  invocations: 0.2,
  /** Lambda pricing, arm64, per GB and second, up to 7.5 billion a month. */
  gigabyteSeconds: 13.3334,
  /** DynamoDB on demand, since November 2024. */
  writeUnits: 0.625,
  readUnits: 0.125,
  /** SQS standard, in chunks of 64 KB; a message is sent, received and deleted. */
  queueRequests: 0.4,
  /** EventBridge, custom events, in chunks of 64 KB. */
  events: 1,
  /** End User Messaging Push. */
  pushes: 1,
  /** S3 standard, GET. */
  objectReads: 0.4,
  /** S3 standard, PUT. */
  objectWrites: 5,
  /** CloudWatch Logs, ingestion at $0.50 per GB. */
  loggedBytes: 0.5e-3,
} as const;
export type Meter = keyof typeof perMillion;

/** What Lambda and the gateway write themselves (JSON log format, `platform.start` and `platform.report`; our access log line), bytes. */
export const loggedByThePlatform = { invocation: 850, apiRequest: 260 };

/** The same by Amazon Location: a tracker's update, and its evaluation against a linked collection ($ per million, AWS's own guidance of 2024-04). */
export const amazonLocationPerMillionUpdates = 94.8;

/** A queue is asked by at least so many of Lambda's pollers, each of them three times a minute when there is nothing. */
export const pollers = 5;

/** A key of one's own: $1 a month, and $1 more after each of its first two yearly rotations (KMS pricing). */
export const keyAMonth = 1;
/** $0.03 per 10,000 calls of it, which the services make in our name. */
export const perMillionKeyCalls = 3;
