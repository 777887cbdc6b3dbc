// The main job with ports in memory and a clock to turn: one customer, one café, what is in force.
import type { RavnEvent } from '../../events/ravn-event.ts';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
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
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import { type DeliveryMessage, deliveryMessage } from '../../shared/model/delivery.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import type { PushOutcome } from '../../shared/ports/push-provider.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { keepWeather } from '../../shared/usecases/known-weather.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aCustomer, aGeofence, anOffer, aReport, minute, noon } from './town.ts';

/** Everything Ravn is made of, in memory, with a clock to turn. */
export async function mainJobTown({
  answer,
  offers = [anOffer({ budgetUnits: 3 })],
}: {
  answer?: () => PushOutcome;
  offers?: Offer[];
} = {}) {
  const clock = { now: noon };
  const snapshots = memorySnapshots();
  const context = memoryContext();
  const ports = {
    customers: memoryCustomers(),
    presence: memoryPresence(),
    deliveryQueue: memoryQueue<DeliveryMessage>(() => clock.now),
    dwellQueue: memoryQueue<FanOutMessage>(() => clock.now),
    decisions: memoryDecisions(),
    offerGates: memoryOfferGates(),
    redemptions: memoryRedemptions(),
    dueWindows: memoryDueWindows(),
    newCode: () => 'NEVERASKED',
    bus: memoryEventBus(),
    lessons: memoryLessonQueue(),
    outcomeQueue: memoryQueue<OutcomeMessage>(() => clock.now),
    devices: memoryDevices(),
    push: memoryPushProvider(answer),
    worlds: keepWorld(snapshots),
    context,
    weather: memoryWeather(),
    knownContext: keepContext(context),
    knownWeather: keepWeather(memoryWeather()),
    clock: () => clock.now,
    onFault: (doing: string, cause: unknown) => {
      throw new Error(doing, { cause });
    },
  };
  const history = memoryAuthoredHistory();
  const publish = (changed: Offer[]) =>
    replaceCatalogue(
      { authored: snapshots, history, offerGates: ports.offerGates },
      { geofences: [aGeofence()], offers: changed },
      clock.now,
    );
  await publish(offers);
  await ports.customers.create(aCustomer());
  const { registeredAt } = aCustomer().devices.phone!;
  await ports.devices.register('freja', 'phone', { token: 'token-of-freja', platform: 'ios', registeredAt });

  return {
    clock,
    ports,
    publish,
    report: (metres: number, changes = {}) =>
      reportPositions(
        ports,
        { customerId: 'freja', deviceId: 'phone', reports: [aReport(metres, { at: clock.now, ...changes })] },
        clock.now,
      ),
    /** Works off the queue until it is empty or `minutes` have passed; a failed message comes back, as from SQS. */
    async workOff(
      minutes = 60,
      work: (message: DeliveryMessage) => Promise<unknown> = (message) => deliverOffer(ports, message),
    ) {
      const until = clock.now + minutes * minute;
      for (
        let due = ports.deliveryQueue.nextDueAt();
        due !== undefined && due <= until;
        due = ports.deliveryQueue.nextDueAt()
      ) {
        clock.now = Math.max(clock.now, due);
        for (const message of ports.deliveryQueue.receive()) {
          await work(deliveryMessage.parse(message)).catch(() => ports.deliveryQueue.send(message, 60));
        }
      }
    },
    customer: async () => (await ports.customers.load('freja'))!,
    ends: () => ports.bus.published().filter((event: RavnEvent) => event.type === 'DeliveryEnded'),
  };
}
