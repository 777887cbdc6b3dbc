// Retention: everything that is kept about anybody, where, for how long and why. What sets a time to live asks here.

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long what is kept for a time is kept, milliseconds. */
export const keptMs = {
  decision: 90 * day,
  /** After another took its place: a day more than the decisions that name it. */
  formerModel: 91 * day,
  formerCatalogue: 91 * day,
  /** As long as something that was decided by it may be asked about, an archived offer is listed. */
  archivedOffer: 91 * day,
  feedback: 365 * day,
  audit: 365 * day,
  liveEvent: 10 * minute,
  /** A year and the same weeks of the year before. */
  stats: 400 * day,
  weather: 3 * day,
  /** A tick that stood still for so long finds them still. */
  dueWindow: 7 * day,
  /** What is over is still unknown; afterwards it is unknown because it is gone. */
  context: day,
  /** A round nobody has heard of for a day has nothing left to say. */
  round: day,
  /** After its end: a late till hears "expired" or "used" rather than "unknown". */
  redemptionCode: 30 * day,
  /** A till that was off over night sends again in the morning. */
  answeredRequest: day,
  /** What a marketer tries in the morning she looks at in the afternoon. */
  simulation: day,
  /** Until the message has been worked on, at the longest. */
  queued: day,
  /** Long enough to put right what failed; the partner has the file. */
  droppedFile: 3 * day,
  dropReport: 28 * day,
  /** What could not be worked on, for somebody to look at. */
  deadLetter: 14 * day,
  /** Point-in-time recovery of the table: the most there is. */
  backup: 35 * day,
} as const;

/** The `ttl` (epoch seconds) of an item that may be deleted so long after `at`. DynamoDB takes its time: readers check for themselves. */
export function ttlAfter(at: number, ms: number): number {
  return Math.ceil((at + ms) / 1000);
}

interface Row {
  what: string;
  /** `pk / sk` in the table, by their beginnings; or a place outside it. */
  where: string;
  howLong: string;
  why: string;
  /** Whether the item carries a `ttl`. */
  ttl?: true;
  /** Whether it holds something about a customer: then it is in her export and goes with her erasure. */
  personal?: true;
}

const untilErased = 'until she erases herself';

/** One row for every type of item in the table. A test writes every type there is and looks for its row. */
export const itemsKept: readonly Row[] = [
  {
    what: 'The customer: consents, devices without tokens, open visits, sends, preferences, attributes, codes, redeemed offers, the last outcomes, imported scores',
    where: 'CUSTOMER# / STATE',
    howLong: `${untilErased}; sends 30 days at most, visits of the last 32 geofences`,
    why: 'what a decision reads',
    personal: true,
  },
  {
    what: 'Push token of a device',
    where: 'CUSTOMER# / DEVICE#',
    howLong: `${untilErased}, the provider calls it dead, or a ninth device comes`,
    why: 'where a push goes',
    personal: true,
  },
  {
    what: 'Who owns a push token',
    where: 'TOKEN# / OWNER',
    howLong: 'as its device',
    why: 'a phone that changes hands takes its token along',
    personal: true,
  },
  {
    what: 'Line of the consent ledger',
    where: 'CUSTOMER# / CONSENT#',
    howLong: untilErased,
    why: 'consent must be shown (GDPR 7(1))',
    personal: true,
  },
  {
    what: 'Decision, why, and how its delivery ended',
    where: 'CUSTOMER# / DECISION#',
    howLong: '90 days',
    why: 'she may ask why; a complaint takes weeks',
    ttl: true,
    personal: true,
  },
  {
    what: 'That her decisions are among those that offers are tried on, a share of all customers',
    where: 'CUSTOMER# / SAMPLED',
    howLong: '91 days after the last',
    why: 'an offer is tried before it is launched',
    ttl: true,
    personal: true,
  },
  {
    what: 'Rating and text on an offer; the marketer reads it from here, without her name',
    where: 'CUSTOMER# / FEEDBACK#',
    howLong: 'a year',
    why: 'what customers say counts beside what they do',
    ttl: true,
    personal: true,
  },
  {
    what: 'Code to show at a till, and the stores it is for',
    where: 'CUSTOMER# / IN-STORE-CODE',
    howLong: '5 minutes, or until it is used',
    why: 'a till gets her offers once',
    ttl: true,
    personal: true,
  },
  {
    what: 'Who looked at a customer’s decisions',
    where: 'AUDIT# / ',
    howLong: 'a year',
    why: 'nobody looks at her unseen',
    ttl: true,
    personal: true,
  },
  {
    what: 'Who is present in a geofence',
    where: 'PRESENT# / CUSTOMER#',
    howLong: 'the lease: 17 minutes after the last evidence',
    why: 'offers that come on meet those who are there',
    ttl: true,
    personal: true,
  },
  {
    what: 'That a window of hers will be over, and when',
    where: 'WINDOW# / CUSTOMER#',
    howLong: '7 days after its end: 9 after the push',
    why: 'what she was sent is learnt from also where she never comes back',
    ttl: true,
    personal: true,
  },
  {
    what: 'Event of the live feed',
    where: 'LIVE# / ',
    howLong: '10 minutes',
    why: 'marketers watch what happens',
    ttl: true,
    personal: true,
  },
  {
    what: 'Redemption code: whose, for which delivery, when used',
    where: 'CODE# / REDEMPTION',
    howLong: '30 days after it was good',
    why: 'a till asks whether it is good',
    ttl: true,
    personal: true,
  },
  {
    what: 'Answer to a partner’s request with an idempotency key; names no customer',
    where: 'IDEMPOTENCY# / ANSWER',
    howLong: 'a day',
    why: 'the same request again is not done again',
    ttl: true,
  },
  {
    what: 'Tombstone: a keyed hash of the erased customer’s id, when, and how many items went',
    where: 'TOMBSTONE# / ERASED',
    howLong: 'for ever',
    why: 'what comes late or out of a backup does not bring her back',
  },
  {
    what: 'Counts of an offer and day, by arm, reason, hour, weather and store; names no customer',
    where: 'STATS# / DAY#',
    howLong: '400 days',
    why: 'reports, and the same weeks of the year before',
    ttl: true,
  },
  {
    what: 'Weather of a cell that holds stores',
    where: 'WEATHER# / LATEST',
    howLong: '3 days after it was to be asked for again',
    why: 'offers for some weather; no customer is in it',
    ttl: true,
  },
  {
    what: 'Context: the last value observed of a name; no customer is in it',
    where: 'CONTEXT# / LATEST',
    howLong: 'a day after its lifetime',
    why: 'offers for some context',
    ttl: true,
  },
  {
    what: 'Round: the signal that those present in a geofence are being asked about; names no customer',
    where: 'PRESENT# / ROUND',
    howLong: 'a day after the last page',
    why: 'a signal asks everybody once, the next one takes its place',
    ttl: true,
  },
  {
    what: 'Simulation: an offer that is tried, how far it has come, counts, and who began it; names no customer',
    where: 'JOB# / STATE',
    howLong: 'a day',
    why: 'it takes a while, and is looked at after',
    ttl: true,
  },
  { what: 'How the weather provider answers', where: 'WEATHER / PROVIDER', howLong: 'for ever', why: 'one item' },
  {
    what: 'Former version of a geofence: what it was, and the marketer’s sub',
    where: 'GEOFENCE# / VERSION#',
    howLong: 'for ever',
    why: 'who changed what, when',
  },
  {
    what: 'Former version of an offer: what it was, and the marketer’s sub',
    where: 'OFFER# / VERSION#',
    howLong: 'for ever',
    why: 'who changed what, when',
  },
  {
    what: 'Former version of a segment: what it was, and the marketer’s sub',
    where: 'SEGMENT# / VERSION#',
    howLong: 'for ever',
    why: 'who changed what, when',
  },
  {
    what: 'Gate of an offer: its budget, and hashes that name deliveries under way',
    where: 'OFFER# / GATE',
    howLong: 'for ever',
    why: 'a budget is never spent twice',
  },
  { what: 'Which catalogue is in force', where: 'CATALOGUE / CURRENT', howLong: 'for ever', why: 'one item' },
  {
    what: 'Which windows that are over have been dealt with',
    where: 'TICK / WINDOWS',
    howLong: 'for ever',
    why: 'one item',
  },
  { what: 'Up to when time has been dealt with', where: 'TICK / CURSOR', howLong: 'for ever', why: 'one item' },
];

/** What is kept outside the table. */
export const keptElsewhere: readonly Row[] = [
  {
    what: 'Messages: the names of customer, offer, geofence, delivery',
    where: 'delivery, decision, place, outcome, drop, erasure and simulation queues',
    howLong: 'a day at most',
    why: 'work that waits',
    personal: true,
  },
  {
    what: 'Messages and events that failed',
    where: 'dead-letter queues and the queue of undelivered events',
    howLong: '14 days',
    why: 'somebody looks at them',
    personal: true,
  },
  {
    what: 'Backups of the table',
    where: 'point-in-time recovery',
    howLong: '35 days',
    why: 'a restore; tombstones are applied again after it (`npm run tombstones`)',
    personal: true,
  },
  {
    what: 'Tombstones once more',
    where: 'catalogue bucket, tombstones/',
    howLong: 'for ever',
    why: 'they outlive a lost table',
  },
  {
    what: 'File of purchases or scores, as a partner has put it there',
    where: 'drop bucket, purchases/ and scores/',
    howLong: '3 days',
    why: 'an import that failed is put right',
    personal: true,
  },
  {
    what: 'Report on such a file: counts, and lines, columns and reasons of refused rows; names no customer',
    where: 'drop bucket, reports/',
    howLong: '28 days',
    why: 'partners mend what was refused; the same file again is known',
  },
  {
    what: 'Compiled catalogues, and what they were compiled from: geofences, segments, offers with their drafts',
    where: 'catalogue bucket, catalogue/',
    howLong: '91 days after the next one took its place',
    why: 'decisions name theirs',
  },
  {
    what: 'Propensity models: weights and counts over everybody; no customer is in them',
    where: 'catalogue bucket, models/',
    howLong: '91 days after the next one took its place',
    why: 'decisions name theirs',
  },
  {
    what: 'Logs: no coordinate, token, name or text of a customer',
    where: 'CloudWatch Logs',
    howLong: '`logRetentionDays` of the stage',
    why: 'faults',
  },
];

/** The table as Markdown, as docs/privacy.md shows it. */
export function retentionTable(): string {
  const rows = [...itemsKept, ...keptElsewhere].map(
    ({ what, where, howLong, why, personal }) =>
      `| ${what} | ${where} | ${howLong} | ${why} | ${personal ? 'yes' : ''} |`,
  );
  return ['| what | where | how long | why | hers |', '|---|---|---|---|---|', ...rows].join('\n');
}
