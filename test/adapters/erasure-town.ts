// Ravn on the real adapters over an imitated table: for tests of what is kept about somebody, exported and erased.

import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { RavnEvent } from '../../events/ravn-event.ts';
import { dynamoPersonalRecords } from '../../shared/adapters/dynamodb/personal-records.ts';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryLessonQueue } from '../../shared/adapters/memory/lesson-queue.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryTombstoneArchive } from '../../shared/adapters/memory/tombstones.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { ErasureMessage } from '../../shared/model/erasure.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import { codeFrom } from '../../shared/model/redemption.ts';
import type { Tally } from '../../shared/model/tally.ts';
import { keepRounds } from '../../shared/usecases/ask-place.ts';
import { collectLive } from '../../shared/usecases/collect-live.ts';
import { crossGeofence } from '../../shared/usecases/cross-geofence.ts';
import { decidePresent } from '../../shared/usecases/decide-present.ts';
import { deliverOffer } from '../../shared/usecases/deliver-offer.ts';
import { eraseCustomer, finishErasure } from '../../shared/usecases/erase-customer.ts';
import { exportCustomer } from '../../shared/usecases/export-customer.ts';
import { keepContext } from '../../shared/usecases/known-context.ts';
import { updateConsents } from '../../shared/usecases/manage-consents.ts';
import { pause } from '../../shared/usecases/pause.ts';
import { replaceCatalogue } from '../../shared/usecases/publish-catalogue.ts';
import { recordOutcome } from '../../shared/usecases/record-outcome.ts';
import { redeemCode } from '../../shared/usecases/redeem-code.ts';
import { registerDevice } from '../../shared/usecases/register-device.ts';
import { recordPurchase, reportOutcomes } from '../../shared/usecases/report-outcomes.ts';
import { reportPositions } from '../../shared/usecases/report-positions.ts';
import { setPreferences } from '../../shared/usecases/set-preferences.ts';
import { keepWorld } from '../../shared/usecases/worlds.ts';
import { aSeal } from '../support/consent-ports.ts';
import { aGeofence, anOffer, aReport, noon } from '../support/town.ts';
import { createTable, dynamoStoresOn } from './stores.ts';

export type ErasureTown = Awaited<ReturnType<typeof anErasureTown>>;

export async function anErasureTown(client: DynamoDBDocumentClient) {
  const at = { table: await createTable(client), client };
  const clock = { now: noon };
  const snapshots = memorySnapshots();
  const stores = dynamoStoresOn(at);
  const events: RavnEvent[] = [];
  const deliveries: DeliveryMessage[] = [];
  const dwells: FanOutMessage[] = [];
  const outcomes: OutcomeMessage[] = [];
  const erasures: ErasureMessage[] = [];
  const pushes: string[] = [];
  const keep = <Message>(list: Message[]) => ({
    send: async (message: Message) => {
      list.push(structuredClone(message));
    },
  });
  let codes = 0;
  const ports = {
    ...stores,
    ledger: stores.consentLedger,
    records: dynamoPersonalRecords({ ...at, sleep: async () => undefined }),
    archive: memoryTombstoneArchive(),
    seal: aSeal,
    deliveryQueue: keep(deliveries),
    dwellQueue: keep(dwells),
    outcomeQueue: keep(outcomes),
    erasureQueue: keep(erasures),
    model: { current: async () => undefined },
    bus: { publish: async (published: RavnEvent[]) => void events.push(...published) },
    push: {
      async push({ token }: { token: string }) {
        pushes.push(token);
        return { kind: 'accepted' as const };
      },
    },
    worlds: keepWorld(snapshots),
    lessons: memoryLessonQueue(),
    tallies: memoryBatchQueue<{ tallies: Tally[] }>(),
    knownWeather: { of: async () => undefined },
    knownContext: keepContext(stores.context),
    knownRounds: keepRounds(stores.rounds),
    clock: () => clock.now,
    newCode: () => codeFrom(Uint8Array.of(codes >> 5, codes++, 0, 0, 0, 0, 0, 0, 0)),
    onFault: () => {},
  };
  const offers = [
    anOffer({ redemption: { codeValidMinutes: 30 } }),
    anOffer({ id: 'stay', on: { dwellMinutes: 2 }, value: 5 }),
  ];
  await replaceCatalogue(
    { authored: snapshots, history: stores.authoredHistory, offerGates: stores.offerGates },
    { geofences: [aGeofence()], offers },
    noon,
  );
  let reports = 0;

  return {
    at,
    clock,
    ports,
    /** Everything that was ever sent or published, and may come again. */
    events,
    deliveries,
    dwells,
    outcomes,
    erasures,
    pushes,
    consent: (customerId: string, granted = true) =>
      updateConsents(
        ports,
        customerId,
        { location: granted, push: granted, profiling: granted, textVersion: '1', locale: 'da', source: 'app' },
        clock.now,
      ),
    register: (customerId: string, deviceId = 'phone') =>
      registerDevice(
        ports,
        customerId,
        deviceId,
        { platform: 'android', token: `token-of-${customerId}-${deviceId}`, locale: 'da' },
        clock.now,
      ),
    prefer: (customerId: string) =>
      setPreferences(ports, customerId, { interests: [`likes-of-${customerId}`], mutedCategories: [] }, clock.now),
    report: (customerId: string, metres = 0) =>
      reportPositions(
        ports,
        { customerId, deviceId: 'phone', reports: [aReport(metres, { id: `r${reports++}`, at: clock.now++ })] },
        clock.now,
      ),
    cross: (customerId: string, type: 'ENTER' | 'EXIT') =>
      crossGeofence(
        ports,
        { deviceId: customerId, geofenceId: 'cafe', type, sampledAt: clock.now, id: `c${reports++}` },
        clock.now,
      ),
    buy: (customerId: string, id: string) =>
      recordPurchase(ports, { id, customerId, at: clock.now, lines: [{ category: 'coffee' }] }, clock.now),
    tell: (customerId: string, deliveryId: string) =>
      reportOutcomes(ports, customerId, [{ id: deliveryId, kind: 'redeemed', at: clock.now, deliveryId }], clock.now),
    redeem: async (customerId: string) => {
      for (const { code } of (await stores.customers.load(customerId))?.codes ?? [])
        await redeemCode(ports, code, `till-${code}`, clock.now);
    },
    learn: (message: OutcomeMessage) => recordOutcome(ports, message, clock.now),
    pause: (customerId: string) => pause(ports, customerId, 1, clock.now),
    export: (customerId: string, cursor?: string) => exportCustomer(ports, customerId, cursor),
    erase: (customerId: string) => eraseCustomer(ports, customerId, clock.now),
    finish: (message: ErasureMessage) => finishErasure(ports, message, clock.now),
    deliver: (message: DeliveryMessage) => deliverOffer(ports, message),
    decide: (message: FanOutMessage) => decidePresent(ports, message, clock.now),
    collect: (event: RavnEvent) => collectLive(stores.liveFeed, ulid(clock.now), event),
    async items(): Promise<Record<string, unknown>[]> {
      const found: Record<string, unknown>[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(new ScanCommand({ TableName: at.table, ExclusiveStartKey: from }));
        found.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      return found;
    },
  };
}
