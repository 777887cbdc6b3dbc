// Ravn's ports as one invocation sees them, and what a warm instance keeps.
import { codeFrom } from '../../shared/model/redemption.ts';
import type { KnownRounds } from '../../shared/usecases/ask-place.ts';
import type { KnownContext } from '../../shared/usecases/known-context.ts';
import type { KnownWeather } from '../../shared/usecases/known-weather.ts';
import type { Worlds } from '../../shared/usecases/worlds.ts';
import type { CloudState } from './cloud.ts';
import { type Calls, callsOf } from './invocation.ts';
import { portsOfCustomers } from './ports-of-customers.ts';
import { plainSeal, portsOfErasure } from './ports-of-erasure.ts';
import { portsOfQueues } from './ports-of-queues.ts';
import { portsOfWorld } from './ports-of-world.ts';
import type { Running, Scheduler } from './scheduler.ts';

/** What an instance keeps while it is warm. */
export interface Kept {
  worlds: Worlds;
  knownContext: KnownContext;
  knownWeather: KnownWeather;
  knownRounds: KnownRounds;
}

/** Decisions are counted as they are recorded, as deployed. */
const decisions = (calls: Calls) => {
  const { state, scheduler, by } = calls;
  return state.countedDecisions({
    decisions: portsOfCustomers.decisions(calls),
    tallies: portsOfQueues.tallies(calls),
    clock: () => scheduler.now() + by.instance.skewMs,
    onFault: () => {},
  });
};

const makers = { ...portsOfCustomers, ...portsOfQueues, ...portsOfWorld, ...portsOfErasure, decisions };
type Made = { [Name in keyof typeof makers]: ReturnType<(typeof makers)[Name]> };

const made = Symbol('calls');
/** A port is made when it is asked for: an invocation uses few of them. */
const lazily: Made = Object.defineProperties(
  {},
  Object.fromEntries(
    Object.entries(makers).map(([name, make]) => [
      name,
      {
        get(this: { [made]: Calls }) {
          return make(this[made]);
        },
      },
    ]),
  ),
) as Made;

export type Ports = ReturnType<typeof portsFor>;

export function portsFor(scheduler: Scheduler, state: CloudState, by: Running, keeps: (calls: Calls) => Kept) {
  const calls = callsOf(scheduler, state, by);
  const own = {
    [made]: calls,
    ...keeps(calls),
    clock: () => scheduler.now() + by.instance.skewMs,
    onFault: () => {},
    onNews: () => {},
    random: () => scheduler.random(),
    newCode: () => codeFrom(Uint8Array.of(state.codes >> 5, state.codes++, 0, 0, 0, 0, 0, 0, 0)),
    seal: plainSeal,
    /** No model has been published. */
    model: { current: async () => undefined },
    note: calls.note,
  };
  return Object.assign(Object.create(lazily) as Made, own);
}

/** For a use case that hands its ports on by `...ports`, which leaves out what is made when asked for. */
export function allOf<Name extends keyof Made>(ports: Ports, ...names: Name[]): Ports & Pick<Made, Name> {
  return Object.assign(Object.create(null), ports, Object.fromEntries(names.map((name) => [name, ports[name]])));
}
