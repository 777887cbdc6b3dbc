// Size: the customer's item stays within its bound, whatever is written with valid input.
import { expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { maxAskedBefore } from '../../../shared/core/decide/visits.ts';
import { maxHabits } from '../../../shared/core/propensity/habits.ts';
import { mostTurns } from '../../../shared/core/weather/there.ts';
import { maxAttributes } from '../../../shared/model/attributes.ts';
import { maxContextKeys } from '../../../shared/model/context.ts';
import {
  maxCrossings,
  maxCustomerBytes,
  maxOpenVisits,
  maxRecentGeofences,
  maxSends,
} from '../../../shared/model/customer.ts';
import { maxDevices } from '../../../shared/model/device.ts';
import { maxTurned } from '../../../shared/model/fan-out.ts';
import { maxImportedScores } from '../../../shared/model/imported-scores.ts';
import { maxMutes } from '../../../shared/model/mute.ts';
import { maxRecentOutcomes } from '../../../shared/model/outcome-message.ts';
import { maxOpportunities, maxSeenOutcomes } from '../../../shared/model/propensity.ts';
import { maxOwnCodes, maxRedeemedOffers } from '../../../shared/model/redemption.ts';
import { aCustomer, aGeofence, anOffer, aReport, aWorld, hour, noon } from '../../support/town.ts';

const long = (length: number, n: number) => `${n}`.padStart(length, 'x');
/** The longest label: 40 letters that take three bytes each. */
const label = (n: number) => `${n}`.padStart(40, 'ḁ');

test('a customer with every list full of the longest names fits', () => {
  const geofences = Array.from({ length: 40 }, (_, n) => aGeofence({ id: long(100, n), tags: ['coffee'] }));
  // All but one are refused, with the longest that a gate has to tell.
  const audience = { interests: Array.from({ length: 30 }, (_, n) => label(n + 1000)) };
  const offers = Array.from({ length: 40 }, (_, n) =>
    anOffer({
      id: long(100, n),
      category: label(n),
      caps: [],
      value: 1 + n,
      quietHours: 'none',
      audience: n > 0 ? audience : undefined,
    }),
  );
  const device = {
    platform: 'ios-sandbox' as const,
    locale: 'x'.repeat(35),
    timeZone: 'America/Argentina/ComodRivadavia',
  };
  const customer = aCustomer({
    customerId: long(128, 0),
    devices: Object.fromEntries(
      Array.from({ length: maxDevices }, (_, n) => [long(64, n), { ...device, registeredAt: noon }]),
    ),
    propensity: {
      residual: 'x'.repeat(684),
      habits: Array.from({ length: maxHabits }, (_, n) => ({
        ...{ category: label(n), at: noon, visits: 9.1234, purchases: 9.1234, redemptions: 9.1234, offers: 9.1234 },
        ...{ lastPurchaseAt: noon, intervalDays: 99.1234, intervalVariance: 999.1234, intervals: 99 },
      })),
      opportunities: Array.from({ length: maxOpportunities }, (_, n) => ({
        deliveryId: long(22, n),
        offerId: long(100, n),
        category: label(n),
        isHeldOut: false,
        at: noon,
        until: noon,
        redeemedAt: noon,
        ownMean: -Math.PI,
        ownVariance: Math.PI,
        context: Object.fromEntries(Array.from({ length: 16 }, (_, k) => [long(18, k), long(18, n)])),
      })),
      seen: Array.from({ length: maxSeenOutcomes }, (_, n) => long(22, n)),
    },
    preferences: {
      interests: Array.from({ length: 30 }, (_, n) => label(n)),
      mutedCategories: Array.from({ length: 30 }, (_, n) => label(n + 100)),
      quietHours: { from: '22:00', until: '06:00' },
      favouriteGeofences: Array.from({ length: 30 }, (_, n) => long(100, n)),
      preferredHours: Array.from({ length: 14 }, () => ({
        dayOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
        opens: '00:00',
        closes: '24:00',
      })),
      personalization: 'context-only',
    },
    mutes: Array.from({ length: maxMutes }, (_, n) => ({ category: label(n + 200), until: noon + hour })),
    lastReport: { id: long(64, 0), at: noon - 1 },
    lastEnd: {
      deliveryId: long(22, 99),
      decisionId: long(22, 99),
      offerId: long(100, 99),
      geofenceId: long(100, 99),
      state: 'cancelled',
      why: 'no-location-consent',
      at: noon - 1,
    },
    visitCounts: Array.from({ length: maxRecentGeofences }, (_, n) => ({
      geofenceId: long(100, n),
      visits: 1e6,
      lastAt: noon,
    })),
    crossings: Array.from({ length: maxCrossings }, (_, n) => ({
      geofenceId: long(100, n),
      type: 'ENTER' as const,
      at: noon - 2,
      id: long(36, n),
    })),
    sends: Array.from({ length: maxSends - 1 }, (_, n) => ({
      deliveryId: long(22, n),
      offerId: long(100, n),
      category: label(n),
      geofenceId: long(100, n),
      at: noon,
    })),
    attributes: Object.fromEntries(
      Array.from({ length: maxAttributes }, (_, n) => [`a${long(39, n)}`, 'ḁ'.repeat(60)]),
    ),
    codes: Array.from({ length: maxOwnCodes }, (_, n) => ({
      code: long(10, n),
      deliveryId: long(22, n),
      offerId: long(100, n),
      expiresAt: noon,
    })),
    redeemed: Array.from({ length: maxRedeemedOffers }, (_, n) => ({
      offerId: long(100, 1000 + n),
      code: long(10, n),
      at: noon,
      until: noon,
    })),
    outcomes: Array.from({ length: maxRecentOutcomes }, (_, n) => ({
      id: long(64, n),
      kind: 'interested' as const,
      at: noon,
      category: label(n),
    })),
    importedScores: Array.from({ length: maxImportedScores }, (_, n) => ({
      category: label(n),
      score: 0.12345678901234566,
      at: noon,
    })),
  });
  const world = aWorld({ geofences, offers });
  const report = aReport(0, { id: long(64, 1) });
  const { facts } = sense(world, customer, report, noon, long(64, 0));
  const turned = offers.slice(0, maxTurned).map(({ id }) => id);
  const observation = {
    observedAt: noon,
    lifetime: 3600,
    temperatureC: -12.25,
    kind: 'thunder',
    windMps: 10.25,
  } as const;
  const turnedAt = Object.fromEntries(Array.from({ length: mostTurns }, (_, n) => [long(12, n), noon]));
  const there = { observation: { ...observation, precipitationMmPerHour: 10.25, isDaylight: false }, turnedAt };
  const weather = Object.fromEntries(facts!.consider.map((id) => [id, there]));
  const context = Object.fromEntries(
    Array.from({ length: maxContextKeys }, (_, n) => [
      `geofence/${long(100, n)}/${long(100, n)}`,
      { value: 'ḁ'.repeat(100), observedAt: noon, lifetimeSeconds: 31_536_000 },
    ]),
  );
  const { customer: after, reason } = choose(
    world,
    customer,
    { ...facts!, turned, weather, context },
    noon,
    chance('size'),
  );
  expect(reason).toBe('chosen');
  expect(after.openVisits).toHaveLength(maxOpenVisits);
  const askedBefore = Array.from({ length: maxAskedBefore }, (_, n) => long(22, n));
  const asked = after.openVisits.map((visit) => ({
    ...visit,
    askedFor: long(22, 1),
    askedBefore,
    presenceShards: 100,
  }));
  const bytes = Buffer.byteLength(JSON.stringify({ ...after, openVisits: asked }));
  process.stdout.write(`the largest customer: ${bytes} bytes\n`);
  expect(bytes).toBeLessThan(maxCustomerBytes);
});

test('an ordinary customer is small', () => {
  const world = aWorld();
  const { facts } = sense(world, aCustomer(), aReport(0), noon, 'phone');
  const { customer } = choose(world, aCustomer(), facts!, noon, chance('size'));
  expect(Buffer.byteLength(JSON.stringify(customer))).toBeLessThan(3 * 1024);
});
