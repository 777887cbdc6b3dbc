// Years of a city in virtual time: customers come and go, offers too, the use cases do the work, and once a week somebody weighs what is kept.
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryConsentLedger } from '../../shared/adapters/memory/consent-ledger.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryTickCursor } from '../../shared/adapters/memory/tick-cursor.ts';
import { memoryTombstones } from '../../shared/adapters/memory/tombstones.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import { codeFrom } from '../../shared/model/redemption.ts';
import type { Tally } from '../../shared/model/tally.ts';
import { closeDueWindows } from '../../shared/usecases/close-windows.ts';
import { countAll } from '../../shared/usecases/count-tallies.ts';
import { countedDecisions } from '../../shared/usecases/counted-decisions.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { keepModel } from '../../shared/usecases/kept-model.ts';
import { learnLessons } from '../../shared/usecases/learn-lessons.ts';
import { updateConsents } from '../../shared/usecases/manage-consents.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { recordOutcome } from '../../shared/usecases/record-outcome.ts';
import { registerDevice } from '../../shared/usecases/register-device.ts';
import { recordPurchase, reportOutcomes } from '../../shared/usecases/report-outcomes.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { seeded } from '../silence/random.ts';
import { aTown } from '../silence/town.ts';
import { categories, dayMs, offersOfWeek, shifted, visitingDays } from './people.ts';
import { type Kind, soakTable } from './table.ts';

/** What is kept on the last evening of a week. */
export interface Weighed {
  /** Since the beginning. */
  day: number;
  reports: number;
  pushes: number;
  /** Bytes as DynamoDB counts them. */
  largestCustomer: number;
  meanCustomer: number;
  held: Record<Kind, { items: number; bytes: number }>;
  heapBytes: number;
}

const startsAt = Date.UTC(2026, 0, 5);
const hourMs = 3_600_000;
/** In the evening, while people are about. */
const weighedAtHour = 16;

export interface Life {
  customers: number;
  days: number;
  heapBytes: () => number;
  /** So many are walked; each customer walks them in an order of her own. */
  differentDays?: number;
}

/**
 * Lives so many days, and tells at the end of each week, and of the last day, what is kept. `heapBytes` is asked then.
 * @returns the customers as they are in the end.
 */
export async function liveInCity(
  { customers, days, heapBytes, differentDays = 30 }: Life,
  tell: (weighed: Weighed) => void,
): Promise<Customer[]> {
  const random = seeded(7);
  const town = aTown(1);
  const walked = visitingDays(town, differentDays);
  const ids = Array.from({ length: customers }, (_, n) => `customer-${String(n).padStart(4, '0')}`);
  let now = startsAt;
  let pushes = 0;
  let reports = 0;
  let later: { at: number; act(): Promise<unknown> }[] = [];

  const table = soakTable();
  const snapshots = memorySnapshots();
  const models = memoryModels();
  const learning = memoryLessonQueue();
  const outcomes = memoryQueue<OutcomeMessage>(() => now);
  const deliveries = memoryQueue<DeliveryMessage>(() => now);
  let tallies: Tally[] = [];
  const onFault = (doing: string, cause: unknown) => {
    throw new Error(doing, { cause });
  };
  const known = { of: async () => undefined };
  const nothing = { load: async () => undefined };
  const model = keepModel(models);
  const tallyQueue = {
    send: async (messages: { tallies: Tally[] }[]) => void tallies.push(...messages.flatMap((one) => one.tallies)),
  };
  const ports = {
    customers: table.customers,
    devices: memoryDevices(),
    ledger: memoryConsentLedger(),
    tombstones: memoryTombstones(),
    seal: { subjectsOf: (customerId: string): [string] => [customerId] },
    offerGates: memoryOfferGates(),
    history: memoryAuthoredHistory(),
    authored: snapshots,
    presence: table.presence,
    dueWindows: table.dueWindows,
    redemptions: table.redemptions,
    decisions: countedDecisions({ decisions: table.decisions, tallies: tallyQueue, clock: () => now, onFault }),
    stats: table.stats,
    tallies: tallyQueue,
    lessons: learning,
    models,
    model,
    worlds: keepWorld(snapshots, model),
    deliveryQueue: deliveries,
    outcomeQueue: outcomes,
    cursor: memoryTickCursor(),
    closings: {
      send: async (messages: OutcomeMessage[]) => {
        for (const message of messages) await outcomes.send(message, 0);
      },
    },
    dwellQueue: { send: async () => {} },
    bus: { publish: async () => {} },
    knownWeather: known,
    knownContext: known,
    weather: nothing,
    context: nothing,
    push: {
      push: async () => {
        pushes++;
        return { kind: 'accepted' as const };
      },
    },
    newCode: () => codeFrom(Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))),
    clock: () => now,
    onFault,
  };

  /** What she does with what she was sent: some open it, some of these use it, and some days somebody buys. */
  function reactTo({ customerId, deliveryId }: DeliveryMessage): void {
    const did = (kind: 'opened' | 'redeemed', afterMs: number) => {
      const at = now + afterMs;
      const report = { id: `${kind}-${deliveryId}`, kind, at, deliveryId };
      later.push({ at, act: () => reportOutcomes(ports, customerId, [report], at) });
    };
    if (random() < 0.4) did('opened', 60_000);
    if (random() < 0.1) did('redeemed', 20 * 60_000);
  }

  async function workOff(): Promise<void> {
    while ((deliveries.nextDueAt() ?? Number.POSITIVE_INFINITY) <= now) {
      for (const message of deliveries.receive()) {
        const before = pushes;
        await deliverOffer(ports, message);
        if (pushes > before) reactTo(message);
      }
    }
    for (const message of outcomes.receive()) await recordOutcome(ports, message, now);
  }

  async function liveHour(events: { at: number; act(): Promise<unknown> }[]): Promise<void> {
    for (const { at, act } of events) {
      now = at;
      await act();
      await workOff();
    }
  }

  async function tickHour(): Promise<void> {
    await closeDueWindows(ports, now);
    await workOff();
    await learnLessons(ports, learning.take(), now);
    await countAll(ports, tallies);
    tallies = [];
  }

  function weigh(day: number): Weighed {
    const sizes = table.customerBytes();
    const meanCustomer = sizes.reduce((sum, bytes) => sum + bytes, 0) / sizes.length;
    const held = table.held();
    return { day, reports, pushes, largestCustomer: Math.max(...sizes), meanCustomer, held, heapBytes: heapBytes() };
  }

  const geofenceIds = town.geofences.filter(({ kind }) => kind !== 'exclusion').map(({ id }) => id);
  const publish = (week: number) =>
    replaceCatalogue(
      ports,
      { geofences: town.geofences, offers: offersOfWeek(week, geofenceIds, startsAt) },
      now,
      'marketer',
    );
  await publish(0);
  const device = { platform: 'android' as const, locale: 'da', timeZone: 'Europe/Copenhagen' };
  for (const id of ids) {
    await updateConsents(ports, id, { location: true, profiling: true, push: true, textVersion: '1' }, now);
    await registerDevice(ports, id, 'phone', { ...device, token: `token-of-${id}` }, now);
  }

  for (let day = 0; day < days; day++) {
    const midnight = startsAt + day * dayMs;
    const events: typeof later = ids.flatMap((customerId, n) => {
      const steps = walked[(n * 31 + day * 7) % walked.length]!;
      const own = steps.map((step, index) => {
        const report = { ...shifted(step, midnight), id: `${day}-${index}` };
        const act = () => {
          reports++;
          return reportPositions(ports, { customerId, deviceId: 'phone', reports: [report] }, report.at);
        };
        return { at: report.at, act };
      });
      if (random() > 0.1) return own;
      const at = midnight + 18 * hourMs;
      const category = categories[Math.floor(random() * categories.length)]!;
      const purchase = { id: `receipt-${day}`, customerId, at, lines: [{ category }] };
      return [...own, { at, act: () => recordPurchase(ports, purchase, at) }];
    });
    const byHour = Map.groupBy(events, ({ at }) => Math.floor((at - midnight) / hourMs));
    for (let hour = 0; hour < 24; hour++) {
      const until = midnight + (hour + 1) * hourMs;
      const dueLater = later.filter(({ at }) => at < until);
      later = later.filter(({ at }) => at >= until);
      await liveHour([...(byHour.get(hour) ?? []), ...dueLater].sort((a, b) => a.at - b.at));
      now = until;
      await tickHour();
      if (hour === weighedAtHour && ((day + 1) % 7 === 0 || day === days - 1)) tell(weigh(day + 1));
    }
    table.sweep(now);
    if ((day + 1) % 7 === 0) await publish((day + 1) / 7);
  }
  return table.customerItems();
}
