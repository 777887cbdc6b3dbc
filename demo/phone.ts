// A phone: takes a fix every second, and reports it when the server would want to know; otherwise it stays silent.
import type { Session } from './api.ts';
import { metresBetween } from './plane.ts';
import type { Fix, Receiver } from './receiver.ts';
import type { Walker } from './walker.ts';

/** The server's promise: a fix this near to the reported one and before this long changes nothing. */
interface Silence {
  withinMetres: number;
  beforeSeconds: number;
}

interface PositionsAnswer {
  results: { id: string; reason: string; decisionId?: string }[];
  next: Silence;
}

/** Something that follows somebody and reports when there is reason to. */
export interface Reporter {
  /** Takes a fix if one is due, and says whether it should be reported. */
  wantsToReport(now: number): boolean;
  /** Sends the latest fix. Never rejects; while it is under way the phone wants nothing. */
  report(): Promise<void>;
}

export const fixEveryMs = 1000;
/** However uncertain things are, a phone does not report more often: it costs battery, and people walk 4 m meanwhile. */
export const reportGapMs = 3000;
/** After a refusal, the phone leaves the server alone for so long. */
const afterRefusalMs = 15_000;

export function createPhone(options: {
  deviceId: string;
  walker: Walker;
  receiver: Receiver;
  session: Session;
  mocked: boolean;
  /** Makes the ids of this phone's reports unique among all its runs. */
  run: string;
  firstFixAt: number;
  onAnswer: (reason: string) => void;
  onError: (error: unknown) => void;
}): Reporter {
  const { deviceId, walker, receiver, session, mocked, run, onAnswer, onError } = options;
  let nextFixAt = options.firstFixAt;
  let fix: Fix | undefined;
  let previous: Fix | undefined;
  let reported: { fix: Fix; next: Silence } | undefined;
  let silentUntil = 0;
  let underWay = false;
  let count = 0;

  return {
    wantsToReport(now) {
      if (now >= nextFixAt) {
        previous = fix;
        fix = receiver.fix(walker.at(now), now);
        nextFixAt = now + fixEveryMs;
      }
      if (!fix || underWay || now < silentUntil || fix === reported?.fix) return false;
      return !reported || !isSilent(reported, fix);
    },

    async report() {
      if (!fix) return;
      const sent = fix;
      underWay = true;
      try {
        const answer = await session.request<PositionsAnswer>('POST', '/v1/positions', {
          deviceId,
          // The same id on every attempt: a report that arrived although its answer was lost is a duplicate, not news.
          reports: [{ id: `${run}-${++count}`, ...sent, ...(mocked && { mocked }), ...(previous && { previous }) }],
        });
        for (const { reason } of answer.results) onAnswer(reason);
        reported = { fix: sent, next: answer.next };
        silentUntil = sent.at + reportGapMs;
      } catch (error) {
        // The demo's end is not an error.
        if ((error as Error).name !== 'AbortError') onError(error);
        silentUntil = sent.at + afterRefusalMs;
      } finally {
        underWay = false;
      }
    },
  };
}

function isSilent(reported: { fix: Fix; next: Silence }, fix: Fix): boolean {
  const metres = metresBetween([reported.fix.lng, reported.fix.lat], [fix.lng, fix.lat]);
  const { withinMetres, beforeSeconds } = reported.next;
  return metres <= withinMetres && fix.at < reported.fix.at + beforeSeconds * 1000;
}
