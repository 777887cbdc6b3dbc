// A past: days of some customers in a street of three stores, lived through the production use cases over ports in memory.
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisionSample } from '../../shared/adapters/memory/decision-sample.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryPushProvider } from '../../shared/adapters/memory/push-provider.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { openCatalogue } from '../../shared/core/decide/world.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { PushOutcome } from '../../shared/ports/push-provider.ts';
import { keepRounds } from '../../shared/usecases/ask-place.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { aCustomer, aGeofence, anOffer, aReport, cafe, metresPerDegreeLat, minute, noon } from './town.ts';

export const day = 24 * 60 * minute;

/** Three stores north of each other, 400 m apart, all with the tag `coffee`. */
export const street = [0, 400, 800].map((metres, n) =>
  aGeofence({
    id: `store-${n}`,
    name: `Store ${n}`,
    shape: { type: 'Circle', center: [cafe.lng, cafe.lat + metres / metresPerDegreeLat], radiusMetres: 100 },
    tags: n === 2 ? ['coffee', 'books'] : ['coffee'],
  }),
);

const long = { startsAt: noon - 200 * day, endsAt: noon + 200 * day };

/** What competes there: by value, cap, cooldown, stay and hour. */
export const streetOffers: Offer[] = [
  anOffer({ ...long, id: 'cocoa', value: 10, caps: [{ per: 'offer', limit: 2, windowMinutes: 300 }] }),
  anOffer({
    ...long,
    id: 'bun',
    value: 8,
    category: 'bakery',
    cooldownMinutes: 90,
    quietHours: 'none',
    holdoutShare: 0.3,
  }),
  anOffer({ ...long, id: 'book', value: 9, category: 'books', where: { tags: ['books'] }, on: { dwellMinutes: 5 } }),
  anOffer({
    ...long,
    id: 'late',
    value: 6,
    quietHours: 'none',
    caps: [{ per: 'customer', limit: 3, windowMinutes: 600 }],
  }),
];

export interface Step {
  customer: number;
  /** Before it happens. */
  waitMinutes: number;
  /** A store, or 3: none. */
  place: number;
  /** The queues are worked off after the next step, and not at once. */
  isLate: boolean;
}

export type Past = Awaited<ReturnType<typeof aPast>>;

/** Lives the steps, the last of which is a day before `noon` at the least. */
export async function aPast(
  steps: readonly Step[],
  {
    offers = streetOffers,
    outcomeOf = () => ({ kind: 'accepted' }),
    customers = 3,
    changes = {},
  }: {
    offers?: Offer[];
    outcomeOf?: (attempt: number) => PushOutcome;
    customers?: number;
    changes?: Partial<Customer>;
  } = {},
) {
  const total = steps.reduce((sum, { waitMinutes }) => sum + waitMinutes * minute, 0);
  const clock = { now: noon - day - total };
  const world = { catalogue: openCatalogue(compileCatalogue({ geofences: street, offers }, 1)) };
  const context = memoryContext();
  const sample = memoryDecisionSample();
  let attempts = 0;
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => clock.now),
    dwellQueue: memoryQueue<FanOutMessage>(() => clock.now),
    decisions: memoryDecisions(sample.note),
    offerGates: memoryOfferGates(),
    redemptions: memoryRedemptions(),
    dueWindows: memoryDueWindows(),
    newCode: () => 'NEVERASKED',
    bus: memoryEventBus(),
    lessons: memoryLessonQueue(),
    devices: memoryDevices(),
    push: memoryPushProvider(() => outcomeOf(attempts++)),
    worlds: { current: async () => world },
    context,
    weather: memoryWeather(),
    knownContext: keepContext(context),
    knownWeather: { of: async () => undefined },
    knownRounds: keepRounds(memoryRounds()),
    clock: () => clock.now,
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  for (const { id, version, endsAt } of offers.map((offer) => ({ ...offer, version: 1 })))
    await ports.offerGates.set({ offerId: id, version, endsAt, live: true });
  const idOf = (n: number) => `customer-${n}`;
  for (let n = 0; n < customers; n++) {
    await ports.customers.create(aCustomer({ customerId: idOf(n), ...changes }));
    const { registeredAt } = aCustomer().devices.phone!;
    await ports.devices.register(idOf(n), 'phone', { token: `token-${n}`, platform: 'ios', registeredAt });
  }

  let wasLate = false;
  for (const [n, { customer, waitMinutes, place, isLate }] of steps.entries()) {
    const goesOnAt = clock.now + waitMinutes * minute;
    // What is late meets her after her next report.
    if (wasLate) clock.now = goesOnAt;
    else await passTo(goesOnAt);
    wasLate = isLate;
    const reports = [aReport(place === 3 ? 5000 : place * 400, { id: `r${n}`, at: clock.now })];
    await reportPositions(ports, { customerId: idOf(customer), deviceId: 'phone', reports }, clock.now);
  }
  await passTo(noon - day + 60 * minute);

  return {
    world,
    ports,
    sample,
    offers,
    ids: Array.from({ length: customers }, (_, n) => idOf(n)),
    /** What was decided for somebody, the oldest first. */
    recordsOf: async (customerId: string) => (await ports.decisions.latest(customerId, 10_000, noon)).reverse(),
  };

  /** Lets time go by, with whatever falls due in it. */
  async function passTo(until: number): Promise<void> {
    for (;;) {
      const due = Math.min(
        ...[ports.deliveryQueue, ports.dwellQueue].map((queue) => queue.nextDueAt() ?? Number.POSITIVE_INFINITY),
      );
      if (due > until) break;
      clock.now = Math.max(clock.now, due);
      await workOff();
    }
    clock.now = Math.max(clock.now, until);
  }

  async function workOff(): Promise<void> {
    for (const message of ports.dwellQueue.receive()) await decidePresent(ports, message, clock.now);
    // A record cannot tell which of two came first within a millisecond.
    clock.now += 1;
    for (const message of ports.deliveryQueue.receive())
      await deliverOffer(ports, message).catch(() => ports.deliveryQueue.send(message, 60));
  }
}
