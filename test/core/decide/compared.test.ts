// What is recorded of a choice: the values each gate compared, whose visit it was, and the reason where nothing was weighed.
import { describe, expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { conditionKey } from '../../../shared/core/weather/conditions.ts';
import type { Customer, OpenVisit } from '../../../shared/model/customer.ts';
import { type Facts, maxRecordedCandidates } from '../../../shared/model/decision.ts';
import type { Geofence } from '../../../shared/model/geofence.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import type { Observation, WeatherCondition } from '../../../shared/model/weather.ts';
import { aCustomer, aGeofence, anOffer, aWorld, hour, minute, noon } from '../../support/town.ts';

const visitOf = (geofenceId: string, changes: Partial<OpenVisit> = {}): OpenVisit => ({
  geofenceId,
  visit: 2,
  enteredAt: noon - 10 * minute,
  leaseUntil: noon + hour,
  catalogueVersion: 1,
  deviceId: 'phone',
  offered: [],
  ...changes,
});
const factsOf = (changes: Partial<Facts> = {}): Facts => ({
  signal: { kind: 'time', id: 't', at: noon },
  transitions: [],
  present: [],
  consider: ['cafe'],
  leaseUntil: noon + hour,
  ...changes,
});

interface Case {
  offers?: Partial<Offer>[];
  geofences?: Geofence[];
  customer?: Partial<Customer>;
  facts?: Partial<Facts>;
}

function chosen({ offers = [{}], geofences = [aGeofence()], customer = {}, facts = {} }: Case) {
  const world = aWorld({ geofences, offers: offers.map((changes, n) => anOffer({ id: `offer-${n}`, ...changes })) });
  const somebody = aCustomer({ openVisits: [visitOf('cafe')], ...customer });
  return choose(world, somebody, factsOf(facts), noon, chance('compared'));
}
const candidateOf = (changes: Case) => {
  const { reason, compared } = chosen(changes).decision!.candidates[0]!;
  return { reason, compared };
};

describe('a gate that refuses tells what it compared, and nothing else', () => {
  const closed = [{ dayOfWeek: ['tuesday' as const], opens: '14:00', closes: '18:00' }];
  const { location, profiling, push } = aCustomer().consents;
  test.each<[string, Case, object]>([
    [
      'outside-hours',
      { geofences: [aGeofence({ openingHours: closed })] },
      { closed: 'store', timeZone: 'Europe/Copenhagen' },
    ],
    ['not-in-audience', { offers: [{ audience: { interests: ['cake'] } }] }, { wanted: 1, declared: 0, shared: 0 }],
    ['cooldown', { customer: { openVisits: [visitOf('cafe', { offered: ['offer-0'] })] } }, { visit: 2 }],
    ['no-push-consent', { customer: { consents: { location, profiling } } }, { pushConsent: false }],
    [
      'no-push-consent',
      { customer: { consents: { location, profiling, push: { ...push!, granted: false } } } },
      { pushConsent: false },
    ],
    ['no-device', { customer: { devices: {} } }, { registered: false }],
  ])('%s', (reason, changes, compared) => {
    expect(candidateOf(changes)).toEqual({ reason, compared });
  });

  test('pending: the offer that is under way', () => {
    const { customer } = chosen({});
    expect(candidateOf({ offers: [{ id: 'other' }], customer })).toEqual({
      reason: 'pending',
      compared: { offerId: 'offer-0' },
    });
  });

  test('the winner has nothing to tell; who is outranked has both scores', () => {
    const { decision } = chosen({ offers: [{ value: 20 }, { value: 10 }] });
    const [first, second] = decision!.candidates;
    expect(first).toMatchObject({ reason: 'chosen', compared: undefined });
    expect(first!.score).toBeCloseTo(2 * second!.score!);
    expect(second).toMatchObject({ reason: 'outranked', compared: { score: second!.score, best: first!.score } });
  });
});

describe('an offer for some weather', () => {
  const rain: Observation = {
    observedAt: noon - 10 * minute,
    lifetime: 3600,
    temperatureC: 12,
    precipitationMmPerHour: 1,
    kind: 'rain',
    windMps: 4,
    isDaylight: true,
  };
  const inWeather = (weather: WeatherCondition, there?: { observation: Observation; turnedMinutesAgo?: number }) =>
    candidateOf({
      offers: [{ weather }],
      facts: there && {
        weather: {
          elsewhere: { observation: { ...rain, kind: 'clear' } },
          cafe: {
            observation: there.observation,
            ...(there.turnedMinutesAgo !== undefined && {
              turnedAt: { [conditionKey(weather)]: noon - there.turnedMinutesAgo * minute },
            }),
          },
        },
      },
    });

  test('comes in that weather', () => {
    expect(inWeather({ kinds: ['rain'] }, { observation: rain })).toEqual({ reason: 'chosen', compared: undefined });
  });

  test('does not in another, and tells both', () => {
    expect(inWeather({ kinds: ['clear', 'cloud'] }, { observation: rain })).toEqual({
      reason: 'weather-mismatch',
      compared: { kind: 'rain', wanted: 'clear, cloud' },
    });
  });

  test('nor where nothing is known, nothing of this place, or nothing any more', () => {
    const unknown = { reason: 'weather-unknown', compared: { observed: false } };
    expect(inWeather({ kinds: ['rain'] })).toEqual(unknown);
    const elsewhere = {
      offers: [{ weather: { kinds: ['rain' as const] } }],
      facts: { weather: { elsewhere: { observation: rain } } },
    };
    expect(candidateOf(elsewhere)).toEqual(unknown);
    const old = { ...rain, observedAt: noon - 2 * hour };
    expect(inWeather({ kinds: ['rain'] }, { observation: old })).toEqual({
      reason: 'weather-unknown',
      compared: { observedAt: old.observedAt, lifetime: 3600 },
    });
  });

  test('that must just have begun: comes while it has', () => {
    const begun = (turnedMinutesAgo?: number) =>
      inWeather({ kinds: ['rain'], turnedWithinMinutes: 30 }, { observation: rain, turnedMinutesAgo });
    expect(begun(30)).toEqual({ reason: 'chosen', compared: undefined });
    expect(begun(31)).toEqual({
      reason: 'weather-mismatch',
      compared: { turnedWithinMinutes: 30, turnedMinutesAgo: 31 },
    });
    expect(begun()).toEqual({ reason: 'weather-mismatch', compared: { turnedWithinMinutes: 30 } });
    // Another condition turned: that is not this one.
    expect(inWeather({ kinds: ['rain'] }, { observation: rain, turnedMinutesAgo: 600 }).reason).toBe('chosen');
  });
});

describe('whose visit', () => {
  const geofences = [aGeofence({ id: 'bakery' }), aGeofence()];
  const visits = [visitOf('bakery', { visit: 7 }), visitOf('cafe')];

  test('that of the place considered, and it alone has been made an offer', () => {
    const { decision, customer } = chosen({ geofences, customer: { openVisits: visits } });
    expect(decision).toMatchObject({ geofenceId: 'cafe', visit: 2 });
    expect(customer.openVisits).toEqual([
      visits[0],
      { ...visits[1]!, askedFor: expect.any(String), offered: ['offer-0'] },
    ]);
  });

  test('none where she is not, nor where her lease is over', () => {
    expect(chosen({ geofences, facts: { consider: ['bakery'] } })).toMatchObject({ reason: 'no-change' });
    const over = (leaseUntil: number) => chosen({ customer: { openVisits: [visitOf('cafe', { leaseUntil })] } });
    expect(over(noon + 1).reason).toBe('chosen');
    expect(over(noon).decision).toBeUndefined();
    expect(over(noon - 1).decision).toBeUndefined();
  });

  test('none at a place that is gone from the catalogue', () => {
    const openVisits = [visitOf('gone')];
    expect(chosen({ customer: { openVisits }, facts: { consider: ['gone'] } }).decision).toBeUndefined();
  });
});

describe('where nothing was weighed the reason is', () => {
  const exit = { kind: 'exit' as const, geofenceId: 'cafe', visit: 2 };
  const enter = { kind: 'enter' as const, geofenceId: 'bakery', visit: 1 };
  const geofences = [aGeofence({ tags: [] }), aGeofence({ id: 'bakery', tags: [] })];
  test.each([
    ['no-offer', [enter]],
    ['no-offer', [exit, enter]],
    ['exited', [exit]],
    ['no-change', []],
  ])('%s', (reason, transitions) => {
    const choice = chosen({ geofences, facts: { transitions } });
    expect(choice.reason).toBe(reason);
    expect(choice.decision).toBeUndefined();
  });
});

test('as many candidates as are recorded are recorded as they were weighed, and none is said to be missing', () => {
  const offers = Array.from({ length: maxRecordedCandidates }, (_, n) => ({ value: n === 0 ? 20 : 10 }));
  const { decision } = chosen({ offers });
  expect(decision).not.toHaveProperty('omittedCandidates');
  expect(decision!.candidates[0]).toMatchObject({ offerId: 'offer-0', reason: 'chosen' });
  const more = chosen({ offers: [{ state: 'paused' }, ...offers] }).decision!;
  expect(more).toMatchObject({ omittedCandidates: 1 });
  expect(more.candidates.map(({ reason }) => reason)).not.toContain('not-live');
});
