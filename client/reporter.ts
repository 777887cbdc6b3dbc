// The reporter: takes every fix of a phone, sends those the server wants to know of, and loses none of them silently.
import type { Calls, Fix, PositionReport, ReportPositionsAnswer } from './api.ts';
import { RavnError, waitMs } from './errors.ts';
import { globals, type Platform } from './platform.ts';
import { endOf, isSilent, type Promised, type Region, regionsDue, usableFix } from './silence.ts';
import { createWaiting, type Figures, type Store } from './waiting.ts';

/** What the operating system should watch for while the app sleeps. */
export interface Watch {
  /** The nearest geofences; absent: as before. Entering or leaving one is a moment to take a fix. */
  regions?: readonly Region[];
  /** Leaving this circle is one too, and so is its end, epoch milliseconds. Absent: nothing is promised. */
  silence?: { center: [lng: number, lat: number]; radiusMetres: number; until: number };
}

/** `paused` and `no-location-consent`: the customer's word; `unauthorized`: her token was refused, and so was the next. */
export type StopReason = 'no-location-consent' | 'paused' | 'unauthorized';

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

/** `setTimeout` takes 31 bits. */
const longestTimerMs = 2 ** 31 - 1;

export function createReporter(options: ReporterOptions): Reporter {
  const { client, deviceId, everyMs = 3000, platform = globals, onError = () => {} } = options;
  const run = `${platform.now().toString(36)}-${Math.floor(platform.random() * 36 ** 6).toString(36)}`;
  const waiting = createWaiting(options.store, () => platform.now(), onError);
  const { count } = waiting;
  let isReady = !options.store;
  let hasEnded = false;
  let isSending = false;
  /** Counts the stops: an answer from before one says nothing about after it. */
  let era = 0;
  let last: Fix | undefined;
  /** What holds for the last report that was answered; none while another is waiting or under way. */
  let promised: Promised | undefined;
  let known: { fix: Fix; regions: readonly Region[] } | undefined;
  let stopped: { until: number } | undefined;
  let failures = 0;
  let notBefore = 0;
  let cancelTimer = () => {};
  if (!isReady) {
    void waiting.restored.then(() => {
      isReady = true;
      const newest = waiting.newest();
      if (newest) last ??= usableFix(newest);
      schedule();
    });
  }

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
      const previous = last;
      last = fix;
      if (waiting.isEmpty() && promised && isSilent(promised, fix)) {
        count.silent += 1;
        return;
      }
      const id = `${run}-${count.taken}`;
      waiting.add({ id, ...fix, ...(given.mocked && { mocked: true }), ...(previous && { previous }) });
      schedule();
    },
    hold: (until) => stop(until),
    resume,
    wake() {
      notBefore = 0;
      schedule();
    },
    end() {
      stop();
      hasEnded = true;
      return waiting.close();
    },
    figures: waiting.figures,
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
    } else if (!waiting.isEmpty()) {
      cancelTimer = platform.after(Math.max(0, notBefore - now), () => void send());
    } else {
      const end = Math.max(promised ? endOf(promised) : 0, notBefore);
      cancelTimer = platform.after(Math.max(0, end - now), () => options.onFixWanted?.());
    }
  }

  async function send(): Promise<void> {
    // What was sent may have changed anything, whether or not its answer comes; and so may what was too old.
    promised = undefined;
    const batch = waiting.begin();
    const newest = batch.at(-1);
    if (!newest) {
      waiting.finish();
      schedule();
      return;
    }
    isSending = true;
    notBefore = platform.now() + everyMs;
    const before = era;
    const regions = options.regions && regionsDue(known, newest) ? { regions: true } : {};
    const answer = await client
      .reportPositions({ deviceId, ...regions, reports: [...batch] }, { attempts: 1 })
      .catch((error: unknown) => (error instanceof RavnError ? error : new RavnError('', { cause: error })));
    isSending = false;
    const isNews = era === before;
    if (answer instanceof RavnError) {
      if (isNews) failed(answer);
      schedule();
      onError(answer);
    } else {
      if (isNews) heard(answer, newest);
      schedule();
      options.onAnswer?.(answer, batch);
    }
  }

  function heard(answer: ReportPositionsAnswer, newest: PositionReport): void {
    failures = 0;
    waiting.finish('answered');
    const reason = answer.results.at(-1)?.reason;
    if (reason === 'no-location-consent' || reason === 'paused') {
      stop();
      options.onStopped?.(reason as StopReason);
      return;
    }
    // Nothing was reported since, so what waits is covered up to the first that is not.
    const now = { fix: newest, next: answer.next };
    waiting.dropSilent((report) => isSilent(now, report));
    promised = now;
    if (answer.regions) known = { fix: newest, regions: answer.regions };
    options.onWatch?.({
      ...(answer.regions && { regions: answer.regions }),
      ...(answer.next.withinMetres > 0 && {
        silence: { center: [newest.lng, newest.lat], radiusMetres: answer.next.withinMetres, until: endOf(now) },
      }),
    });
  }

  function failed({ passes, status, retryAfterMs }: RavnError): void {
    failures += 1;
    notBefore =
      platform.now() +
      Math.max(
        everyMs,
        waitMs(failures, retryAfterMs, () => platform.random()),
      );
    const isUnauthorized = status === 401;
    waiting.finish(passes || isUnauthorized ? undefined : 'refused');
    if (!isUnauthorized) return;
    // What waits may still be sent, if she signs in soon.
    stopped = { until: Number.POSITIVE_INFINITY };
    options.onStopped?.('unauthorized');
  }

  function stop(until = Number.POSITIVE_INFINITY): void {
    era += 1;
    waiting.clear();
    last = undefined;
    promised = undefined;
    known = undefined;
    stopped = { until };
    schedule();
    options.onWatch?.({ regions: [] });
  }

  function resume(): void {
    if (!stopped || hasEnded) return;
    stopped = undefined;
    notBefore = 0;
    failures = 0;
    schedule();
  }
}
