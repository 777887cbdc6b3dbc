// The stage: what the people of a schedule can do, each as a request that its client repeats, or as a function that a clock starts.
import type { Offer } from '../../shared/model/offer.ts';
import type { Preferences } from '../../shared/model/preferences.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import type { Observation } from '../../shared/model/weather.ts';
import { cafe } from '../support/town.ts';
import type { Role } from './history.ts';
import { allOf } from './ports.ts';
import type { Protocol } from './protocol.ts';
import type { Scheduler } from './scheduler.ts';
import type { Work } from './simulate.ts';
import { describedAs, geofences, offers } from './town.ts';

export type Stage = ReturnType<typeof createStage>;

export function createStage(
  protocol: Protocol,
  scheduler: Scheduler,
  random: () => number,
  request: (role: Role, about: string, work: Work) => void,
  start: (role: Role, work: Work) => void,
) {
  return {
    scheduler,
    random,
    report(customerId: string, deviceId: string, reports: PositionReport[]) {
      request('report', `${customerId}/${deviceId} ${reports.map(({ id }) => id)}`, async (ports, now) => {
        const answer = await protocol.reportPositions(ports, { customerId, deviceId, reports }, now);
        ports.note({ kind: 'reported', reports, answer });
      });
    },
    consent(customerId: string, change: { location?: boolean; push?: boolean; profiling?: boolean }) {
      request('consents', `${customerId} ${JSON.stringify(change)}`, (ports, now) =>
        protocol.updateConsents(ports, customerId, { ...change, textVersion: '1' }, now),
      );
    },
    prefer(customerId: string, wishes: Pick<Preferences, 'mutedCategories' | 'quietHours' | 'personalization'>) {
      request('preferences', `${customerId} ${JSON.stringify(wishes)}`, (ports, now) =>
        protocol.setPreferences(ports, customerId, { interests: [], ...wishes }, now),
      );
    },
    muteStore(customerId: string, geofenceId: string, muted: boolean) {
      request('preferences', `${customerId} ${geofenceId} ${muted ? 'muted' : 'heard again'}`, (ports, now) =>
        protocol.setMute(ports, customerId, { geofenceId, muted }, now),
      );
    },
    pause(customerId: string, hours: number) {
      request('pause', `${customerId} ${hours}`, (ports, now) => protocol.pause(ports, customerId, hours, now));
    },
    erase(customerId: string) {
      request('erase', customerId, async (ports, now) => {
        const answer = await protocol.eraseCustomer(ports, customerId, now);
        ports.note({ kind: 'erased', customerId, answer });
      });
    },
    takeAlong(customerId: string) {
      request('export', customerId, async (ports) => {
        const page = await protocol.exportCustomer(ports, customerId, undefined);
        ports.note({ kind: 'exported', customerId, page });
      });
    },
    register(customerId: string, deviceId: string, token: string) {
      request('device', `${customerId}/${deviceId} ${token}`, (ports, now) =>
        protocol.registerDevice(ports, customerId, deviceId, { ...describedAs(deviceId), token }, now),
      );
    },
    redeem(code: string, till: string) {
      request('redeem', `${code} ${till}`, async (ports, now) => {
        const redeemed = await protocol.redeemCode(ports, code, `${till} ${code}`, now).catch(unlessRefused);
        if (redeemed) ports.note({ kind: 'redeemed', till, redeemed });
      });
    },
    publish(changed: Offer[]) {
      const closed = offers
        .filter(({ id }) => changed.find((offer) => offer.id === id)?.state !== 'live')
        .map(({ id }) => id);
      request('publish', changed.map(({ id, state }) => `${id} ${state}`).join(', '), (ports, now) => {
        ports.note({ kind: 'publishing', closed });
        return protocol.replaceCatalogue(ports, { geofences, offers: changed }, now);
      });
    },
    /** A marketer looks at an offer, thinks for a moment, and changes what she has seen. */
    author(author: string, offerId: string, what: 'pause' | 'launch' | 'save') {
      let hasSeen = false;
      request('author', `${author} looks at ${offerId}`, async (ports) => {
        const { version } = await protocol.showOffer(ports, offerId);
        if (!hasSeen) scheduler.at(scheduler.now() + Math.floor(random() * 2000), () => changeOffer(version));
        hasSeen = true;
      });

      function changeOffer(seen: number) {
        const { id: _, state: __, ...content } = offers.find(({ id }) => id === offerId)!;
        const asked = { precondition: { version: seen }, by: author };
        request('author', `${author}: ${what} ${offerId} ${seen}`, async (ports, now) => {
          if (what === 'pause') ports.note({ kind: 'publishing', closed: [offerId] });
          const change = {
            pause: () => protocol.pauseOffer(ports, offerId, asked, now),
            launch: () => protocol.launchOffer(ports, offerId, asked, now),
            save: () => protocol.saveOffer(ports, offerId, { ...content, value: 1 + (seen % 20) }, asked, now),
          };
          const changed = await change[what]().catch(unlessRefused);
          if (changed) ports.note({ kind: 'changed-offer', author, offerId, seen, version: changed.version });
        });
      }
    },
    /** Somebody's stock of lattes at the bakery. */
    observe(value: number, observedAt: number) {
      const observation = { name: 'stock.latte', scope: { geofenceId: 'bakery' }, value, observedAt };
      request('context', `stock.latte ${value}`, (ports, now) =>
        protocol.observeContext(
          allOf(ports, 'context', 'placeQueue'),
          { ...observation, lifetimeSeconds: 86_400 },
          now,
        ),
      );
    },
    /** A tracker's event; it may be told again. */
    cross(customerId: string, geofenceId: string, type: 'ENTER' | 'EXIT', sampledAt: number) {
      const crossing = { id: `c${customerId}${geofenceId}${type}${sampledAt}`, type, geofenceId, sampledAt };
      request('crossing', `${customerId} ${type} ${geofenceId}`, (ports, now) =>
        protocol.crossGeofence(ports, { deviceId: customerId, ...crossing }, now),
      );
    },
    tick() {
      start('tick', (ports, now) => protocol.tick(ports, now));
    },
    /** Somebody tells of the weather over the café. */
    tellWeather(observation: Observation) {
      const by = { id: 0, role: 'weather', about: 'told' } as const;
      scheduler.note({ at: scheduler.now(), by, kind: 'weather-told', observation });
      request('weather', observation.kind, (ports, now) => {
        const told = { schemaVersion: 1 as const, at: observation.observedAt, ...cafe, observation };
        return protocol.observeWeather(allOf(ports, 'weather', 'placeQueue'), told, now);
      });
    },
    refreshWeather() {
      start('refresh', (ports) => protocol.refreshWeather(allOf(ports, 'weather', 'placeQueue', 'provider'), 100));
    },
  };
}

/** A refusal is an answer too. */
function unlessRefused(cause: Error): undefined {
  if (cause.name !== 'Refused') throw cause;
}
