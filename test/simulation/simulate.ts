// One schedule: a seed decides who does what when, what fails, and in which order everything takes effect.
import type { RavnEvent } from '../../events/ravn-event.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { ErasureMessage } from '../../shared/model/erasure.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import type { Tally } from '../../shared/model/tally.ts';
import { seeded } from '../cli/seeded.ts';
import { type Answer, type CloudState, createCloud } from './cloud.ts';
import { answerOf, faultsOf, type Mix } from './faults.ts';
import type { Entry, QueueFault, Role } from './history.ts';
import { createInstances } from './instances.ts';
import { type Ports, portsFor } from './ports.ts';
import type { Protocol } from './protocol.ts';
import { createScheduler, type DrawFault, type Instance, type Scheduler } from './scheduler.ts';
import { forecastOf } from './sky.ts';
import { createStage, type Stage } from './stage.ts';
import { minute, noon, reportAt } from './town.ts';

export interface Schedule {
  history: Entry[];
  cloud: CloudState;
  /** Nothing was left to do. */
  drained: boolean;
  /** When faults stopped, and when all was quiet. */
  calmAt: number;
  quietAt: number;
  calls: number;
}

/** What a schedule is made of besides its seed. */
export interface Script {
  mix: Mix;
  drawFault?: DrawFault;
  answer?: () => Answer;
  actors(stage: Stage): void;
  /** When faults stop. */
  calmAt: number;
}

/** Work of one invocation. */
export type Work<Result = unknown> = (ports: Ports, now: number) => Promise<Result>;
export type Ended<Result = unknown> = (outcome: { answer: Result } | { failure: unknown }) => void;

/** The functions' own time-outs and the queues' visibility, as deployed: milliseconds. */
const httpTimeoutMs = 10_000;
const queueTimeoutMs = 30_000;
const visibilityMs = 6 * queueTimeoutMs;
/** A schedule that takes more steps than this runs for ever. */
const mostSteps = 30_000;
/** So many faults of the queues a schedule has at most. */
const mostQueueFaults = 8;

/** Begins the schedule of a seed; `step` until it says false. */
export function begin(protocol: Protocol, seed: number, script: (random: () => number) => Script) {
  const random = seeded(seed);
  const { mix, drawFault, answer, actors, calmAt } = script(random);
  const over = () => scheduler.now() >= calmAt;
  const scheduler: Scheduler = createScheduler(random, noon, (point, kinds) =>
    over() ? undefined : (drawFault ?? drawRandomly)(point, kinds),
  );
  const drawRandomly = faultsOf(mix, random, over);
  const cloud = createCloud(
    scheduler,
    {
      subscribers: { deliver, decide, askPlace, finish, collect, learn, count, read },
      answerOf: answer ?? answerOf(mix, random, over),
      forecastOf: (place) => forecastOf(place, scheduler.now(), random, over()),
    },
    protocol,
  );
  const instances = createInstances(protocol, scheduler, cloud, () => (over() ? 0 : mix.skewMs));

  function run<Result>(
    role: Role,
    about: string,
    timeoutMs: number,
    work: Work<Result>,
    ended?: Ended<Result>,
  ): Instance {
    const instance = instances.warm(role);
    scheduler.invoke(
      role,
      about,
      instance,
      timeoutMs,
      (by) => {
        const ports = portsFor(scheduler, cloud, by, ({ note }) => instances.keptBy(instance, note));
        return work(ports, ports.clock());
      },
      ended,
    );
    return instance;
  }

  let queueFaults = 0;
  // Each copy of a message that is put off lives on by itself: without a bound they would double with every round.
  const befalls = (fault: QueueFault): boolean => {
    if (over() || queueFaults >= mostQueueFaults || random() >= mix[fault]) return false;
    queueFaults++;
    scheduler.note({
      at: scheduler.now(),
      by: { id: 0, role: 'deliver', about: 'queue' },
      kind: 'fault',
      fault,
      point: 'queue',
    });
    return true;
  };

  /** A message is worked on, and comes again until it has been deleted: at least once, maybe more. */
  function receive(role: Role, about: string, work: Work, again = false) {
    const anew = () => receive(role, about, work, true);
    if (!again && befalls('delayed')) return scheduler.at(scheduler.now() + Math.floor(random() * 5 * minute), anew);
    let deleted = false;
    const twice = !again && befalls('duplicated');
    run(role, about, queueTimeoutMs, work, (outcome) => {
      deleted = 'answer' in outcome && !befalls('redelivered');
    });
    if (twice) scheduler.at(scheduler.now() + Math.floor(random() * random() * 30_000), anew);
    scheduler.at(scheduler.now() + visibilityMs, () => {
      if (!deleted) anew();
    });
  }

  function deliver(message: DeliveryMessage) {
    receive('deliver', message.customerId, (ports) => protocol.deliverOffer(ports, message));
  }

  function decide(message: FanOutMessage) {
    receive('decide', message.customerId, async (ports, now) => {
      await protocol.decidePresent(ports, message, now);
      ports.note({ kind: 'question-done', question: message, now });
    });
  }

  function askPlace(question: PlaceQuestion) {
    receive('place', question.geofenceId, async (ports, now) => {
      await protocol.askPlace(ports, question, now);
    });
  }

  function finish(message: ErasureMessage) {
    receive('finish', message.customerId, (ports, now) => protocol.finishErasure(ports, message, now));
  }

  function collect(events: RavnEvent[]) {
    run('collect', events[0]!.customerId, queueTimeoutMs, (ports) =>
      Promise.all(events.map((event) => ports.liveFeed.add({ event }))),
    );
  }

  function learn(message: OutcomeMessage) {
    receive('learn', message.customerId, async (ports, now) => {
      await protocol.recordOutcome(ports, message, now);
    });
  }

  function count(tallies: Tally[]) {
    receive('count', `${tallies.length} tallies`, ({ stats }) => protocol.countAll({ stats }, tallies));
  }

  /** Who has read a code goes to a till with it, or to two, at once or when it is long over; some come by again afterwards. */
  function read(customerId: string, text: string) {
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(text)?.[0];
    if (code === undefined || random() < 0.3) return;
    const at = scheduler.now() + Math.floor(random() * random() * 8 * minute);
    scheduler.at(at, () => stage.redeem(code, 'till-1'));
    if (random() < 0.5) scheduler.at(at + Math.floor(random() * 300), () => stage.redeem(code, 'till-2'));
    if (random() < 0.3) scheduler.at(at + Math.floor(random() * 20 * minute), () => stage.redeem(code, 'till-3'));
    if (random() < 0.5)
      for (const [after, place] of [
        [5000, 'street'],
        [12_000, 'both'],
      ] as const)
        scheduler.at(at + after, () =>
          stage.report(customerId, 'phone', [reportAt(`${code}${place}`, place, scheduler.now())]),
        );
  }

  /** A client that hears nothing asks again, three times in all. */
  function request(role: Role, about: string, work: Work, tries = 3) {
    let answered = false;
    run(role, about, httpTimeoutMs, work, (outcome) => {
      answered = 'answer' in outcome;
    });
    if (tries > 1) {
      const patience = random() < 0.5 ? httpTimeoutMs + 1000 : 500 + Math.floor(random() * 3000);
      scheduler.at(scheduler.now() + patience, () => {
        if (!answered) request(role, about, work, tries - 1);
      });
    }
  }

  const stage = createStage(protocol, scheduler, random, request, (role, work) => {
    run(role, '', queueTimeoutMs, work);
  });
  actors(stage);

  let steps = 0;
  return {
    /** False where the schedule is over. */
    step: () => ++steps <= mostSteps && scheduler.step(),
    end: (): Schedule => ({
      history: scheduler.history,
      cloud,
      drained: steps <= mostSteps,
      calmAt,
      quietAt: scheduler.now(),
      calls: scheduler.calls(),
    }),
  };
}
