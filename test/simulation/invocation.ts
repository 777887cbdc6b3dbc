// An invocation's way to the cloud: each of its calls waits in the scheduler, and may meet the faults of its kind.
import type { CloudState } from './cloud.ts';
import type { Body, Entry, FaultKind } from './history.ts';
import type { Running, Scheduler } from './scheduler.ts';

/** What may befall a read, a write, and the call of a provider, which is never repeated. */
const readFaults: readonly FaultKind[] = ['throttled', 'slow', 'crash-before'];
const writeFaults: readonly FaultKind[] = [
  'throttled',
  'answer-lost',
  'repeated',
  'crash-before',
  'crash-after',
  'slow',
];
const pushFaults: readonly FaultKind[] = ['throttled', 'answer-lost', 'crash-before', 'crash-after', 'slow'];

type Call = <Result>(point: string, effect: () => Result | Promise<Result>) => Promise<Result>;

export interface Calls {
  scheduler: Scheduler;
  state: CloudState;
  by: Running;
  read: Call;
  write: Call;
  once: Call;
  note(body: Body): void;
  /** A queue hands a message over by itself, so much later, or up to `withinMs` after that. */
  later(delaySeconds: number, withinMs: number, action: () => void): void;
}

export function callsOf(scheduler: Scheduler, state: CloudState, by: Running): Calls {
  return {
    scheduler,
    state,
    by,
    read: (point, effect) => scheduler.call(by, point, readFaults, effect),
    write: (point, effect) => scheduler.call(by, point, writeFaults, effect),
    once: (point, effect) => scheduler.call(by, point, pushFaults, effect),
    note: (body) => scheduler.note({ at: scheduler.now(), by, ...body } as Entry),
    later: (delaySeconds, withinMs, action) =>
      scheduler.at(
        scheduler.now() + Math.ceil(delaySeconds) * 1000 + Math.floor(scheduler.random() * withinMs),
        action,
      ),
  };
}
