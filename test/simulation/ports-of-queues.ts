// What an invocation sees of the queues and the bus: what is sent comes by itself, later, and in any order.
import type { RavnEvent } from '../../events/ravn-event.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { ErasureMessage } from '../../shared/model/erasure.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import type { Tally } from '../../shared/model/tally.ts';
import type { Calls } from './invocation.ts';

function bus({ state, write, note, later }: Calls) {
  return {
    publish: (events: RavnEvent[]) =>
      write('bus.publish', () => {
        later(0, 3000, () => state.subscribers.collect(events));
        for (const event of events)
          if (event.type === 'DeliveryEnded')
            note({ kind: 'end-told', deliveryId: event.deliveryId, state: event.state });
      }),
  };
}

function liveFeed({ state, write }: Calls) {
  return {
    add: ({ event }: { event: RavnEvent }) =>
      write('liveFeed.add', () => state.rows.put('liveEvent', 'LIVE', String(state.liveEvents++), event.customerId)),
  };
}

const deliveryQueue = ({ state, write, later }: Calls) => ({
  send: (message: DeliveryMessage, delaySeconds: number) =>
    write('deliveryQueue.send', () => later(delaySeconds, 200, () => state.subscribers.deliver(message))),
});

const erasureQueue = ({ state, write, later }: Calls) => ({
  send: (message: ErasureMessage, delaySeconds: number) =>
    write('erasureQueue.send', () => later(delaySeconds, 200, () => state.subscribers.finish(message))),
});

const dwellQueue = ({ state, write, later, note }: Calls) => ({
  send: (message: FanOutMessage, delaySeconds: number) =>
    write('dwellQueue.send', () => {
      note({ kind: 'stay-asked', question: message });
      later(delaySeconds, 200, () => state.subscribers.decide(message));
    }),
});

const placeQueue = ({ state, write, later }: Calls) => ({
  send: (questions: PlaceQuestion[]) =>
    write('placeQueue.send', () => {
      for (const question of questions) later(0, 500, () => state.subscribers.askPlace(question));
    }),
});

const fanOutQueue = ({ state, write, later }: Calls) => ({
  send: (messages: FanOutMessage[], delaySeconds: number) =>
    write('fanOutQueue.send', () => {
      for (const message of messages) later(delaySeconds, 2000, () => state.subscribers.decide(message));
    }),
});

const outcomeQueue = ({ state, write, later }: Calls) => ({
  send: (message: OutcomeMessage, delaySeconds: number) =>
    write('outcomeQueue.send', () => later(delaySeconds, 2000, () => state.subscribers.learn(message))),
});

/** Why offers were not chosen is counted of one of them: of ten it were a fifth of all calls. */
const isWatched = ({ offerId, counts }: Tally) =>
  offerId === 'latte' || !Object.keys(counts).every((name) => name.startsWith('reason|'));

/** One batch holds all that came within its window (infra/stage.ts, `countAfterSeconds`). */
const tallies = ({ state, write, later, note }: Calls) => ({
  send: (messages: { tallies: Tally[] }[]) =>
    write('tallies.send', () => {
      const { uncounted, subscribers } = state;
      const watched = messages.flatMap((message) => message.tallies.filter(isWatched));
      if (watched.length > 0) note({ kind: 'tallied', tallies: watched });
      if (uncounted.length === 0 && watched.length > 0)
        later(60, 1000, () => {
          // Two batches at a time: they meet at the same counts.
          const half = Math.ceil(uncounted.length / 2);
          for (const batch of [uncounted.splice(0, half), uncounted.splice(0)])
            if (batch.length > 0) subscribers.count(batch);
        });
      uncounted.push(...watched);
    }),
});

/** The model that is learnt is no part of the town. */
const lessons = ({ write }: Calls) => ({ send: () => write('lessons.send', () => undefined) });

export const portsOfQueues = {
  bus,
  liveFeed,
  deliveryQueue,
  erasureQueue,
  dwellQueue,
  placeQueue,
  fanOutQueue,
  outcomeQueue,
  tallies,
  lessons,
};
