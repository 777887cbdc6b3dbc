// The reporter: takes every fix of a phone, sends those the server wants to know of, and loses none of them silently.
import type { Calls, Fix, PositionReport, ReportPositionsAnswer } from './api.ts';
import { RavnError, waitMs } from './errors.ts';
import { globals, type Platform } from './platform.ts';
import { endOf, isSilent, type Promised, type Region, regionsDue, usableFix } from './silence.ts';

/** What the operating system should watch for while the app sleeps. */
export interface Watch {
  /** The nearest geofences; absent: as before. Entering or leaving one is a moment to take a fix. */
  regions?: readonly Region[];
  /** Leaving this circle is one too, and so is its end, epoch milliseconds. Absent: nothing is promised. */
  silence?: { center: [lng: number, lat: number]; radiusMetres: number; until: number };
}

/** `paused` and `no-location-consent`: the customer's word; `unauthorized`: her token was refused, and so was the next. */
export type StopReason = 'no-location-consent' | 'paused' | 'unauthorized' | 'held';

/** Keeps what waits to be sent between two starts of the app. What it is given holds positions: keep it on the phone, encrypted at rest. */
export interface Store {
  load(): Promise<string | null | undefined>;
  /** Undefined: nothing waits, forget the rest. */
  save(text: string | undefined): Promise<void>;
}

/** What became of every fix that was taken: their sum is `taken`. */
export interface Figures {
  taken: number;
  /** Not reported: the server had promised that they change nothing. */
  silent: number;
  /** Answered with a reason. */
  answered: number;
  waiting: number;
  /** Older than five minutes before they could be sent. */
  tooOld: number;
  /** Too many waited. */
  tooMany: number;
  /** In a batch that was refused for good. */
  refused: number;
  /** Taken while stopped, or waiting when it came to that. */
  stopped: number;
  /** No position in it, or not later than the one before. */
  unusable: number;
}

export interface ReporterOptions {
  client: Pick<Calls, 'reportPositions'>;
  /** The id the phone is registered by: a push goes to the phone that reported. */
  deviceId?: string;
  /** Whether to ask for regions to watch. */
  regions?: boolean;
  /** The least time between two requests; what is taken meanwhile goes together. 3 seconds if absent: people walk 4 m meanwhile. */
  everyMs?: number;
  /** Without one, nothing outlives the app. */
  store?: Store;
  platform?: Platform;
  onAnswer?: (answer: ReportPositionsAnswer, reports: readonly PositionReport[]) => void;
  onWatch?: (watch: Watch) => void;
  /** The silence is over: take a fix now. A phone that lies still may not do so by itself, and its visit would count as over. */
  onFixWanted?: () => void;
  onStopped?: (reason: StopReason) => void;
  /** What failed and is tried again or given up, and what a store threw. */
  onError?: (error: unknown) => void;
}

export interface Reporter {
  /** Every fix of the phone, in order of time. */
  take(fix: Fix & { mocked?: boolean }): void;
  /** Sends nothing and keeps nothing, until this moment or until `resume`. */
  hold(until?: number): void;
  /** Consent was given, the pause is over, she has signed in: go on. */
  resume(): void;
  /** The network is back: what waits is sent now. */
  wake(): void;
  /** For good: what waits is forgotten, in the store too. */
  end(): Promise<void>;
  figures(): Figures;
}

/** The server calls an older report stale. */
const staleAfterMs = 5 * 60_000;
/** The API's limit. */
const batchSize = 50;
/** `setTimeout` takes 31 bits. */
const longestTimerMs = 2 ** 31 - 1;
/** A fix a second for as long as one is worth anything. */
const mostWaiting = 300;

const isAnswer = (heard: unknown): heard is ReportPositionsAnswer => !(heard instanceof Error);

export function createReporter(options: ReporterOptions): Reporter {
  const { client, deviceId, store, everyMs = 3000, platform = globals, onError } = options;
  const run = `${platform.now().toString(36)}-${Math.floor(platform.random() * 36 ** 6).toString(36)}`;
  const count = { taken: 0, silent: 0, answered: 0, tooOld: 0, tooMany: 0, refused: 0, stopped: 0, unusable: 0 };
  let queue: PositionReport[] = [];
  let isSending = false;
  /** How many of the queue's first are under way. */
  let underWay = 0;
  /** Counts the stops: an answer from before one says nothing about after it. */
  let era = 0;
  let last: Fix | undefined;
  /** What holds for the last report that was answered; none while another is waiting or under way. */
  let promised: Promised | undefined;
  let known: { fix: Fix; regions: readonly Region[] } | undefined;
  let stopped: { reason: StopReason; until: number } | undefined;
  let failures = 0;
  let notBefore = 0;
  let cancelTimer = () => {};
  let isReady = !store;
  let hasEnded = false;
  // What was kept is read before anything is written over it.
  let saving = store ? restore(store) : Promise.resolve();

  return {
    take(given) {
      count.taken += 1;
      const fix = usableFix(given);
      if (!fix || (last && fix.at <= last.at)) {
        count.unusable += 1;
        return;
      }
      if (stopped && platform.now() >= stopped.until) resume();
      if (stopped || hasEnded) {
        count.stopped += 1;
        return;
      }
      // Written once: a report that is sent again is the same report.
      const report = {
        id: `${run}-${count.taken}`,
        ...fix,
        ...(given.mocked && { mocked: true }),
        ...(last && { previous: last }),
      };
      last = fix;
      if (queue.length === 0 && promised && isSilent(promised, fix)) {
        count.silent += 1;
        return;
      }
      queue.push(report);
      if (queue.length > mostWaiting) {
        queue.splice(underWay, 1);
        count.tooMany += 1;
      }
      save();
      schedule();
    },
    hold(until = Number.POSITIVE_INFINITY) {
      stop('held', until);
    },
    resume,
    wake() {
      notBefore = 0;
      schedule();
    },
    async end() {
      stop('held');
      hasEnded = true;
      await saving;
    },
    figures: () => ({ ...count, waiting: queue.length }),
  };

  /** The one timer: when what waits may be sent; or, where nothing does, when the silence is over; or the hold. */
  function schedule(): void {
    cancelTimer();
    if (hasEnded || !isReady || isSending) return;
    const now = platform.now();
    if (stopped) {
      const { until } = stopped;
      if (until === Number.POSITIVE_INFINITY) return;
      const goOn = () => (platform.now() < until ? schedule() : resume());
      cancelTimer = platform.after(Math.min(longestTimerMs, Math.max(0, until - now)), goOn);
    } else if (queue.length > 0) {
      cancelTimer = platform.after(Math.max(0, notBefore - now), () => void send());
    } else {
      const end = Math.max(promised ? endOf(promised) : 0, notBefore);
      cancelTimer = platform.after(Math.max(0, end - now), () => options.onFixWanted?.());
    }
  }

  async function send(): Promise<void> {
    dropOld();
    const batch = queue.slice(0, batchSize);
    const newest = batch.at(-1);
    if (!newest) {
      schedule();
      return;
    }
    isSending = true;
    underWay = batch.length;
    promised = undefined;
    notBefore = platform.now() + everyMs;
    const before = era;
    const regions = options.regions && regionsDue(known, newest) ? { regions: true } : {};
    const answer = await client
      .reportPositions({ deviceId, ...regions, reports: batch }, { attempts: 1 })
      .catch((error: unknown) => error);
    isSending = false;
    if (era === before) {
      if (isAnswer(answer)) heard(answer, newest);
      else failed(answer);
      save();
    }
    schedule();
    if (isAnswer(answer)) options.onAnswer?.(answer, batch);
    else onError?.(answer);
  }

  function heard(answer: ReportPositionsAnswer, newest: PositionReport): void {
    failures = 0;
    settle('answered');
    const reason = answer.results.at(-1)?.reason;
    if (reason === 'no-location-consent' || reason === 'paused') {
      stop(reason as 'no-location-consent' | 'paused');
      return;
    }
    // Nothing was reported since, so what waits is covered up to the first that is not.
    promised = { fix: newest, next: answer.next };
    while (queue[0] && isSilent(promised, queue[0])) {
      queue.shift();
      count.silent += 1;
    }
    if (answer.regions) known = { fix: newest, regions: answer.regions };
    options.onWatch?.({
      ...(answer.regions && { regions: answer.regions }),
      ...(answer.next.withinMetres > 0 && {
        silence: { center: [newest.lng, newest.lat], radiusMetres: answer.next.withinMetres, until: endOf(promised) },
      }),
    });
  }

  function failed(error: unknown): void {
    failures += 1;
    const { passes, status, retryAfterMs } = error instanceof RavnError ? error : new RavnError('', { cause: error });
    notBefore = platform.now() + Math.max(everyMs, waitMs(failures, retryAfterMs, platform.random));
    if (!passes && status !== 401) settle('refused');
    underWay = 0;
    if (status !== 401) return;
    // What waits may still be sent, if she signs in soon.
    stopped = { reason: 'unauthorized', until: Number.POSITIVE_INFINITY };
    options.onStopped?.('unauthorized');
  }

  /** The first of the queue are done with. */
  function settle(as: 'answered' | 'refused'): void {
    queue.splice(0, underWay);
    count[as] += underWay;
    underWay = 0;
  }

  function stop(reason: StopReason, until = Number.POSITIVE_INFINITY): void {
    era += 1;
    count.stopped += queue.length;
    queue = [];
    underWay = 0;
    last = undefined;
    promised = undefined;
    known = undefined;
    stopped = { reason, until };
    save();
    schedule();
    options.onWatch?.({ regions: [] });
    if (reason !== 'held') options.onStopped?.(reason);
  }

  function resume(): void {
    if (!stopped || hasEnded) return;
    stopped = undefined;
    notBefore = 0;
    failures = 0;
    schedule();
  }

  function dropOld(): void {
    const fresh = queue.findIndex(({ at }) => platform.now() - at <= staleAfterMs);
    const old = fresh < 0 ? queue.length : fresh;
    queue.splice(0, old);
    count.tooOld += old;
  }

  /** One write after the other, each of what waits by then. */
  function save(): void {
    if (!store) return;
    saving = saving
      .then(() => store.save(queue.length > 0 ? JSON.stringify(queue) : undefined))
      .catch((error) => onError?.(error));
  }

  async function restore(kept: Store): Promise<void> {
    try {
      const text = await kept.load();
      const before = text && !stopped && !hasEnded ? (JSON.parse(text) as PositionReport[]) : [];
      const first = queue[0];
      const earlier = before.filter(({ at }) => !first || at < first.at);
      queue.unshift(...earlier);
      count.taken += earlier.length;
    } catch (error) {
      onError?.(error);
    }
    isReady = true;
    schedule();
  }
}
