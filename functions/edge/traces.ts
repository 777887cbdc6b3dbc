// Traces: the steps of a report and of a delivery, by the ports they go through. Where no tracer is hung in (traced.ts), nothing of it is loaded and a port is the port itself.
import type { Customers } from '../../shared/ports/customers.ts';
import type { Decisions } from '../../shared/ports/decisions.ts';
import type { DeliveryQueue } from '../../shared/ports/delivery-queue.ts';
import type { DwellQueue } from '../../shared/ports/dwell-queue.ts';
import type { EventBus } from '../../shared/ports/event-bus.ts';
import type { OfferGates } from '../../shared/ports/offer-gates.ts';
import type { Presence } from '../../shared/ports/presence.ts';
import type { PushProvider } from '../../shared/ports/push-provider.ts';

/** What a trace may be searched by. Never a customer, a token, a coordinate, or the key of an item. */
export type Annotations = Partial<Record<'Reason' | 'Outcome', string>>;

export interface Step {
  name: string;
  /** What is done between the end of this step and the beginning of the next, where that is a step of its own without a port. */
  before?: string;
  annotations?: Annotations;
}

export interface Traces {
  /** A piece of work of its own: steps within it follow each other, whatever runs beside it. */
  scope<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  step<Result>(step: Step, work: () => Promise<Result>): Promise<Result>;
  annotate(annotations: Annotations): void;
  /** The client, with a subsegment for each of its calls. */
  client<Client>(client: Client): Client;
}

const place = Symbol.for('ravn.traces');

/** By the entry that a stage with traces starts, before it loads the function. */
export function hangIn(traces: Traces): void {
  Object.assign(globalThis, { [place]: traces });
}

/** The tracer, where there is one. */
export const traces = (): Traces | undefined => (globalThis as { [place]?: Traces })[place];

export const tracedClient = <Client>(client: Client): Client => traces()?.client(client) ?? client;

export const tracedMessage = <Result>(work: () => Promise<Result>): Promise<Result> =>
  traces()?.scope('message', work) ?? work();

type StepsOf<Port> = {
  [Method in keyof Port]?:
    | string
    | Step
    | (Port[Method] extends (...args: infer Args) => unknown ? (...args: Args) => Step : never);
};

/** The port, its named methods as steps. */
function inSteps<Port extends object>(port: Port, steps: StepsOf<Port>): Port {
  const tracer = traces();
  if (!tracer) return port;
  const methods = Object.entries(steps).map(([name, step]) => {
    const method = port[name as keyof Port] as (...args: unknown[]) => Promise<unknown>;
    const stepOf = (args: unknown[]): Step => {
      if (typeof step === 'function') return step(...args);
      return typeof step === 'string' ? { name: step } : (step as Step);
    };
    return [name, (...args: unknown[]) => tracer.step(stepOf(args), () => method(...args))];
  });
  return { ...port, ...Object.fromEntries(methods) };
}

/** Ports as steps. `decide` is `sense` and `choose`, or what the claim asks: pure, so there is no port to see it by. */
export const asSteps = {
  customers: (port: Customers) =>
    inSteps(port, {
      load: { name: 'load customer', before: 'decide' },
      save: ({ pending }) => ({ name: pending?.state === 'sending' ? 'claim' : 'save customer' }),
    }),
  presence: (port: Presence) => inSteps(port, { arrive: 'presence', leave: 'presence', page: 'presence' }),
  queue: <Port extends DeliveryQueue | DwellQueue>(port: Port) =>
    inSteps<Port>(port, { send: 'message' } as StepsOf<Port>),
  decisions: (port: Decisions) =>
    inSteps(port, {
      record: 'record',
      recordEnd: (_, { state }) => ({ name: 'end', annotations: { Outcome: state } }),
    }),
  bus: (port: EventBus) => inSteps(port, { publish: 'events' }),
  offerGates: (port: OfferGates) => inSteps(port, { take: 'unit', settle: 'end', giveBack: 'end' }),
  push: (port: PushProvider) => inSteps(port, { push: 'push' }),
};
