// One schedule: a seed decides who does what when, what fails, and in which order everything takes effect.

import type { RavnEvent } from '../../events/ravn-event.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { ErasureMessage } from '../../shared/model/erasure.ts';
import type { FanOutMessage, PlaceQuestion } from '../../shared/model/fan-out.ts';
import type { Offer } from '../../shared/model/offer.ts';
import type { Preferences } from '../../shared/model/preferences.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import type { Observation } from '../../shared/model/weather.ts';
import { seeded } from '../cli/seeded.ts';
import { cafe } from '../support/town.ts';
import { type Answer, type Cloud, createCloud, deepFreeze, type Kept, type Ports } from './cloud.ts';
import { answerOf, drawMix, faultsOf, type Mix } from './faults.ts';
import type { Entry, QueueFault, Role } from './history.ts';
import type { Protocol } from './protocol.ts';
import { createScheduler, type DrawFault, type Instance, type Running, type Scheduler } from './scheduler.ts';
import { forecastOf, playShowers } from './sky.ts';
import {
  customerIds,
  customerOf,
  describedAs,
  deviceIds,
  geofences,
  minute,
  noon,
  offers,
  type Place,
  reportAt,
  versioned,
} from './town.ts';

export interface Schedule {
  history: Entry[];
  cloud: Cloud;
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

export interface Stage {
  scheduler: Scheduler;
  random: () => number;
  report(customerId: string, deviceId: string, reports: PositionReport[]): void;
  consent(customerId: string, request: { location?: boolean; push?: boolean; profiling?: boolean }): void;
  prefer(customerId: string, wishes: Pick<Preferences, 'mutedCategories' | 'quietHours' | 'personalization'>): void;
  muteStore(customerId: string, geofenceId: string, muted: boolean): void;
  register(customerId: string, deviceId: string, token: string): void;
  pause(customerId: string, hours: number): void;
  erase(customerId: string): void;
  takeAlong(customerId: string): void;
  publish(changed: Offer[]): void;
  /** Somebody's stock of lattes at the bakery. */
  observe(value: number, observedAt: number): void;
  /** A tracker's event; it may be told again. */
  cross(customerId: string, geofenceId: string, type: 'ENTER' | 'EXIT', sampledAt: number): void;
  tick(): void;
  /** Somebody tells of the weather over the café. */
  tellWeather(observation: Observation): void;
  refreshWeather(): void;
}

/** The functions' own time-outs and the queues' visibility, as deployed: milliseconds. */
const httpTimeoutMs = 10_000;
const queueTimeoutMs = 30_000;
const visibilityMs = 6 * queueTimeoutMs;
/** A schedule that takes more steps than this runs for ever. */
const mostSteps = 30_000;
/** So many faults of the queues a schedule has at most. */
const mostQueueFaults = 8;

/** What looks the world up has none itself. */
const keepsNothing = (): Kept => ({
  worlds: { current: () => Promise.reject(new Error('no world here')) },
  knownContext: { of: () => Promise.reject(new Error('no context here')) },
  knownWeather: { of: () => Promise.reject(new Error('no weather here')) },
  knownRounds: { isSuperseded: () => Promise.reject(new Error('no rounds here')) },
});

type Warm = Instance & Kept;

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
    { deliver, decide, askPlace, finish, collect, read },
    answer ?? answerOf(mix, random, over),
    (place) => forecastOf(place, scheduler.now(), random, over()),
    protocol.dynamoDevices,
  );
  seedCloud(cloud);

  const pools = new Map<Role, Warm[]>();

  function instanceFor(role: Role): Warm {
    const pool = pools.get(role) ?? [];
    pools.set(role, pool);
    const slot = Math.floor(random() * 3);
    const warm = pool[slot];
    if (warm && !warm.dead) return warm;
    const skewMs = over() ? 0 : Math.floor((random() * 2 - 1) * mix.skewMs);
    const instance: Instance = { skewMs, dead: false };
    const itself: Running = { id: 0, role, about: 'world', instance, startedAt: scheduler.now() };
    const fresh: Warm = Object.assign(instance, {
      worlds: protocol.keepWorld(cloud.portsFor(itself, keepsNothing).snapshots),
      knownContext: protocol.keepContext(cloud.portsFor(itself, keepsNothing).context),
      knownWeather: protocol.keepWeather(cloud.portsFor(itself, keepsNothing).weather),
      knownRounds: protocol.keepRounds(cloud.portsFor(itself, keepsNothing).rounds),
    });
    pool[slot] = fresh;
    return fresh;
  }

  function run<Result>(
    role: Role,
    about: string,
    timeoutMs: number,
    work: (ports: Ports, now: number) => Promise<Result>,
    ended?: (outcome: { answer: Result } | { failure: unknown }) => void,
  ): Instance {
    const instance = instanceFor(role);
    scheduler.invoke(
      role,
      about,
      instance,
      timeoutMs,
      (by) => {
        const ports = cloud.portsFor(by, (note) => ({
          worlds: {
            async current(now, atLeast = 0) {
              const world = await instance.worlds.current(now, atLeast);
              note({ kind: 'world', version: world.catalogue.version, atLeast });
              return world;
            },
          },
          knownContext: instance.knownContext,
          knownWeather: instance.knownWeather,
          knownRounds: instance.knownRounds,
        }));
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
  function receive<Message>(
    role: Role,
    message: Message & { customerId: string },
    work: (ports: Ports, now: number) => Promise<unknown>,
    again = false,
  ) {
    if (!again && befalls('delayed')) {
      return scheduler.at(scheduler.now() + Math.floor(random() * 5 * minute), () =>
        receive(role, message, work, true),
      );
    }
    let deleted = false;
    const twice = !again && befalls('duplicated');
    const instance = run(role, message.customerId, queueTimeoutMs, work, (outcome) => {
      deleted = 'answer' in outcome && !befalls('redelivered');
    });
    if (twice)
      scheduler.at(scheduler.now() + Math.floor(random() * random() * 30_000), () =>
        receive(role, message, work, true),
      );
    scheduler.at(scheduler.now() + visibilityMs, () => {
      if (!deleted || instance.dead) void (deleted || receive(role, message, work, true));
    });
  }

  function deliver(message: DeliveryMessage) {
    receive('deliver', message, (ports) => protocol.deliverOffer(ports, message));
  }

  function decide(message: FanOutMessage) {
    receive('decide', message, async (ports, now) => {
      await protocol.decidePresent(ports, message, now);
      ports.note({ kind: 'question-done', question: message, now });
    });
  }

  function askPlace(question: PlaceQuestion) {
    receive('place', { ...question, customerId: question.geofenceId }, async (ports, now) => {
      await protocol.askPlace(ports, question, now);
    });
  }

  function finish(message: ErasureMessage) {
    receive('finish', message, (ports, now) => protocol.finishErasure(ports, message, now));
  }

  function collect(event: RavnEvent) {
    run('collect', event.customerId, queueTimeoutMs, (ports) => ports.liveFeed.add({ event }));
  }

  /** Who has read a code goes to a till with it, or to two, at once or when it is long over. */
  function read(text: string) {
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(text)?.[0];
    if (code === undefined || random() < 0.3) return;
    const at = scheduler.now() + Math.floor(random() * random() * 8 * minute);
    scheduler.at(at, () => redeem(code, 'till-1'));
    if (random() < 0.5) scheduler.at(at + Math.floor(random() * 300), () => redeem(code, 'till-2'));
    if (random() < 0.3) scheduler.at(at + Math.floor(random() * 20 * minute), () => redeem(code, 'till-3'));
  }

  function redeem(code: string, till: string) {
    request('redeem', `${code} ${till}`, async (ports, now) => {
      const redeemed = await protocol.redeemCode(ports, code, `${till} ${code}`, now).catch((refusal: Error) => {
        // an answer too
        if (refusal.name !== 'Refused') throw refusal;
      });
      if (redeemed) ports.note({ kind: 'redeemed', till, redeemed });
    });
  }

  /** A client that hears nothing asks again, three times in all. */
  function request(role: Role, about: string, work: (ports: Ports, now: number) => Promise<unknown>, tries = 3) {
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

  actors({
    scheduler,
    random,
    report(customerId, deviceId, reports) {
      request('report', `${customerId}/${deviceId} ${reports.map(({ id }) => id)}`, async (ports, now) => {
        const answer = await protocol.reportPositions(ports, { customerId, deviceId, reports }, now);
        ports.note({ kind: 'reported', reports, answer });
      });
    },
    consent(customerId, change) {
      request('consents', `${customerId} ${JSON.stringify(change)}`, (ports, now) =>
        protocol.updateConsents(ports, customerId, { ...change, textVersion: '1' }, now),
      );
    },
    prefer(customerId, wishes) {
      request('preferences', `${customerId} ${JSON.stringify(wishes)}`, (ports, now) =>
        protocol.setPreferences(ports, customerId, { interests: [], ...wishes }, now),
      );
    },
    muteStore(customerId, geofenceId, muted) {
      request('preferences', `${customerId} ${geofenceId} ${muted ? 'muted' : 'heard again'}`, (ports, now) =>
        protocol.setMute(ports, customerId, { geofenceId, muted }, now),
      );
    },
    pause(customerId, hours) {
      request('pause', `${customerId} ${hours}`, (ports, now) => protocol.pause(ports, customerId, hours, now));
    },
    erase(customerId) {
      request('erase', customerId, async (ports, now) => {
        const answer = await protocol.eraseCustomer(ports, customerId, now);
        ports.note({ kind: 'erased', customerId, answer });
      });
    },
    takeAlong(customerId) {
      request('export', customerId, async (ports) => {
        const page = await protocol.exportCustomer(ports, customerId, undefined);
        ports.note({ kind: 'exported', customerId, page });
      });
    },
    register(customerId, deviceId, token) {
      request('device', `${customerId}/${deviceId} ${token}`, (ports, now) =>
        protocol.registerDevice(ports, customerId, deviceId, { ...describedAs(deviceId), token }, now),
      );
    },
    publish(changed) {
      const closed = offers
        .filter(({ id }) => changed.find((offer) => offer.id === id)?.state !== 'live')
        .map(({ id }) => id);
      request('publish', changed.map(({ id, state }) => `${id} ${state}`).join(', '), (ports, now) => {
        ports.note({ kind: 'publishing', closed });
        return protocol.replaceCatalogue(ports, { geofences, offers: changed }, now);
      });
    },
    observe(value, observedAt) {
      const observation = { name: 'stock.latte', scope: { geofenceId: 'bakery' }, value, observedAt };
      request('context', `stock.latte ${value}`, (ports, now) =>
        protocol.observeContext(ports, { ...observation, lifetimeSeconds: 86_400 }, now),
      );
    },
    cross(customerId, geofenceId, type, sampledAt) {
      const crossing = { id: `c${customerId}${geofenceId}${type}${sampledAt}`, type, geofenceId, sampledAt };
      request('crossing', `${customerId} ${type} ${geofenceId}`, (ports, now) =>
        protocol.crossGeofence(ports, { deviceId: customerId, ...crossing }, now),
      );
    },
    tick() {
      run('tick', '', queueTimeoutMs, (ports, now) => protocol.tick(ports, now));
    },
    tellWeather(observation) {
      const by = { id: 0, role: 'weather', about: 'told' } as const;
      scheduler.note({ at: scheduler.now(), by, kind: 'weather-told', observation });
      request('weather', observation.kind, (ports, now) =>
        protocol.observeWeather(ports, { schemaVersion: 1, at: observation.observedAt, ...cafe, observation }, now),
      );
    },
    refreshWeather() {
      run('refresh', '', queueTimeoutMs, (ports) => protocol.refreshWeather(ports, 100));
    },
  });

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

/** Everybody has consented to everything and has two devices; the first catalogue is out. */
function seedCloud(cloud: Cloud): void {
  for (const id of customerIds) {
    cloud.customers.set(id, deepFreeze(customerOf(id)));
    for (const purpose of ['location', 'profiling', 'push']) cloud.rows.own('consent', id, `CONSENT#${purpose}`);
  }
  void cloud.context.observe('geofence/bakery/stock.latte', {
    value: 2,
    observedAt: noon - 60 * minute,
    lifetimeSeconds: 86_400,
  });
  for (const { id: offerId, version, endsAt, budgetUnits } of versioned) {
    void cloud.gates.set({ offerId, version, live: true, endsAt, budgetUnits });
  }
}

/** The length of the day that is played, and what may happen in it. */
const dayMs = 16 * minute;

/** A day with everybody at once: customers come and go with two devices, marketers change their minds, the clock ticks. */
export function randomDay(random: () => number): Script {
  const mix = drawMix(random);
  return { mix, calmAt: noon + dayMs, actors: (stage) => playDay(stage, random) };
}

function playDay(stage: Stage, random: () => number): void {
  const { scheduler } = stage;
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const people = random() < 0.5 ? 1 : 2;
  let reports = 0;

  for (const customerId of customerIds.slice(0, people)) {
    let at = noon + Math.floor(random() * 2 * minute);
    const actions = 3 + Math.floor(random() * 7);
    for (let n = 0; n < actions && at < noon + dayMs - minute; n++) {
      scheduler.at(at, () => act(customerId));
      // In a burst, or minutes later.
      at += Math.floor(random() < 0.45 ? random() * 1500 : random() * random() * 6 * minute);
    }
  }
  const changes = random() < 0.5 ? 0 : 1 + Math.floor(random() * 3);
  for (let n = 0; n < changes; n++) {
    const at = noon + Math.floor(random() * (dayMs - 3 * minute));
    scheduler.at(at, () => stage.publish(changedOffers()));
    // Somebody is about while the catalogue changes: before the warm instances have heard of it, and after.
    for (const after of [-2500, -600, 1500, 6000]) {
      if (random() < 0.5) {
        scheduler.at(at + after, () =>
          stage.report(pick(customerIds.slice(0, people)), 'phone', [
            reportAt(`r${++reports}`, 'both', scheduler.now()),
          ]),
        );
      }
    }
  }
  if (random() < 0.6) {
    // Sold out and baked again, now and then told late or in the wrong order.
    for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
      const at = noon + Math.floor(random() * (dayMs - 2 * minute));
      const value = random() < 0.5 ? 0 : 3;
      scheduler.at(at, () => stage.observe(value, scheduler.now() - Math.floor(random() * random() * 20_000)));
      // Somebody has just come in for one.
      if (random() < 0.5)
        scheduler.at(at - Math.floor(random() * 600), () =>
          stage.report(pick(customerIds.slice(0, people)), 'phone', [
            reportAt(`r${++reports}`, 'bakery', scheduler.now()),
          ]),
        );
    }
  }
  if (random() < 0.5) {
    for (const after of [5, 6, 7]) {
      scheduler.at(noon + after * minute, () => stage.tick());
      if (random() < 0.2) scheduler.at(noon + after * minute + 50, () => stage.tick());
    }
  }

  if (random() < 0.3)
    playShowers(stage, random, dayMs, (at) =>
      scheduler.at(at, () =>
        stage.report(pick(customerIds.slice(0, people)), 'phone', [reportAt(`r${++reports}`, 'cafe', scheduler.now())]),
      ),
    );

  // One in four days somebody has enough, in the middle of whatever is under way; some come back.
  if (random() < 0.25) {
    const customerId = pick(customerIds.slice(0, people));
    const at = noon + Math.floor(random() * (dayMs - minute));
    scheduler.at(at, () => stage.erase(customerId));
    for (const [after, share] of [
      [200, 0.3],
      [90_000, 0.2],
    ] as const)
      if (random() < share) scheduler.at(at + after, () => stage.erase(customerId));
    for (const after of [-5, 60, 3000, 40_000])
      scheduler.at(at + after, () => {
        if (random() < 0.5) stage.takeAlong(customerId);
        else stage.report(customerId, 'phone', [reportAt(`r${++reports}`, 'both', scheduler.now())]);
      });
    if (random() < 0.5) scheduler.at(at + Math.floor(random() * 20_000), () => comeBack(customerId));
    if (random() < 0.4) scheduler.at(at + 15 * minute + Math.floor(random() * 90_000), () => comeBack(customerId));
    if (random() < 0.3) scheduler.at(at + 17 * minute + Math.floor(random() * 8 * minute), () => comeBack(customerId));
  }

  function comeBack(customerId: string) {
    stage.consent(customerId, { location: true, push: true, profiling: true });
    scheduler.at(scheduler.now() + 2000, () => stage.register(customerId, 'phone', `token-${customerId}-anew`));
    scheduler.at(scheduler.now() + 5000, () =>
      stage.report(customerId, 'phone', [reportAt(`r${++reports}`, 'both', scheduler.now())]),
    );
  }

  function act(customerId: string) {
    const draw = random();
    if (random() < 0.02) return stage.pause(customerId, pick([0, 0.05, 1]));
    const device = random() < 0.75 ? 'phone' : 'tablet';
    if (draw < 0.06) {
      const sampledAt = scheduler.now() - Math.floor(random() * random() * 10_000);
      const [geofenceId, type] = [pick(['cafe', 'bakery']), pick(['ENTER', 'ENTER', 'EXIT'] as const)];
      stage.cross(customerId, geofenceId, type, sampledAt);
      if (random() < 0.3)
        scheduler.at(scheduler.now() + 2000, () => stage.cross(customerId, geofenceId, type, sampledAt));
      return;
    }
    if (draw < 0.72) return stage.report(customerId, device, reportsOf());
    if (draw < 0.8) {
      const purpose = pick(['push', 'push', 'location'] as const);
      stage.consent(customerId, { [purpose]: false });
      if (random() < 0.7)
        scheduler.at(scheduler.now() + Math.floor(random() * 3 * minute), () =>
          stage.consent(customerId, { [purpose]: true }),
        );
      return;
    }
    if (draw < 0.84) {
      const muted = pick(['coffee', 'bakery', undefined]);
      if (draw < 0.81) return stage.muteStore(customerId, muted === 'bakery' ? 'bakery' : 'cafe', muted !== undefined);
      return stage.prefer(
        customerId,
        muted ? { mutedCategories: [muted] } : { mutedCategories: [], personalization: 'context-only' },
      );
    }
    if (draw < 0.87) {
      // From this minute or one of the next on: while a delivery of hers may be under way.
      const from = pick([0, 1, 2]) + Math.floor((scheduler.now() - noon) / minute);
      const clock = (minutes: number) => `12:${String(minutes).padStart(2, '0')}`;
      return stage.prefer(customerId, {
        mutedCategories: [],
        quietHours: pick([{ from: clock(from), until: clock(from + 4) }, undefined]),
      });
    }
    // A phone that changes hands brings its token along.
    const token =
      random() < 0.4 ? `token-of-${pick(customerIds)}-${pick(deviceIds)}` : `token-${Math.floor(random() * 1e9)}`;
    stage.register(customerId, device, token);
  }

  function reportsOf(): PositionReport[] {
    const now = scheduler.now();
    const id = () => (random() < 0.06 && reports > 0 ? `r${reports}` : `r${++reports}`);
    const draw = random();
    if (draw < 0.6) return [reportAt(id(), pick<Place>(['both', 'both', 'cafe', 'bakery']), now)];
    if (draw < 0.75) return [reportAt(id(), 'street', now)];
    if (draw < 0.82)
      return [
        reportAt(id(), 'street', now - 20_000),
        reportAt(id(), pick<Place>(['cafe', 'both']), now - 10_000),
        reportAt(id(), pick<Place>(['both', 'street']), now),
      ];
    const odd: (() => PositionReport)[] = [
      () => reportAt(id(), 'cafe', now - 6 * minute),
      () => reportAt(id(), 'cafe', now + 4 * minute),
      () => reportAt(id(), 'cafe', now, { mocked: true }),
      () => reportAt(id(), 'edge', now, { accuracyMetres: 150 }),
      () => reportAt(id(), 'cafe', now, { previous: reportAt('', 'park', now - 1000) }),
      () => reportAt(id(), 'cafe', now, { previous: undefined }),
      () => reportAt(id(), 'edge', now),
      () => reportAt(id(), 'park', now),
      () => reportAt(id(), 'clinic', now),
    ];
    return [pick(odd)()];
  }

  function changedOffers(): Offer[] {
    const now = scheduler.now();
    const victim = pick(['cocoa', 'bun', 'happy-hour']);
    const change = pick<(offer: Offer) => Offer | undefined>([
      (offer) => ({ ...offer, state: 'paused' }),
      (offer) => ({ ...offer, state: 'paused' }),
      (offer) => ({ ...offer, endsAt: now + Math.floor(random() * 3 * minute) }),
      (offer) => ({ ...offer, budgetUnits: 1 + Math.floor(random() * 3) }),
      (offer) => ({ ...offer, value: 1 + Math.floor(random() * 20) }),
      (offer) => offer,
      () => undefined,
    ]);
    return offers.flatMap((offer) => (offer.id === victim ? (change(offer) ?? []) : offer));
  }
}
