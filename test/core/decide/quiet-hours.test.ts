// Quiet hours: by two clocks and for two reasons, at the decision and again at the claim.
import { expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { judgeClaim } from '../../../shared/core/decide/deliver.ts';
import { quietNow } from '../../../shared/core/decide/quiet-hours.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { type Offer, usualQuietHours } from '../../../shared/model/offer.ts';
import { aCustomer, anOffer, aReport, aWorld, minute } from '../../support/town.ts';

const copenhagen = 'Europe/Copenhagen';
/** In June Copenhagen is two hours ahead of UTC, New York four behind. */
const at = (utc: string) => Date.parse(`2026-06-02T${utc}Z`);

function quiet(
  utc: string,
  { timeZone, own, hours = usualQuietHours }: { timeZone?: string; own?: object; hours?: Offer['quietHours'] } = {},
) {
  const { phone } = aCustomer().devices;
  const customer = aCustomer({
    devices: { phone: { ...phone!, timeZone } },
    preferences: { interests: [], mutedCategories: [], ...own },
  });
  return quietNow({ quietHours: hours }, customer, 'phone', copenhagen, at(utc));
}

test('from the first minute to the last, by the clock of the geofence', () => {
  expect(quiet('18:59')).toBeUndefined();
  expect(quiet('19:00')).toEqual({ whose: 'offer', from: '21:00', until: '08:00', timeZone: copenhagen });
  expect(quiet('05:59')).toBeDefined();
  expect(quiet('06:00')).toBeUndefined();
});

test('also by the clock of a phone that is still on the time of home', () => {
  // 12:00 in Copenhagen, 06:00 in New York.
  expect(quiet('10:00', { timeZone: 'America/New_York' })).toMatchObject({ timeZone: 'America/New_York' });
  // 20:00 in Copenhagen, 14:00 in New York.
  expect(quiet('18:00', { timeZone: 'America/New_York' })).toBeUndefined();
});

test('a phone that states no zone goes by the geofence, one that states an unknown one is quiet all day', () => {
  expect(quiet('10:00')).toBeUndefined();
  expect(quiet('10:00', { timeZone: 'Mars/Olympus' })).toMatchObject({ timeZone: 'Mars/Olympus' });
});

test('the customer can want more quiet than the offer keeps, not less', () => {
  const own = { quietHours: { from: '12:00', until: '14:00' } };
  expect(quiet('10:00', { own })).toMatchObject({ whose: 'customer', from: '12:00' });
  expect(quiet('10:00', { own, hours: 'none' })).toMatchObject({ whose: 'customer' });
  expect(quiet('20:00', { own })).toMatchObject({ whose: 'offer' });
  expect(quiet('20:00', { hours: 'none' })).toBeUndefined();
});

test('outside the hours she prefers it is quiet, by the clock of her phone alone, and where that is not known', () => {
  const own = { preferredHours: [{ dayOfWeek: ['tuesday'], opens: '12:00', closes: '14:00' }] };
  const outside = { whose: 'customer', outside: 'preferredHours' };
  expect(quiet('09:59', { own })).toEqual({ ...outside, timeZone: copenhagen });
  expect(quiet('10:00', { own })).toBeUndefined();
  expect(quiet('12:00', { own, hours: 'none' })).toEqual({ ...outside, timeZone: copenhagen });
  // 12:00 in Copenhagen is 06:00 in New York, 18:00 there is 12:00 here.
  expect(quiet('10:00', { own, timeZone: 'America/New_York', hours: 'none' })).toMatchObject(outside);
  expect(quiet('16:00', { own, timeZone: 'America/New_York', hours: 'none' })).toBeUndefined();
  expect(quiet('10:00', { own, timeZone: 'Mars/Olympus', hours: 'none' })).toMatchObject(outside);
});

test('an offer is silent at night unless it says otherwise', () => {
  const { quietHours: _said, ...unsaid } = anOffer();
  expect(anOffer(unsaid).quietHours).toEqual({ from: '21:00', until: '08:00' });
});

test('quiet hours that begin between the decision and the claim refuse the claim', () => {
  const now = at('18:58');
  const world = aWorld({ offers: [anOffer({ endsAt: now + 1e9 })] });
  const { facts } = sense(world, aCustomer(), aReport(0, { at: now }), now, 'phone');
  const { customer, reason } = choose(world, aCustomer(), facts!, now, chance('quiet'));
  expect(reason).toBe('chosen');
  const judge = (later: number) => judgeClaim(customer, customer.pending!, world.catalogue, later);
  expect(judge(now + minute)).toMatchObject({ offer: { id: 'cocoa' } });
  expect(judge(now + 2 * minute)).toEqual({ refused: 'quiet-hours' });
});

test('a claim by another version of the offer, or at a geofence that is gone, is refused', () => {
  const now = at('10:00');
  const world = aWorld();
  const { facts } = sense(world, aCustomer(), aReport(0, { at: now }), now, 'phone');
  const { customer } = choose(world, aCustomer(), facts!, now, chance('quiet'));
  const { offer, geofence } = world.catalogue;
  const judge = (catalogue: Parameters<typeof judgeClaim>[2]) =>
    judgeClaim(customer, customer.pending!, catalogue, now);
  expect(judge({ geofence, offer: (id) => ({ ...offer(id)!, version: 2 }) })).toEqual({ refused: 'changed' });
  expect(judge({ geofence, offer: () => undefined })).toEqual({ refused: 'changed' });
  expect(judge({ geofence: () => undefined, offer })).toEqual({ refused: 'changed' });
});
