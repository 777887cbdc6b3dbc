// Two kinds of no that a caller is told: her own fault, with the field and the mend, and a crowd, with when to come again.

export interface FieldFault {
  field: string;
  message: string;
}

/** The request cannot be carried out as it is. `code` is stable and for programs, the message for people. */
export class Refused extends Error {
  readonly code:
    | 'no-consent-yet'
    | 'erasure-under-way'
    | 'too-many-mutes'
    | 'not-in-store'
    | 'not-found'
    | 'invalid-catalogue'
    | 'invalid-offer'
    | 'precondition-required'
    | 'changed-meanwhile'
    | 'in-use'
    | 'nothing-to-launch'
    | 'not-in-force'
    | 'unreadable-import'
    | 'no-profiling-consent'
    | 'unknown-code'
    | 'code-used'
    | 'code-expired'
    | 'key-in-flight'
    | 'key-reused'
    | 'future-observation';
  readonly faults: FieldFault[];

  constructor(code: Refused['code'], message: string, faults: FieldFault[] = []) {
    super(message);
    this.name = 'Refused';
    this.code = code;
    this.faults = faults;
  }
}

/** Nothing is kept about somebody who has not consented to anything, so there is nothing to change. */
export function noConsentYet(): Refused {
  return new Refused(
    'no-consent-yet',
    'Give a consent first (PUT /v1/consents); until then nothing is kept about you.',
  );
}

/** There is no such thing, or it is somebody else's: the answer is the same. `what`: "no decision of yours". */
export function notFound(what: string): Refused {
  return new Refused('not-found', `There is ${what} by this name.`);
}

/** Somebody else wrote first, every time: nothing has happened, the same request may be sent again. */
export class Contended extends Error {
  readonly retryAfterSeconds = 1;

  constructor(what: string) {
    super(`${what} was written by others on every attempt`);
    this.name = 'Contended';
  }
}

/** How often a lost race is run again before it is called contended: five times, then 503. */
export const writeAttempts = 5;

/** For a partner who speaks of a customer who has not consented to anything, or whom there is not. */
export const nothingKept = () =>
  new Refused('no-consent-yet', 'This customer has not given any consent here, so nothing is kept about her.');
