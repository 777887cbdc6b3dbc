// The cloud of a schedule: what is stored, and who is called as a queue's messages come. Its ports (ports.ts) share the scheduler's faults.
import type { RavnEvent } from '../../events/ravn-event.ts';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryConsentLedger } from '../../shared/adapters/memory/consent-ledger.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import { memoryStats } from '../../shared/adapters/memory/stats.ts';
import { memoryTickCursor } from '../../shared/adapters/memory/tick-cursor.ts';
import { memoryTombstoneArchive, memoryTombstones } from '../../shared/adapters/memory/tombstones.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { Decision } from '../../shared/model/decision.ts';
import type { DeliveryEnd, DeliveryMessage } from '../../shared/model/delivery.ts';
import type { ErasureMessage } from '../../shared/model/erasure.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import type { Tally } from '../../shared/model/tally.ts';
import type { PushOutcome } from '../../shared/ports/push-provider.ts';
import type { WeatherAnswer } from '../../shared/ports/weather-provider.ts';
import { deepFreeze } from './deep-freeze.ts';
import { firstItems, type Items } from './device-table.ts';
import { firstAuthored, firstSnapshot } from './first-catalogue.ts';
import { createPersonalRows } from './personal-rows.ts';
import type { Protocol } from './protocol.ts';
import type { Scheduler } from './scheduler.ts';
import { customerIds, customerOf, minute, noon, versioned } from './town.ts';

/** What the provider does with a message, and what it tells. */
export interface Answer {
  accepted: boolean;
  outcome: PushOutcome;
}

/** A queue hands messages over by itself: these are called as their time comes. */
export interface Subscribers {
  deliver(message: DeliveryMessage): void;
  decide(message: FanOutMessage): void;
  askPlace(question: PlaceQuestion): void;
  finish(message: ErasureMessage): void;
  collect(events: RavnEvent[]): void;
  learn(message: OutcomeMessage): void;
  count(tallies: Tally[]): void;
  /** A push with this text has reached her. */
  read(customerId: string, text: string): void;
}

/** What stands outside, and answers as the schedule draws. */
export interface Outside {
  subscribers: Subscribers;
  answerOf(message: { collapseId: string }): Answer;
  forecastOf(place: [number, number]): WeatherAnswer;
}

export type CloudState = ReturnType<typeof createCloud>;

/** Everybody has consented to everything and has two devices; the first catalogue is out. */
export function createCloud(
  scheduler: Scheduler,
  outside: Outside,
  { dynamoDevices: devicesAt, countedDecisions }: Pick<Protocol, 'dynamoDevices' | 'countedDecisions'>,
) {
  const items: Items = new Map(firstItems);
  const state = {
    ...outside,
    devicesAt,
    countedDecisions,
    items,
    customers: new Map<string, Customer>(),
    decisions: new Map<string, Decision>(),
    ends: new Map<string, DeliveryEnd>(),
    gates: memoryOfferGates(),
    catalogue: { authored: firstAuthored, inForce: firstSnapshot },
    history: memoryAuthoredHistory(),
    ledger: memoryConsentLedger(),
    presence: memoryPresence(),
    rounds: memoryRounds(),
    context: memoryContext(),
    weather: memoryWeather(),
    cursor: memoryTickCursor(),
    stats: memoryStats(),
    /** Everything that names somebody, and who is closed. */
    rows: createPersonalRows(() => scheduler.now(), items),
    closed: new Set<string>(),
    tombstones: memoryTombstones(),
    archive: memoryTombstoneArchive(),
    redemptions: memoryRedemptions(),
    codes: 0,
    liveEvents: 0,
    /** Tallies that wait for their batch. */
    uncounted: [] as Tally[],
  };
  for (const id of customerIds) {
    state.customers.set(id, firstCustomers.get(id)!);
    for (const purpose of ['location', 'profiling', 'push']) state.rows.own('consent', id, `CONSENT#${purpose}`);
  }
  void state.context.observe('geofence/bakery/stock.latte', firstStock);
  for (const { id: offerId, version, endsAt, budgetUnits } of versioned)
    void state.gates.set({ offerId, version, live: true, endsAt, budgetUnits });
  return state;
}

const firstCustomers = new Map(customerIds.map((id) => [id, deepFreeze(customerOf(id))]));
const firstStock = { value: 2, observedAt: noon - 60 * minute, lifetimeSeconds: 86_400 };
