// The scheduler: one schedule of many invocations. Every call of a port waits here until it is drawn; time is virtual, chance is seeded.
import type { Entry, FaultKind, Invocation, Role } from './history.ts';

/** A warm Lambda instance: its clock is its own, and when it dies everything that runs in it dies. */
export interface Instance {
  skewMs: number;
  dead: boolean;
}

/** What may befall a call. `undefined`: nothing. */
export type DrawFault = (point: string, kinds: readonly FaultKind[]) => FaultKind | undefined;

export interface Running extends Invocation {
  instance: Instance;
  startedAt: number;
}

interface Waiting {
  by: Running;
  point: string;
  /** Drawn already: this is the second half of a call that was made slow or repeated. */
  tampered: boolean;
  kinds: readonly FaultKind[];
  effect: () => unknown;
  resolve: (value: unknown) => void;
  reject: (cause: unknown) => void;
}

export interface Scheduler {
  history: Entry[];
  random: () => number;
  now(): number;
  /** Runs `action` at that moment, unless the schedule ends before. */
  at(moment: number, action: () => void): void;
  /** Begins an invocation. `ended` is not called where it dies. */
  invoke<Result>(
    role: Role,
    about: string,
    instance: Instance,
    timeoutMs: number,
    work: (by: Running) => Promise<Result>,
    ended?: (outcome: { answer: Result } | { failure: unknown }) => void,
  ): void;
  /** A call of a port: takes effect when drawn, and may be tampered with. */
  call<Result>(
    by: Running,
    point: string,
    kinds: readonly FaultKind[],
    effect: () => Result | Promise<Result>,
  ): Promise<Result>;
  note(entry: Entry): void;
  /** One step: a call takes effect or a moment comes. False where nothing is left to do. */
  step(): boolean;
  /** How many calls have been drawn. */
  calls(): number;
}

/** How long a call takes at most, as a rule, milliseconds. */
const usualLatencyMs = 30;
/** How long a slow one takes at most. */
export const slowMs = 8_000;
/** After so long the SDK takes an answer for lost (shared/adapters/dynamodb/table.ts), milliseconds. */
const sdkTimeoutMs = 3_000;

export function createScheduler(random: () => number, startAt: number, drawFault: DrawFault): Scheduler {
  const history: Entry[] = [];
  const waiting: Waiting[] = [];
  const moments: { at: number; action: () => void }[] = [];
  let now = startAt;
  let calls = 0;
  let invocations = 0;

  const note = (entry: Entry) => {
    history.push(entry);
  };

  function die(by: Running, why: string) {
    if (!by.instance.dead) note({ at: now, by, kind: 'died', why });
    by.instance.dead = true;
  }

  function takeEffect(call: Waiting) {
    const { by, point, kinds, effect, resolve, reject } = call;
    if (by.instance.dead) return;
    const fault = call.tampered ? undefined : drawFault(point, kinds);
    calls++;
    if (fault) note({ at: now, by, kind: 'fault', fault, point });
    switch (fault) {
      case 'throttled':
        return reject(new Error(`throttled at ${point}`));
      case 'crash-before':
        return die(by, `before ${point}`);
      case 'slow': {
        const later = now + 1000 + Math.floor(random() * slowMs);
        return at(later, () => waiting.push({ ...call, tampered: true }));
      }
      case 'crash-after':
        effect();
        return die(by, `after ${point}`);
      case 'answer-lost':
        effect();
        return reject(new Error(`answer lost at ${point}`));
      case 'repeated':
        // The SDK sends a call again whose answer was lost, at once or after its time-out; others come in between.
        effect();
        return at(now + (random() < 0.5 ? 50 : Math.floor(random() * sdkTimeoutMs)), () =>
          waiting.push({ ...call, tampered: true }),
        );
      default:
        try {
          resolve(effect());
        } catch (cause) {
          reject(cause);
        }
    }
  }

  function at(moment: number, action: () => void) {
    // Kept sorted, the earliest last.
    let index = moments.length;
    while (index > 0 && moments[index - 1]!.at <= moment) index--;
    moments.splice(index, 0, { at: moment, action });
  }

  return {
    history,
    random,
    now: () => now,
    at,
    note,
    calls: () => calls,

    invoke(role, about, instance, timeoutMs, work, ended) {
      const by: Running = { id: ++invocations, role, about, instance, startedAt: now };
      note({ at: now, by, kind: 'begun' });
      at(now + timeoutMs, () => {
        if (by.instance === instance && !finished) die(by, 'timed out');
      });
      let finished = false;
      work(by).then(
        (answer) => {
          finished = true;
          note({ at: now, by, kind: 'answered' });
          ended?.({ answer });
        },
        (failure) => {
          finished = true;
          note({ at: now, by, kind: 'failed', why: failure instanceof Error ? failure.message : String(failure) });
          ended?.({ failure });
        },
      );
    },

    call: <Result>(by: Running, point: string, kinds: readonly FaultKind[], effect: () => Result | Promise<Result>) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({
          by,
          point,
          kinds,
          tampered: false,
          effect,
          resolve: resolve as (value: unknown) => void,
          reject,
        });
      }),

    step() {
      if (waiting.length > 0) {
        now += Math.floor(random() * usualLatencyMs);
        if ((moments.at(-1)?.at ?? Number.POSITIVE_INFINITY) <= now) {
          moments.pop()!.action();
          return true;
        }
        const index = Math.floor(random() * waiting.length);
        const drawn = waiting[index]!;
        waiting[index] = waiting.at(-1)!;
        waiting.pop();
        takeEffect(drawn);
        return true;
      }
      const next = moments.pop();
      if (!next) return false;
      now = Math.max(now, next.at);
      next.action();
      return true;
    },
  };
}
