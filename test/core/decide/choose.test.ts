// Choosing: every offer gate, one winner, caps, and the same answer for the same question.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { claim, endOf, finish, judgeClaim, lapse, release } from '../../../shared/core/decide/deliver.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import type { World } from '../../../shared/core/decide/world.ts';
import { featuresOf } from '../../../shared/core/propensity/features.ts';
import { learn } from '../../../shared/core/propensity/learn.ts';
import { startModel } from '../../../shared/core/propensity/published.ts';
import { type Customer, maxSends } from '../../../shared/model/customer.ts';
import { decision as decisionSchema } from '../../../shared/model/decision.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import {
  aCustomer,
  aGeofence,
  anOffer,
  aReport,
  aWorld,
  cafe,
  hour,
  metresPerDegreeLat,
  minute,
  noon,
} from '../../support/town.ts';

function enter(world: World, customer: Customer, now = noon, deviceId: string | undefined = 'phone') {
  const { facts } = sense(world, customer, aReport(0, { at: now }), now, deviceId);
  return choose(world, customer, facts!, now, chance(customer.customerId, `r${now}`));
}

describe('each gate refuses for its own reason and tells what it compared', () => {
  const closed = [{ dayOfWeek: ['tuesday' as const], opens: '14:00', closes: '18:00' }];
  const sent = { deliveryId: 'd', offerId: 'cocoa', category: 'coffee', geofenceId: 'elsewhere', at: noon - hour };
  const interest = { interests: [], mutedCategories: ['coffee'] };
  const offers: [string, Partial<Offer>, Partial<Customer>, object][] = [
    ['not-live', { state: 'paused' }, {}, { state: 'paused' }],
    ['outside-dates', { endsAt: noon }, {}, { endsAt: noon }],
    ['outside-dates', { startsAt: noon + 1 }, {}, { startsAt: noon + 1 }],
    ['outside-hours', { hours: closed }, {}, { closed: 'offer' }],
    ['muted-category', {}, { preferences: interest }, { category: 'coffee' }],
    ['muted-store', {}, { mutes: [{ geofenceId: 'cafe' }] }, { geofenceId: 'cafe' }],
    ['capped', {}, { sends: [sent] }, { per: 'offer', sends: 1, limit: 1 }],
    [
      'capped',
      { caps: [{ per: 'customer', limit: 1, windowMinutes: 120 }] },
      { sends: [{ ...sent, offerId: 'tea', category: 'tea' }] },
      { sends: 1 },
    ],
    [
      'capped',
      { caps: [{ per: 'category', limit: 1, windowMinutes: 120 }] },
      { sends: [{ ...sent, offerId: 'tea' }] },
      { sends: 1 },
    ],
    ['no-push-consent', {}, { consents: { location: { granted: true, at: 0 } } }, {}],
    ['no-device', {}, { devices: {} }, {}],
    [
      'below-propensity',
      { minimumPropensity: 0.1 },
      {},
      { propensity: expect.closeTo(0.05, 2), minimumPropensity: 0.1 },
    ],
    ['below-propensity', { cost: 1, value: 10 }, {}, { expectedValue: expect.closeTo(0.5, 1), cost: 1 }],
  ];
  test.each(offers)('%s', (reason, offerChanges, customerChanges, compared) => {
    const choice = enter(aWorld({ offers: [anOffer(offerChanges)] }), aCustomer(customerChanges));
    expect(choice.reason).toBe(reason);
    expect(choice.decision?.candidates[0]).toMatchObject({ reason, compared });
    expect(choice.customer.pending).toBeUndefined();
    expect(decisionSchema.parse(choice.decision)).toBeTruthy();
  });

  test('capped by a full list of sends, until the oldest of them count nowhere', () => {
    const sends = Array.from({ length: maxSends }, (_, n) => ({ ...sent, deliveryId: `d${n}`, offerId: `tea-${n}` }));
    const [day, full] = [24 * hour, aCustomer({ sends })];
    const always = (now: number) => aWorld({ offers: [anOffer({ caps: [], endsAt: now + hour })] });
    expect(enter(always(noon), full)).toMatchObject({ reason: 'capped' });
    expect(enter(always(noon + 91 * day), full, noon + 91 * day)).toMatchObject({ reason: 'chosen' });
  });

  test('outside-hours by the opening hours of the store, in its own zone', () => {
    const inTokyo = aGeofence({
      timeZone: 'Asia/Tokyo',
      openingHours: [{ dayOfWeek: ['tuesday'], opens: '18:00', closes: '20:00' }],
    });
    expect(enter(aWorld({ geofences: [inTokyo] }), aCustomer()).reason).toBe('chosen');
    const inCopenhagen = aGeofence({ openingHours: inTokyo.openingHours });
    expect(enter(aWorld({ geofences: [inCopenhagen] }), aCustomer()).reason).toBe('outside-hours');
  });

  test('pending: one delivery at a time, and a reservation past its lease does not count', () => {
    const world = aWorld({
      geofences: [aGeofence(), aGeofence({ id: 'tea', tags: ['tea'] })],
      offers: [anOffer(), anOffer({ id: 'sencha', where: { tags: ['tea'] } })],
    });
    const both = enter(world, aCustomer());
    expect(both.decision?.candidates.map(({ reason }) => reason).sort()).toEqual(['chosen', 'outranked']);
    const { pending } = both.customer;
    const again = enter(world, aCustomer({ pending }));
    expect(again.reason).toBe('pending');
    const later = pending!.expiresAt;
    const afterwards = enter(world, aCustomer({ pending }), later);
    expect(afterwards.reason).toBe('chosen');
    expect(afterwards.ended).toMatchObject({ deliveryId: pending!.deliveryId, state: 'expired' });
  });

  test('what was reserved for a geofence she has left makes room for the next one', () => {
    const north = { lng: cafe.lng, lat: cafe.lat + 1000 / metresPerDegreeLat };
    const shape = { type: 'Circle' as const, center: [north.lng, north.lat] as [number, number], radiusMetres: 100 };
    const world = aWorld({
      geofences: [aGeofence(), aGeofence({ id: 'north', shape })],
      offers: [anOffer({ caps: [] })],
    });
    const first = enter(world, aCustomer()).customer;
    const later = noon + 4 * minute;
    const { facts } = sense(world, first, aReport(1000, { at: later }), later, 'phone');
    const second = choose(world, first, facts!, later, chance('later'));
    expect(second).toMatchObject({ reason: 'chosen', decision: { geofenceId: 'north' } });
    expect(second.ended).toMatchObject({ deliveryId: first.pending!.deliveryId, state: 'cancelled', why: 'left' });
  });

  test('an offer is tried once a visit, whatever became of it', () => {
    const world = aWorld();
    const reserved = enter(world, aCustomer()).customer;
    const cancelled = finish(reserved, endOf(reserved.pending!, 'cancelled', noon));
    const news = aWorld({ version: 2 });
    const later = noon + minute;
    const { facts } = sense(news, cancelled, aReport(0, { at: later }), later, 'phone');
    expect(choose(news, cancelled, facts!, later, Math.random).reason).toBe('cooldown');
  });
});

test('the winner is worth most, but for one in fifty drawn at random, each with the probability it was chosen with', () => {
  const offers = [
    anOffer({ id: 'small', value: 1 }),
    anOffer({ id: 'large', value: 20 }),
    anOffer({ id: 'twin', value: 20 }),
  ];
  const won = new Map<string, number>();
  for (let n = 0; n < 400; n++) {
    const { decision } = enter(aWorld({ offers }), aCustomer({ customerId: `customer-${n}` }));
    const { offerId, probability } = decision!;
    expect(probability).toBeCloseTo(offerId === 'large' ? 0.98 + 0.02 / 3 : 0.02 / 3);
    won.set(offerId!, (won.get(offerId!) ?? 0) + 1);
  }
  expect(won.get('large')).toBeGreaterThan(380);
  expect(won.size).toBeGreaterThan(1);
});

describe('what is known of her', () => {
  const residual = (of: string, target: number) => {
    const evidence = { id: 'o', at: noon - hour, target, strength: 4, teaches: false };
    const learnt = learn(startModel.weights, undefined, featuresOf(of, {}), evidence).residual;
    return Buffer.from(learnt.bytes).toString('base64');
  };
  const propensity = { residual: residual('tea', 1), habits: [], opportunities: [], seen: [] };
  const offers = [anOffer({ id: 'a-coffee' }), anOffer({ id: 'b-tea', category: 'tea' })];

  test('one redemption of hers moves the category to the front, and the record says so', () => {
    const { decision } = enter(aWorld({ offers }), aCustomer({ propensity }));
    expect(decision).toMatchObject({ offerId: 'b-tea', modelVersion: 0 });
    expect(decision!.because).toContainEqual({ field: 'category', value: 'tea', world: 0, own: expect.any(Number) });
    expect(decision!.because!.find(({ field }) => field === 'category')!.own).toBeGreaterThan(0.3);
    expect(decisionSchema.parse(decision)).toEqual(decision);
  });

  test('without consent to profiling nothing of it is read: the decision is a stranger’s', () => {
    const { location, push } = aCustomer().consents;
    const preferences = { interests: ['tea'], mutedCategories: [] };
    const stranger = aCustomer({ consents: { location, push } });
    const known = { ...stranger, propensity, preferences };
    expect(enter(aWorld({ offers }), known).decision).toEqual(enter(aWorld({ offers }), stranger).decision);
  });

  test('what a newer deployment has written in a form of its own is passed over', () => {
    const newer = { ...propensity, residual: Buffer.from([9, 9, 9]).toString('base64') };
    expect(enter(aWorld({ offers }), aCustomer({ propensity: newer })).reason).toBe('chosen');
  });
});

describe('relevance is predicted only for what every other gate lets pass', () => {
  const offers = [
    anOffer({ id: 'soon-over', endsAt: noon + hour }),
    anOffer({ id: 'tea', category: 'tea' }),
    anOffer({ id: 'cocoa' }),
    anOffer({ id: 'milk' }),
    anOffer({ id: 'paused', state: 'paused' }),
  ];
  const habits = [{ category: 'tea', at: noon, visits: 3, purchases: 3, redemptions: 1, offers: 2 }];
  const her = aCustomer({ propensity: { habits, opportunities: [], seen: [] } });

  test('what was refused before has none in the record', () => {
    const { candidates } = enter(aWorld({ offers }), her).decision!;
    expect(candidates.find(({ offerId }) => offerId === 'paused')!.propensity).toBeUndefined();
    expect(candidates.filter(({ propensity }) => propensity !== undefined)).toHaveLength(4);
  });

  test('and is for each offer among many what it is for that offer alone', () => {
    const alone = offers.flatMap((one) => enter(aWorld({ offers: [one] }), her).decision!.candidates);
    const byId = (found: typeof alone) => new Map(found.map(({ offerId, propensity }) => [offerId, propensity]));
    expect(byId(enter(aWorld({ offers }), her).decision!.candidates)).toEqual(byId(alone));
    expect(byId(alone).get('tea')).not.toBe(byId(alone).get('cocoa'));
  });
});

test('what people redeem without a push counts for nothing; where all do, nothing is sent', () => {
  const model = { ...startModel, version: 7, unsentRate: () => 0.9 };
  const { decision } = enter({ ...aWorld(), model }, aCustomer());
  expect(decision).toMatchObject({ reason: 'below-propensity', modelVersion: 7 });
});

test('each send of the last week makes the next one dearer', () => {
  const sends = [1, 2, 3].map((n) => ({ deliveryId: `d${n}`, offerId: 'x', category: 'x', at: noon - n * hour }));
  const [calm, tired] = [aCustomer(), aCustomer({ sends })].map((customer) => enter(aWorld(), customer).decision!);
  const worth = (decision: typeof calm) => decision!.score! / decision!.candidates[0]!.propensity!;
  expect(worth(tired)).toBeCloseTo(0.85 * worth(calm));
});

test('declared interest counts only with consent to profiling', () => {
  const world = aWorld({ offers: [anOffer({ minimumPropensity: 0.1 })] });
  const preferences = { interests: ['coffee'], mutedCategories: [] };
  expect(enter(world, aCustomer({ preferences })).reason).toBe('chosen');
  const { location, push } = aCustomer().consents;
  expect(enter(world, aCustomer({ preferences, consents: { location, push } })).reason).toBe('below-propensity');
});

test('entering where no offer is written, and leaving, have reasons of their own', () => {
  const world = aWorld({ offers: [] });
  const entered = enter(world, aCustomer());
  expect(entered).toMatchObject({ reason: 'no-offer' });
  expect(entered.decision).toBeUndefined();
  const later = noon + minute;
  const { facts } = sense(world, entered.customer, aReport(500, { at: later }), later);
  expect(choose(world, entered.customer, facts!, later, Math.random).reason).toBe('exited');
});

test('a stored decision can be made again from its facts', () => {
  const offers = Array.from({ length: 30 }, (_, n) => anOffer({ id: `offer-${n}`, value: 1 + (n % 7) }));
  const world = aWorld({ offers });
  const customer = aCustomer();
  const { decision } = enter(world, customer);
  const stored = decisionSchema.parse(JSON.parse(JSON.stringify(decision)));
  const { signal } = stored.facts;
  const again = choose(world, customer, stored.facts, stored.at, chance(customer.customerId, signal.id));
  expect(JSON.parse(JSON.stringify(again.decision))).toEqual(JSON.parse(JSON.stringify(decision)));
  expect(decision).toMatchObject({ omittedCandidates: 6 });
  expect(decision!.candidates).toHaveLength(24);
});

test('no rolling window holds more claimed sends than its cap, however long the customer comes and goes', () => {
  const caps = fc.array(
    fc.record({
      per: fc.constantFrom('customer' as const, 'offer' as const),
      limit: fc.integer({ min: 1, max: 3 }),
      windowMinutes: fc.integer({ min: 30, max: 600 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(
      caps,
      fc.array(fc.integer({ min: 1, max: 180 }), { minLength: 30, maxLength: 60 }),
      (offerCaps, gaps) => {
        const world = aWorld({ offers: [anOffer({ caps: offerCaps, endsAt: noon + 1e10 })] });
        let customer = aCustomer();
        let now = noon;
        const claims: number[] = [];
        for (const gap of gaps) {
          now += gap * minute;
          const { facts } = sense(world, { ...customer, openVisits: [] }, aReport(0, { at: now }), now, 'phone');
          const choice = choose(world, { ...customer, openVisits: [] }, facts!, now, Math.random);
          customer = choice.customer;
          if (choice.reason !== 'chosen') continue;
          now += minute;
          claims.push(now);
          customer = claim(customer, customer.pending!, now);
          customer = finish(customer, endOf(customer.pending!, 'sent', now));
        }
        for (const { limit, windowMinutes } of offerCaps) {
          for (const end of claims) {
            const within = claims.filter((at) => at <= end && end - at < windowMinutes * minute);
            expect(within.length).toBeLessThanOrEqual(limit);
          }
        }
        expect(claims.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 100 },
  );
});

describe('the claim asks again for everything the customer can take back', () => {
  const reserved = enter(aWorld(), aCustomer()).customer;
  const pending = reserved.pending!;
  test.each([
    ['expired', reserved, pending.expiresAt],
    ['left', { ...reserved, openVisits: [] }, noon],
    ['paused', { ...reserved, pausedUntil: noon + hour }, noon],
    [
      'no-location-consent',
      { ...reserved, consents: { ...reserved.consents, location: { granted: false, at: noon } } },
      noon,
    ],
    ['no-push-consent', { ...reserved, consents: { ...reserved.consents, push: { granted: false, at: noon } } }, noon],
    ['no-device', { ...reserved, devices: {} }, noon],
  ])('%s', (why, customer, now) => {
    expect(judgeClaim(customer, pending, aWorld().catalogue, now)).toEqual({ refused: why });
  });

  test('what was not accepted frees its place; an answer that never came ends unknown and keeps it', () => {
    const claimed = claim(reserved, pending, noon);
    expect(claimed).toMatchObject({
      sends: [{ deliveryId: pending.deliveryId, at: noon }],
      pending: { state: 'sending' },
    });
    expect(release(claimed, claimed.pending!)).toMatchObject({ sends: [], pending: { state: 'reserved' } });
    const due = claimed.pending!.answerDueAt!;
    expect(lapse(claimed, due - 1).ended).toBeUndefined();
    const { customer, ended } = lapse(claimed, due);
    expect(ended).toMatchObject({ state: 'unknown' });
    expect(customer.sends).toHaveLength(1);
    expect(customer.pending).toBeUndefined();
  });
});
