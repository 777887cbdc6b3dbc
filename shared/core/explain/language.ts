// A language: all that has to be written for decisions to be explained in it. A further one is one more file, named in languages.ts.

/** What a gate compared, by name; any of it may be missing, as records outlive the gates that wrote them. */
export type Compared = Readonly<Record<string, string | number | boolean>>;

/** How a language writes what is no word. */
export interface Say {
  /** 0.05 → "0.05" or "0,05": two decimals unless it is whole. */
  number(value: unknown): string;
  /** Minutes → "24 h", "90 min", "7 days". */
  duration(minutes: unknown): string;
  /** Epoch milliseconds, by the clock of the geofence; nothing where it is no moment. */
  time(at: unknown): string | undefined;
}

/** A text, or one made from what was compared. */
export type Text = string | ((compared: Compared, say: Say) => string);

/** One reason in three places. All are parts of a sentence, without a capital and a full stop. */
export interface ReasonWords {
  /** In a marketer's list, after a count: "1 [outside hours]". */
  marketer: Text;
  /** To the customer, after "Nothing was sent: ". */
  customer: Text;
  /** What would have had to be otherwise, after "Nearest to being sent: “…” at …, ". */
  flip: Text;
}

export const knownReasons = [
  'not-live',
  'outside-dates',
  'outside-hours',
  'weather-unknown',
  'weather-mismatch',
  'context-mismatch',
  'not-triggered',
  'not-in-audience',
  'muted-category',
  'muted-store',
  'too-personal',
  'already-redeemed',
  'cooldown',
  'capped',
  'pending',
  'quiet-hours',
  'no-push-consent',
  'no-device',
  'budget-spent',
  'below-propensity',
  'outranked',
] as const;

export interface Language {
  /** BCP 47, a language alone. */
  tag: string;
  /** The units of `Say.duration`. */
  units: { minutes: string; hours: string; day: string; days: string };
  quote: (text: string) => string;
  at: (offer: string, geofence: string) => string;
  marketer: {
    candidates: (count: number) => string;
    chosen: (offer: string, score: string | undefined) => string;
    /** How the delivery ended, where it has. */
    ends: Record<'sent' | 'rejected' | 'unknown' | 'ghost' | 'cancelled' | 'expired', string>;
    /** In place of the end `sent`, where it was shown and not pushed. */
    shownInApp: string;
    omitted: (count: number) => string;
  };
  customer: {
    /** Where she was; `geofence` is missing where no one place is meant. */
    here: (geofence: string | undefined, offerCameOn: boolean) => string;
    /** Why this one, after `here`. */
    becauseOfInterest: (category: string) => string;
    becauseOfFavourite: string;
    becauseOfPlace: string;
    /** Why now; a sentence. */
    now: Record<'arrived' | 'stayed' | 'began' | 'asked' | 'changed', string>;
    /** Of the offer that was chosen, beside what the others lacked. */
    fittedBest: string;
    /** How to get fewer of these: a category, a place. */
    mute: (what: string) => string;
    nothing: (why: string) => string;
    /** Chosen, and yet she got nothing. */
    ends: Record<'rejected' | 'unknown' | 'ghost' | 'cancelled' | 'expired', string>;
  };
  flip: (offer: string, change: string) => string;
  reasons: Record<(typeof knownReasons)[number], ReasonWords>;
  /** For a reason nobody has written words for; `reason` is its name with spaces. */
  unknownReason: (reason: string) => ReasonWords;
}
