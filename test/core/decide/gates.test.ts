// The gates of the full offer: triggers, audiences, cooldowns, dates with hours of their own, and what happens when something is unknown.
import { describe, expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { claim } from '../../../shared/core/decide/deliver.ts';
import { belowPropensity, type Candidacy, offerGates } from '../../../shared/core/decide/gates.ts';
import { type Customer, maxSends } from '../../../shared/model/customer.ts';
import type { Facts } from '../../../shared/model/decision.ts';
import type { Geofence } from '../../../shared/model/geofence.ts';
import { type Offer, offer as offerSchema } from '../../../shared/model/offer.ts';
import { offerReason } from '../../../shared/model/reason.ts';
import { aCustomer, aGeofence, anOffer, aWorld, hour, minute, noon } from '../../support/town.ts';

const visit = {
  geofenceId: 'cafe',
  visit: 2,
  enteredAt: noon - 10 * minute,
  leaseUntil: noon + hour,
  catalogueVersion: 1,
  deviceId: 'phone',
  offered: [],
};
const facts: Facts = {
  signal: { kind: 'time', id: 't', at: noon },
  transitions: [],
  present: [],
  consider: ['cafe'],
  leaseUntil: noon + hour,
};

/** What a candidate that would otherwise be chosen ends with. */
function weighed(changes: {
  offer?: Partial<Offer>;
  customer?: Partial<Customer>;
  geofence?: Partial<Geofence>;
  facts?: Partial<Facts>;
}) {
  const offers = [anOffer({ hours: undefined, ...changes.offer })];
  const world = aWorld({ geofences: [aGeofence(changes.geofence)], offers });
  const customer = aCustomer({ openVisits: [visit], ...changes.customer });
  const { decision } = choose(world, customer, { ...facts, ...changes.facts }, noon, chance('gates'));
  const { reason, compared } = decision!.candidates[0]!;
  return { reason, compared };
}

function chosen(offer: Partial<Offer>, customer: Partial<Customer>) {
  const world = aWorld({ offers: [anOffer(offer)] });
  return choose(world, aCustomer({ openVisits: [visit], ...customer }), facts, noon, chance('gates'));
}

test('the gates are asked in the order of the reasons', () => {
  const asked = offerGates.map(([reason]) => reason);
  expect([...asked, 'below-propensity', 'outranked', 'chosen']).toEqual(offerReason.options);
});

describe('triggers', () => {
  test.each<[string, Offer['on'], Partial<Facts>, object]>([
    ['enter: whatever brings the place up', 'enter', {}, { reason: 'chosen' }],
    [
      'dwell: stayed long enough, to the minute',
      { dwellMinutes: 10 },
      { signal: { kind: 'dwell', id: 'd', at: noon } },
      { reason: 'chosen' },
    ],
    [
      'dwell: a minute short',
      { dwellMinutes: 11 },
      {},
      { reason: 'not-triggered', compared: { on: 'dwell', stayedMinutes: 10, dwellMinutes: 11 } },
    ],
    ['present: its own moment came', 'present', { turned: ['cocoa'] }, { reason: 'chosen' }],
    [
      'present: the moment of another came',
      'present',
      { turned: ['tea'] },
      { reason: 'not-triggered', compared: { on: 'present', signal: 'time' } },
    ],
    [
      'present: coming in is not enough',
      'present',
      { signal: { kind: 'position', id: 'r', at: noon } },
      { reason: 'not-triggered', compared: { on: 'present', signal: 'position' } },
    ],
  ])('%s', (_, on, changed, ending) => {
    expect(weighed({ offer: { on }, facts: changed })).toMatchObject(ending);
  });
});

describe('audiences', () => {
  const preferences = { interests: ['tea', 'cake'], mutedCategories: [] };
  const { location, push } = aCustomer().consents;
  test.each<[string, Offer['audience'], Partial<Customer>, object]>([
    ['one of the interests', { interests: ['cake', 'books'] }, { preferences }, { reason: 'chosen' }],
    [
      'none of the interests',
      { interests: ['books', 'sport', 'wool', 'wood'] },
      { preferences },
      { reason: 'not-in-audience', compared: { wanted: 4, declared: 2, shared: 0 } },
    ],
    ['nothing declared', { interests: ['cake'] }, {}, { reason: 'not-in-audience' }],
    [
      'no consent to profiling',
      { interests: ['cake'] },
      { preferences, consents: { location, push } },
      { reason: 'not-in-audience', compared: { profilingConsent: false } },
    ],
    [
      'a new visitor, and this is the second visit',
      { visits: { atMost: 1 } },
      {},
      { reason: 'not-in-audience', compared: { visit: 2, atMost: 1 } },
    ],
    ['a returning visitor', { visits: { atLeast: 2 } }, {}, { reason: 'chosen' }],
    ['the second visit', { visits: { atLeast: 2, atMost: 2 } }, {}, { reason: 'chosen' }],
    [
      'the third visit',
      { visits: { atLeast: 3, atMost: 3 } },
      {},
      { reason: 'not-in-audience', compared: { visit: 2, atLeast: 3 } },
    ],
    [
      'both must hold',
      { interests: ['cake'], visits: { atMost: 1 } },
      { preferences },
      { reason: 'not-in-audience', compared: { visit: 2, atMost: 1 } },
    ],
  ])('%s', (_, audience, customer, ending) => {
    expect(weighed({ offer: { audience }, customer })).toMatchObject(ending);
  });
});

describe('cooldown per geofence', () => {
  const sentAt = (geofenceId: string, minutesAgo: number) => ({
    sends: [{ deliveryId: 'd', offerId: 'tea', category: 'tea', geofenceId, at: noon - minutesAgo * minute }],
  });
  test.each<[string, Partial<Customer>, object]>([
    ['no send', {}, { reason: 'chosen' }],
    [
      'another offer here, a minute too recent',
      sentAt('cafe', 59),
      { reason: 'cooldown', compared: { minutesSince: 59, cooldownMinutes: 60 } },
    ],
    ['here, long enough ago', sentAt('cafe', 60), { reason: 'chosen' }],
    [
      'elsewhere and then here',
      { sends: [...sentAt('bakery', 50).sends, ...sentAt('cafe', 30).sends] },
      { reason: 'cooldown', compared: { minutesSince: 30 } },
    ],
    ['elsewhere, just now', sentAt('bakery', 0), { reason: 'chosen' }],
  ])('%s', (_, customer, ending) => {
    expect(weighed({ offer: { cooldownMinutes: 60 }, customer })).toMatchObject(ending);
  });
});

test('on the line is within: the first moment, the least propensity, worth just what it costs', () => {
  expect(weighed({ offer: { startsAt: noon } }).reason).toBe('chosen');
  expect(weighed({ offer: { minimumPropensity: 0.05 } }).reason).toBe('chosen');
  expect(weighed({ offer: { value: 20, cost: 1 } }).reason).toBe('chosen');
});

describe('caps', () => {
  const day = 24 * hour;
  const sentAt = (at: number, changes = {}) => ({
    deliveryId: `d${at}`,
    offerId: 'tea',
    category: 'tea',
    geofenceId: 'elsewhere',
    at,
    ...changes,
  });
  const cap = (per: 'customer' | 'category' | 'offer', limit: number, windowMinutes: number) => ({
    caps: [{ per, limit, windowMinutes }],
  });
  const longest = 90 * 24 * 60;
  test.each<[string, Partial<Offer>, Customer['sends'], object]>([
    [
      'ninety days, to the millisecond: still counted',
      cap('customer', 1, longest),
      [sentAt(noon - 90 * day + 1)],
      { reason: 'capped', compared: { per: 'customer', sends: 1, limit: 1, windowMinutes: longest } },
    ],
    ['ninety days: over', cap('customer', 1, longest), [sentAt(noon - 90 * day)], { reason: 'chosen' }],
    ['a minute: over', cap('customer', 1, 1), [sentAt(noon - minute)], { reason: 'chosen' }],
    ['below the limit', cap('customer', 2, 60), [sentAt(noon)], { reason: 'chosen' }],
    ['another category', cap('category', 1, 60), [sentAt(noon)], { reason: 'chosen' }],
    ['the same category', cap('category', 1, 60), [sentAt(noon, { category: 'coffee' })], { reason: 'capped' }],
    ['another offer', cap('offer', 1, 60), [sentAt(noon, { category: 'coffee' })], { reason: 'chosen' }],
    [
      'the second cap binds',
      { caps: [...cap('offer', 1, 60).caps, ...cap('customer', 2, 120).caps] },
      [sentAt(noon - hour), sentAt(noon - 90 * minute)],
      { reason: 'capped', compared: { per: 'customer', sends: 2, limit: 2, windowMinutes: 120 } },
    ],
    [
      'no caps, but no room to count any more',
      { caps: [] },
      Array.from({ length: maxSends }, (_, n) => sentAt(noon - 80 * day + n)),
      { reason: 'capped', compared: { sends: maxSends, limit: maxSends } },
    ],
  ])('%s', (_, offer, sends, ending) => {
    expect(weighed({ offer, customer: { sends } })).toMatchObject(ending);
  });

  test('a claim forgets what no cap can count any more, and nothing sooner', () => {
    const sends = [sentAt(noon - 90 * day), sentAt(noon - 90 * day + 1)];
    const { customer } = chosen({ caps: [] }, { sends });
    expect(claim(customer, customer.pending!, noon).sends.map(({ at }) => at)).toEqual([noon - 90 * day + 1, noon]);
  });
});

describe('dates with hours of their own', () => {
  const daily: Geofence['openingHours'] = [
    {
      dayOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
      opens: '09:00',
      closes: '18:00',
    },
  ];
  const today = '2026-06-02';
  test('the store is closed today', () => {
    const geofence = { openingHours: daily, specialOpeningHours: [{ date: today }] };
    expect(weighed({ geofence })).toMatchObject({ reason: 'outside-hours', compared: { closed: 'store' } });
    const otherDay = { openingHours: daily, specialOpeningHours: [{ date: '2026-06-03' }] };
    expect(weighed({ geofence: otherDay }).reason).toBe('chosen');
  });
  test('the offer is on today only in the evening, or today although it is off on other days', () => {
    const evening = [{ date: today, opens: '18:00', closes: '22:00' }];
    expect(weighed({ offer: { specialHours: evening } })).toMatchObject({ compared: { closed: 'offer' } });
    const lunch = [{ date: today, opens: '11:30', closes: '13:00' }];
    expect(weighed({ offer: { hours: [], specialHours: lunch } }).reason).toBe('chosen');
  });
});

describe('what cannot be known refuses, and does not throw', () => {
  const geofence = aWorld().catalogue.geofence('cafe')!;
  const candidacy: Candidacy = {
    offer: { ...anOffer(), version: 1 },
    geofence,
    visit,
    customer: aCustomer({ openVisits: [visit] }),
    facts,
    deviceId: 'phone',
    channel: 'push',
    now: noon,
  };
  const endOf = (changes: Partial<Candidacy>) =>
    offerGates.find(([, gate]) => gate({ ...candidacy, ...changes }) !== undefined)?.[0];
  const { phone } = candidacy.customer.devices;

  test.each<[string | undefined, Partial<Candidacy>]>([
    [undefined, {}],
    ['outside-hours', { geofence: { ...geofence, timeZone: 'Mars/Olympus' } }],
    [
      'quiet-hours',
      { customer: { ...candidacy.customer, devices: { phone: { ...phone!, timeZone: 'Mars/Olympus' } } } },
    ],
    ['no-push-consent', { customer: { ...candidacy.customer, consents: {} } }],
    ['no-device', { deviceId: undefined }],
    ['no-device', { deviceId: 'toString' }],
  ])('%s', (reason, changes) => {
    expect(endOf(changes)).toBe(reason);
  });

  test('a propensity that is no number', () => {
    expect(belowPropensity(candidacy.offer, { propensity: 0.5, score: 5 })).toBeUndefined();
    expect(belowPropensity(candidacy.offer, { propensity: Number.NaN, score: 5 })).toMatchObject({ propensity: NaN });
  });
});

describe('the schema names what makes no sense', () => {
  const faultOf = (changes: object) => {
    const parsed = offerSchema.safeParse({ ...anOffer(), ...changes });
    return parsed.success ? undefined : parsed.error.issues[0]!.path.join('.');
  };
  test.each<[object, string | undefined]>([
    [{}, undefined],
    [{ audience: {} }, 'audience'],
    [{ audience: { visits: { atLeast: 3, atMost: 2 } } }, 'audience.visits.atMost'],
    [{ specialHours: [{ date: '2026-12-24', opens: '09:00' }] }, 'specialHours.0.closes'],
    [{ specialHours: [{ date: '2026-02-30' }] }, 'specialHours.0.date'],
    [{ holdoutShare: 1.1 }, 'holdoutShare'],
    [{ cooldownMinutes: 90 * 24 * 60 + 1 }, 'cooldownMinutes'],
    [{ quietHours: 'none' }, undefined],
  ])('%o', (changes, field) => {
    expect(faultOf(changes)).toBe(field);
  });

  test('quiet hours of no length are refused', () => {
    expect(faultOf({ quietHours: { from: '21:00', until: '21:00' } })).toMatch(/^quietHours/);
  });
});
