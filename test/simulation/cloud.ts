// The cloud of a schedule: table, queues, bus and provider behind Ravn's ports, sharing the scheduler's faults.
// What is stored is frozen instead of copied: whoever changed a stored thing in place would fail at once.

import type { RavnEvent } from '../../events/ravn-event.ts';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryConsentLedger } from '../../shared/adapters/memory/consent-ledger.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import { memoryTickCursor } from '../../shared/adapters/memory/tick-cursor.ts';
import { memoryTombstoneArchive, memoryTombstones } from '../../shared/adapters/memory/tombstones.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { type Authored, type AuthoredLine, nothingAuthored } from '../../shared/model/authored.ts';
import type { CatalogueSnapshot } from '../../shared/model/catalogue.ts';
import type { ConsentLine } from '../../shared/model/consent.ts';
import type { KnownContext } from '../../shared/model/context.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { Decision } from '../../shared/model/decision.ts';
import type { DeliveryEnd, DeliveryMessage } from '../../shared/model/delivery.ts';
import type { ErasedCounts, ErasureMessage, Receipt } from '../../shared/model/erasure.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import { codeFrom, type IssuedCode } from '../../shared/model/redemption.ts';
import type { CellWeather, ProviderHealth } from '../../shared/model/weather.ts';
import type { AuthoredRevision } from '../../shared/ports/catalogue.ts';
import type { PushTarget } from '../../shared/ports/devices.ts';
import type { OfferGate } from '../../shared/ports/offer-gates.ts';
import type { RecordKey } from '../../shared/ports/personal-records.ts';
import type { Stay } from '../../shared/ports/presence.ts';
import type { PushMessage, PushOutcome } from '../../shared/ports/push-provider.ts';
import type { Round } from '../../shared/ports/rounds.ts';
import type { WeatherAnswer } from '../../shared/ports/weather-provider.ts';
import type { KnownRounds } from '../../shared/usecases/ask-place.ts';
import type { KnownContext as ContextKept } from '../../shared/usecases/known-context.ts';
import type { KnownWeather } from '../../shared/usecases/known-weather.ts';
import type { Worlds } from '../../shared/usecases/worlds.ts';
import { type DevicesAt, firstItems, type Items, tableOf } from './device-table.ts';
import type { Body, Entry, FaultKind } from './history.ts';
import { createPersonalRows, type PersonalRows } from './personal-rows.ts';
import type { Running, Scheduler } from './scheduler.ts';
import { geofences, versioned } from './town.ts';

/** What may befall a read, a write, and the call of the provider, which is never repeated. */
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

/** What the provider does with a message, and what it tells. */
export interface Answer {
  accepted: boolean;
  outcome: PushOutcome;
}

export const firstSnapshot = deepFreezeAll(compileCatalogue({ geofences, offers: versioned }, 1));

const since = { version: 1, changedAt: 0, changedBy: 'mette' };
const firstCatalogue = (): { authored: AuthoredRevision; inForce: CatalogueSnapshot } => ({
  authored: {
    revision: 1,
    version: 1,
    authored: deepFreeze({
      ...nothingAuthored,
      geofences: geofences.map((geofence) => ({ ...geofence, ...since })),
      offers: versioned.map(({ version, ...offer }) => ({
        ...since,
        id: offer.id,
        state: offer.state,
        version,
        liveVersion: version,
        what: 'launched' as const,
        offer,
      })),
    }),
  },
  inForce: firstSnapshot,
});

export interface Cloud {
  customers: Map<string, Customer>;
  ends: Map<string, DeliveryEnd>;
  /** Every end that went to be counted, in that order: before it is recorded, and not once it is (shared/usecases/counted-decisions.ts). */
  countedEnds: DeliveryEnd[];
  gates: ReturnType<typeof memoryOfferGates>;
  context: ReturnType<typeof memoryContext>;
  catalogue: ReturnType<typeof firstCatalogue>;
  /** Everything that names somebody, and who is closed. */
  rows: PersonalRows;
  closed: Set<string>;
  /** The ports as one invocation sees them. */
  portsFor(by: Running, worldsFor: WorldsFor): Ports;
}

/** The worlds an invocation reads are those of its instance; what it is handed is noted. */
export type WorldsFor = (note: (body: Body) => void) => Kept;

/** What an instance keeps while it is warm. */
export interface Kept {
  worlds: Worlds;
  knownContext: ContextKept;
  knownWeather: KnownWeather;
  knownRounds: KnownRounds;
}

export type Ports = ReturnType<typeof portsOf>;

/** A queue hands messages over by itself: `deliver` and `decide` are called as their time comes. */
export interface Subscribers {
  deliver(message: DeliveryMessage): void;
  decide(message: FanOutMessage): void;
  askPlace(question: PlaceQuestion): void;
  finish(message: ErasureMessage): void;
  collect(event: RavnEvent): void;
  /** A push with this text has reached her. */
  read(text: string): void;
}

export function createCloud(
  scheduler: Scheduler,
  subscribers: Subscribers,
  answerOf: (message: { collapseId: string }) => Answer,
  forecastOf: (place: [number, number]) => WeatherAnswer,
  devicesAt: DevicesAt,
): Cloud {
  const items: Items = new Map(firstItems);
  const state = {
    customers: new Map<string, Customer>(),
    ends: new Map<string, DeliveryEnd>(),
    countedEnds: [] as DeliveryEnd[],
    decisions: new Set<string>(),
    gates: memoryOfferGates(),
    catalogue: firstCatalogue(),
    history: memoryAuthoredHistory(),
    ledger: memoryConsentLedger(),
    presence: memoryPresence(),
    rounds: memoryRounds(),
    context: memoryContext(),
    weather: memoryWeather(),
    cursor: memoryTickCursor(),
    items,
    devicesAt,
    rows: createPersonalRows(() => scheduler.now(), items),
    closed: new Set<string>(),
    tombstones: memoryTombstones(),
    archive: memoryTombstoneArchive(),
    redemptions: memoryRedemptions(),
    codes: 0,
    liveEvents: 0,
    subscribers,
    answerOf,
    forecastOf,
  };
  return { ...state, portsFor: (by, worldsFor) => portsOf(scheduler, state, by, worldsFor) };
}

type State = Pick<Cloud, 'customers' | 'ends' | 'countedEnds' | 'gates' | 'catalogue' | 'rows' | 'closed'> & {
  history: ReturnType<typeof memoryAuthoredHistory>;
  tombstones: ReturnType<typeof memoryTombstones>;
  archive: ReturnType<typeof memoryTombstoneArchive>;
  redemptions: ReturnType<typeof memoryRedemptions>;
  codes: number;
  liveEvents: number;
  items: Items;
  devicesAt: DevicesAt;
  decisions: Set<string>;
  ledger: ReturnType<typeof memoryConsentLedger>;
  presence: ReturnType<typeof memoryPresence>;
  rounds: ReturnType<typeof memoryRounds>;
  context: ReturnType<typeof memoryContext>;
  weather: ReturnType<typeof memoryWeather>;
  forecastOf: (place: [number, number]) => WeatherAnswer;
  cursor: ReturnType<typeof memoryTickCursor>;
  subscribers: Subscribers;
  answerOf: (message: { collapseId: string }) => Answer;
};

function portsOf(scheduler: Scheduler, state: State, by: Running, worldsFor: WorldsFor) {
  const note = (body: Body) => scheduler.note({ at: scheduler.now(), by, ...body } as Entry);
  const read = <Result>(point: string, effect: () => Result | Promise<Result>) =>
    scheduler.call(by, point, readFaults, effect);
  const write = <Result>(point: string, effect: () => Result | Promise<Result>) =>
    scheduler.call(by, point, writeFaults, effect);
  const { customers, gates, ends, catalogue, rows, closed } = state;

  const put = (after: Customer) => {
    const before = customers.get(after.customerId);
    customers.set(after.customerId, deepFreeze(after));
    note({ kind: 'wrote', before, after });
  };

  // Getters, because an invocation uses few of them.
  return {
    ...worldsFor(note),
    clock: () => scheduler.now() + by.instance.skewMs,
    onFault: () => {},
    onNews: () => {},
    random: () => scheduler.random(),
    newCode: () => codeFrom(Uint8Array.of(state.codes >> 5, state.codes++, 0, 0, 0, 0, 0, 0, 0)),
    seal: plainSeal,

    get customers() {
      return {
        load: (customerId: string) =>
          read('customers.load', () => {
            const customer = customers.get(customerId);
            note({ kind: 'loaded', customer });
            return customer;
          }),
        create: (created: Customer) =>
          write('customers.create', () => {
            if (customers.has(created.customerId) || closed.has(created.customerId)) return false;
            put(created);
            return true;
          }),
        save: (changed: Customer) =>
          write('customers.save', () => {
            if (customers.get(changed.customerId)?.version !== changed.version) return false;
            put({ ...changed, version: changed.version + 1 });
            return true;
          }),
      };
    },

    get redemptions() {
      return {
        issue: (issued: IssuedCode) =>
          write('redemptions.issue', async () => {
            const isNew = await state.redemptions.issue(issued);
            if (isNew) rows.put('code', `CODE#${issued.code}`, 'REDEMPTION', issued.customerId);
            return isNew;
          }),
        redeem: (code: string, redemptionId: string, now: number) =>
          write('redemptions.redeem', () => state.redemptions.redeem(code, redemptionId, now)),
      };
    },
    get decisions() {
      return {
        record: (customerId: string, decision: Decision) =>
          write('decisions.record', () => {
            if (state.decisions.has(decision.id)) return false;
            state.decisions.add(decision.id);
            rows.own('decision', customerId, `DECISION#${decision.id}`);
            note({ kind: 'recorded', customerId, decision: deepFreeze(decision) });
            return true;
          }),
        recordEnd: (customerId: string, end: DeliveryEnd) => {
          if (!ends.has(end.decisionId)) state.countedEnds.push(end);
          return write('decisions.recordEnd', () => {
            const first = !ends.has(end.decisionId);
            if (first) ends.set(end.decisionId, deepFreeze(end));
            rows.own('decision', customerId, `DECISION#${end.decisionId}`);
            note({ kind: 'end-recorded', customerId, end, first });
          });
        },
        find: async () => undefined,
        latest: async () => [],
      };
    },

    get offerGates() {
      return {
        set: (gate: OfferGate) =>
          write('offerGates.set', () => {
            note({ kind: 'gate-set', gate });
            return gates.set(gate);
          }),
        take: (claim: { offerId: string; version: number; deliveryId: string; now: number }) =>
          write('offerGates.take', async () => {
            const taken = await gates.take(claim);
            if (taken === 'taken') note({ kind: 'took', ...claim });
            return taken;
          }),
        giveBack: (offerId: string, deliveryId: string) =>
          write('offerGates.giveBack', () => {
            note({ kind: 'gave-back', offerId, deliveryId });
            return gates.giveBack(offerId, deliveryId);
          }),
        settle: (offerId: string, deliveryId: string) =>
          write('offerGates.settle', () => {
            note({ kind: 'settled', offerId, deliveryId });
            return gates.settle(offerId, deliveryId);
          }),
        balance: (offerId: string) => gates.balance(offerId),
      };
    },

    get lessons() {
      return { send: () => write('lessons.send', () => undefined) };
    },

    get dueWindows() {
      return {
        note: (customerId: string, dueAt: number) =>
          write('dueWindows.note', () =>
            rows.put('dueWindow', `WINDOW#${Math.floor(dueAt / 3_600_000)}`, `CUSTOMER#${customerId}`, customerId),
          ),
      };
    },

    get outcomeQueue() {
      return { send: () => write('outcomeQueue.send', () => undefined) };
    },

    get presence() {
      return {
        arrive: (stay: Stay, leaseUntil: number) =>
          write('presence.arrive', () => {
            rows.put('presence', `PRESENT#${stay.geofenceId}`, `CUSTOMER#${stay.customerId}`, stay.customerId);
            return state.presence.arrive(stay, leaseUntil);
          }),
        leave: (stay: Stay) =>
          write('presence.leave', async () => {
            await state.presence.leave(stay);
            const { customerIds } = await state.presence.page({ ...stay, shard: 0 }, Number.POSITIVE_INFINITY, 0);
            // who has come again since is still there
            if (!customerIds.includes(stay.customerId))
              rows.delete(`PRESENT#${stay.geofenceId}`, `CUSTOMER#${stay.customerId}`);
          }),
        page: (at: { geofenceId: string; shard: number; after?: string }, limit: number, now: number) =>
          read('presence.page', () => state.presence.page(at, limit, now)),
      };
    },

    get rounds() {
      const { rounds } = state;
      return {
        latest: (geofenceId: string) => read('rounds.latest', () => rounds.latest(geofenceId)),
        begin: (round: Round, instead: string | undefined) => write('rounds.begin', () => rounds.begin(round, instead)),
        prolong: (geofenceId: string, signalId: string, until: number) =>
          write('rounds.prolong', () => rounds.prolong(geofenceId, signalId, until)),
      };
    },

    get context() {
      return {
        observe: (key: string, observation: KnownContext) =>
          write('context.observe', async () => {
            const stored = await state.context.observe(key, observation);
            note({ kind: 'context-stored', key, current: stored.current });
            return stored;
          }),
        load: (key: string) => read('context.load', () => state.context.load(key)),
      };
    },

    get weather() {
      const { weather } = state;
      return {
        load: (cell: string) => read('weather.load', () => weather.load(cell)),
        save: (changed: CellWeather) =>
          write('weather.save', async () => {
            const saved = await weather.save(changed);
            if (saved) note({ kind: 'weather-stored', weather: changed });
            return saved;
          }),
        loadHealth: () => read('weather.loadHealth', () => weather.loadHealth()),
        saveHealth: (health: ProviderHealth) => write('weather.saveHealth', () => weather.saveHealth(health)),
      };
    },

    get provider() {
      return {
        name: 'the sky',
        forecast: (place: [number, number]) =>
          scheduler.call(by, 'provider.forecast', pushFaults, () => state.forecastOf(place)),
      };
    },

    // The adapter as deployed, on a table that is simulated.
    get devices() {
      return state.devicesAt(tableOf(state.items, read, write, note));
    },

    get push() {
      return {
        push: (target: PushTarget, message: PushMessage) => {
          let told: PushOutcome | undefined;
          const pushing = scheduler.call(by, 'push', pushFaults, () => {
            const { accepted, outcome } = state.answerOf(message);
            told = outcome;
            note({ kind: 'pushed', customerId: by.about, token: target.token, message, accepted, told: outcome.kind });
            if (accepted) subscribersOf(state).read(message.body);
            return outcome;
          });
          return pushing.catch((cause) => {
            // Whatever came of it, the caller learns nothing.
            if (told) note({ kind: 'fault', fault: 'answer-lost', point: 'push' });
            throw cause;
          });
        },
      };
    },

    get bus() {
      return {
        publish: (events: RavnEvent[]) =>
          write('bus.publish', () => {
            for (const event of events) {
              scheduler.at(scheduler.now() + Math.floor(scheduler.random() * 3000), () =>
                subscribersOf(state).collect(event),
              );
              if (event.type === 'DeliveryEnded') {
                note({ kind: 'end-told', deliveryId: event.deliveryId, state: event.state });
              }
            }
          }),
      };
    },

    get deliveryQueue() {
      return {
        send: (message: DeliveryMessage, delaySeconds: number) =>
          write('deliveryQueue.send', () => {
            const dueAt = scheduler.now() + Math.ceil(delaySeconds) * 1000 + Math.floor(scheduler.random() * 200);
            scheduler.at(dueAt, () => state.subscribers.deliver(message));
          }),
      };
    },
    get liveFeed() {
      return {
        add: ({ event }: { event: RavnEvent }) =>
          write('liveFeed.add', () => rows.put('liveEvent', 'LIVE', String(state.liveEvents++), event.customerId)),
      };
    },
    get erasureQueue() {
      return {
        send: (message: ErasureMessage, delaySeconds: number) =>
          write('erasureQueue.send', () => {
            const dueAt = scheduler.now() + Math.ceil(delaySeconds) * 1000 + Math.floor(scheduler.random() * 200);
            scheduler.at(dueAt, () => subscribersOf(state).finish(message));
          }),
      };
    },
    get tombstones() {
      const { tombstones } = state;
      return {
        read: (subject: string) => read('tombstones.read', () => tombstones.read(subject)),
        put: (subject: string, erasedAt: number) => write('tombstones.put', () => tombstones.put(subject, erasedAt)),
        note: (subject: string, erasedAt: number, noted: { counts: ErasedCounts } | { closedAt: number }) =>
          write('tombstones.note', () => tombstones.note(subject, erasedAt, noted)),
        settle: (subject: string, erasedAt: number, at: number) =>
          write('tombstones.settle', () => {
            note({ kind: 'erasure-settled', subject });
            return tombstones.settle(subject, erasedAt, at);
          }),
      };
    },
    get archive() {
      return {
        keep: (subject: string, erasedAt: number) => write('archive.keep', () => state.archive.keep(subject, erasedAt)),
        all: () => state.archive.all(),
      };
    },
    get records() {
      const keyOf = ({ kind, pk, sk }: RecordKey) => ({ kind, pk, sk });
      const isOwn = ({ pk }: RecordKey) => pk.startsWith('CUSTOMER#');
      const removeAll = (keys: RecordKey[]) =>
        write('records.remove', async () => {
          for (const { kind, pk, sk } of keys) {
            rows.delete(pk, sk);
            const [name, id] = [pk.split('#')[1]!, sk.split('#')[1]!];
            if (kind === 'presence')
              await state.presence.leave({ geofenceId: name, customerId: id, enteredAt: Number.POSITIVE_INFINITY });
            if (kind === 'code') state.redemptions.delete(name);
            if (kind === 'decision') {
              state.decisions.delete(id);
              ends.delete(id);
            }
          }
        });
      return {
        page: (customerId: string) =>
          read('records.page', () => ({
            records: rows
              .of(customerId)
              .filter(isOwn)
              .map((row) => ({ ...keyOf(row), kind: 'other' as const, body: { ...row } })),
          })),
        elsewhere: (customerId: string) =>
          read('records.elsewhere', () =>
            rows
              .of(customerId)
              .filter((row) => !isOwn(row))
              .map((row) => ({ ...keyOf(row), kind: 'other' as const, body: { ...row } })),
          ),
        keysOf: (customerId: string) => read('records.keysOf', () => rows.of(customerId).map(keyOf)),
        // Several batches, of which each may be the last before a crash.
        async remove(keys: RecordKey[]) {
          const half = Math.ceil(keys.length / 2);
          await removeAll(keys.slice(0, half));
          await removeAll(keys.slice(half));
        },
        close: (customerId: string) =>
          write('records.close', () => {
            const former = customers.get(customerId);
            note({ kind: 'closed', customerId, former });
            customers.delete(customerId);
            closed.add(customerId);
            return former;
          }),
        discard: (customerId: string) =>
          write('records.discard', () => {
            closed.delete(customerId);
          }),
        async *everybody(): AsyncGenerator<string> {},
      };
    },
    get dwellQueue() {
      return {
        send: (message: FanOutMessage, delaySeconds: number) =>
          write('dwellQueue.send', () => {
            note({ kind: 'stay-asked', question: message });
            const dueAt = scheduler.now() + Math.ceil(delaySeconds) * 1000 + Math.floor(scheduler.random() * 200);
            scheduler.at(dueAt, () => subscribersOf(state).decide(message));
          }),
      };
    },
    get placeQueue() {
      return {
        send: (questions: PlaceQuestion[]) =>
          write('placeQueue.send', () => {
            for (const question of questions) {
              scheduler.at(scheduler.now() + Math.floor(scheduler.random() * 500), () =>
                subscribersOf(state).askPlace(question),
              );
            }
          }),
      };
    },
    get fanOutQueue() {
      return {
        send: (messages: FanOutMessage[], delaySeconds: number) =>
          write('fanOutQueue.send', () => {
            for (const message of messages) {
              scheduler.at(scheduler.now() + delaySeconds * 1000 + Math.floor(scheduler.random() * 2000), () =>
                subscribersOf(state).decide(message),
              );
            }
          }),
      };
    },

    get snapshots() {
      return {
        currentVersion: () => read('snapshots.currentVersion', () => catalogue.inForce.version),
        current: () => read('snapshots.current', () => catalogue.inForce),
      };
    },
    get authored() {
      return {
        read: () => read('authored.read', () => catalogue.authored),
        replace: (base: AuthoredRevision, next: { authored: Authored; snapshot?: CatalogueSnapshot }) =>
          write('authored.replace', () => {
            if (catalogue.authored.revision !== base.revision) return false;
            const { version } = next.snapshot ?? catalogue.inForce;
            catalogue.authored = { revision: base.revision + 1, version, authored: deepFreeze(next.authored) };
            if (next.snapshot) {
              catalogue.inForce = next.snapshot;
              note({ kind: 'published', snapshot: next.snapshot });
            }
            return true;
          }),
        // a day is not over here
        removeFormer: async () => {},
      };
    },
    get history() {
      return {
        keep: (lines: AuthoredLine[]) => write('history.keep', () => state.history.keep(lines)),
        latest: (noun: AuthoredLine['noun'], id: string, limit: number) =>
          read('history.latest', () => state.history.latest(noun, id, limit)),
      };
    },
    get ledger() {
      return {
        append: (line: ConsentLine) =>
          write('ledger.append', () => {
            note({ kind: 'said', line });
            rows.own('consent', line.customerId, `CONSENT#${line.id}`);
            return state.ledger.append(line);
          }),
      };
    },
    get cursor() {
      return {
        read: () => read('cursor.read', () => state.cursor.read()),
        move: (from: number | undefined, to: number) => write('cursor.move', () => state.cursor.move(from, to)),
      };
    },
    note,
  };
}

/** No secret, and nothing that takes time: signing and hashing are tested where they are done. */
export const plainSeal = {
  subjectsOf: (customerId: string): [string] => [`hash-of-${customerId}`],
  recognises: () => true,
  sign: async (receipt: Receipt) => JSON.stringify(receipt),
  publicKeyOf: async () => ({}),
};

const subscribersOf = (state: State) => state.subscribers;

/** A snapshot, but for its bytes, which cannot be frozen. */
function deepFreezeAll(snapshot: CatalogueSnapshot): CatalogueSnapshot {
  deepFreeze(snapshot.geofences);
  deepFreeze(snapshot.offers);
  return snapshot;
}

/** Freezes whatever of it is not frozen yet. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
