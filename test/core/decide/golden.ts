// The golden corpus: stored decisions with the world and the customer they were made from. Run as a script, it adds some:
//   node test/core/decide/golden.ts            records the scenarios below that have no file yet
//   node test/core/decide/golden.ts <name>...  records these anew, for a change of meaning that is wanted
// `npm run fix` lays them out. A file that is there is never changed by itself: it is what an earlier version decided.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { compileCatalogue } from '../../../shared/core/decide/compile.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { openCatalogue, type World } from '../../../shared/core/decide/world.ts';
import type { Customer } from '../../../shared/model/customer.ts';
import type { Decision, Facts } from '../../../shared/model/decision.ts';
import { type Geofence, geofence as geofenceSchema } from '../../../shared/model/geofence.ts';
import { type Offer, offer as offerSchema } from '../../../shared/model/offer.ts';
import { aCustomer, aGeofence, anOffer, aReport, hour, minute, noon } from '../../support/town.ts';

export interface Golden {
  catalogue: { version: number; geofences: Geofence[]; offers: (Offer & { version: number })[] };
  customer: Customer;
  /** The draws of the decision come from this key. */
  chanceKey: (string | number)[];
  decision: Decision;
}

const folder = join(import.meta.dirname, 'golden');

export function goldens(): [string, Golden][] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(folder, name), 'utf8'))]);
}

/** The decision made again, by today's `choose`, from what is stored. As it would be stored. */
export function decideAgain({ catalogue, customer, chanceKey, decision }: Golden): Decision | undefined {
  const again = choose(
    worldOf(catalogue),
    customer,
    decision.facts,
    decision.at,
    chance(...chanceKey),
    decision.channel,
  );
  return again.decision && JSON.parse(JSON.stringify(again.decision));
}

/** Read as a stored snapshot is: what a later version asks beside gets its default. */
export function worldOf({ version, geofences, offers }: Golden['catalogue']): World {
  const file = {
    geofences: geofences.map((one) => geofenceSchema.parse(one)),
    offers: offers.map((one) => offerSchema.safeExtend({ version: z.int() }).parse(one)),
  };
  return { catalogue: openCatalogue(compileCatalogue(file, version)) };
}

interface Scenario {
  offers?: Partial<Offer>[];
  geofence?: Partial<Geofence>;
  customer?: Partial<Customer>;
  /** Instead of a report at the café. */
  facts?: (visiting: Customer) => Facts;
  channel?: 'inbox';
}

const send = (offerId: string, at: number, category = 'other') => ({
  deliveryId: `d-${offerId}`,
  offerId,
  category,
  geofenceId: 'cafe',
  at,
});
const granted = { granted: true, at: noon - hour };
const caps = (per: 'customer' | 'category' | 'offer', limit: number, windowMinutes: number) => [
  { per, limit, windowMinutes },
];
const overMidnight = (closes: string) => ({ dayOfWeek: ['monday' as const], opens: '23:00', closes });
const visit = {
  geofenceId: 'cafe',
  visit: 3,
  enteredAt: noon - 10 * minute,
  leaseUntil: noon + 10 * minute,
  catalogueVersion: 1,
  deviceId: 'phone',
  offered: [],
};

/** Weighed while she is there, because of this signal. */
const asked = (kind: 'time' | 'dwell' | 'inbox', turned?: string[]) => () => ({
  signal: { kind, id: 'tick', at: noon },
  transitions: [],
  present: [],
  consider: ['cafe'],
  ...(turned && { turned }),
  leaseUntil: noon + 10 * minute,
});
const quietNow = { from: '11:30', until: '12:30' };
const preferring = (opens: string) => ({
  interests: [],
  mutedCategories: [],
  preferredHours: [{ dayOfWeek: ['tuesday' as const], opens, closes: '14:00' }],
});
const phoneIn = (timeZone: string) => ({
  devices: { phone: { platform: 'ios' as const, timeZone, registeredAt: noon - hour } },
});

const scenarios: Record<string, Scenario> = {
  'chosen-alone': {},
  'chosen-by-interest': {
    offers: [{ minimumPropensity: 0.1, value: 20 }, { value: 30 }],
    customer: { preferences: { interests: ['coffee'], mutedCategories: [] } },
  },
  'chosen-among-equals': { offers: [{}, {}, {}, { value: 1 }] },
  'chosen-without-profiling': { customer: { consents: { location: granted, push: granted } } },
  'chosen-when-its-hour-came': {
    customer: { openVisits: [visit] },
    facts: () => ({
      signal: { kind: 'time', id: 'tick', at: noon },
      transitions: [],
      present: [],
      consider: ['cafe'],
      leaseUntil: noon,
    }),
  },
  'not-live': { offers: [{ state: 'paused' }, { state: 'draft' }] },
  'outside-dates': { offers: [{ startsAt: noon + hour }, { endsAt: noon }] },
  'outside-hours-over-midnight': { offers: [{ hours: [overMidnight('11:59')] }] },
  'within-hours-over-midnight': { offers: [{ hours: [overMidnight('12:01')] }] },
  'outside-hours-closed-in-tokyo': {
    geofence: { timeZone: 'Asia/Tokyo', openingHours: [{ dayOfWeek: ['tuesday'], opens: '09:00', closes: '18:00' }] },
  },
  'outside-hours-on-a-holiday': { geofence: { specialOpeningHours: [{ date: '2026-06-02' }] } },
  'not-triggered-yet': {
    offers: [{ on: { dwellMinutes: 11 } }, { on: 'present' }],
    customer: { openVisits: [visit] },
    facts: asked('dwell'),
  },
  'chosen-after-ten-minutes': {
    offers: [{ on: { dwellMinutes: 10 } }],
    customer: { openVisits: [visit] },
    facts: asked('dwell'),
  },
  'chosen-as-it-came-on': {
    offers: [{ on: 'present' }, { on: 'present', value: 20 }],
    customer: { openVisits: [visit] },
    facts: asked('time', ['offer-0']),
  },
  'not-in-audience': {
    offers: [{ audience: { interests: ['tea'] } }, { audience: { visits: { atLeast: 2 } } }],
    customer: { preferences: { interests: ['coffee'], mutedCategories: [] } },
  },
  'not-in-audience-by-attribute': {
    offers: [
      { audience: { attributes: { tier: { oneOf: ['gold', 'platinum'] } } } },
      { audience: { attributes: { yearsAsMember: { atLeast: 5 } } } },
      { audience: { attributes: { storeCard: { present: true } } } },
    ],
    customer: { attributes: { tier: 'silver', yearsAsMember: 2 } },
  },
  'chosen-by-attribute': {
    offers: [{ audience: { attributes: { tier: { equals: 'gold' }, yearsAsMember: { atLeast: 3, atMost: 9 } } } }],
    customer: { attributes: { tier: 'gold', yearsAsMember: 3 } },
  },
  'chosen-for-a-newcomer': { offers: [{ audience: { visits: { atMost: 1 } } }] },
  'cooldown-of-the-geofence': {
    offers: [{ cooldownMinutes: 120 }],
    customer: { sends: [send('a', noon - hour)] },
  },
  'quiet-hours-of-the-offer': { offers: [{ quietHours: quietNow }] },
  'quiet-hours-on-the-phone-in-tokyo': {
    offers: [{ quietHours: { from: '19:00', until: '08:00' } }, { quietHours: 'none', value: 1 }],
    customer: phoneIn('Asia/Tokyo'),
  },
  'quiet-hours-she-asked-for': {
    offers: [{ quietHours: 'none' }],
    customer: { preferences: { interests: [], mutedCategories: [], quietHours: quietNow } },
  },
  'chosen-and-held-out': { offers: [{ holdoutShare: 1 }] },
  'muted-category': { customer: { preferences: { interests: [], mutedCategories: ['coffee'] } } },
  'muted-for-a-while': {
    offers: [{}, { category: 'tea' }],
    customer: {
      mutes: [
        { category: 'coffee', until: noon + 1 },
        { category: 'tea', until: noon },
      ],
    },
  },
  'muted-store': { customer: { mutes: [{ geofenceId: 'cafe' }] } },
  'outside-preferred-hours': { customer: { preferences: preferring('13:00') } },
  'chosen-in-preferred-hours': { customer: { preferences: preferring('12:00') } },
  'chosen-at-a-favourite': {
    offers: [{ minimumPropensity: 0.1 }],
    customer: { preferences: { interests: [], mutedCategories: [], favouriteGeofences: ['cafe'] } },
  },
  'too-personal': {
    offers: [
      { personalization: 'open' },
      { personalization: 'open', reveals: 'interests', audience: { visits: { atMost: 9 } } },
    ],
    customer: { preferences: { interests: [], mutedCategories: [], personalization: 'context-only' } },
  },
  'chosen-in-subtle-words': {
    offers: [{ personalization: 'open', subtleMessages: { da: { title: 'Kakao', body: 'I dag' } } }],
  },
  'chosen-for-the-inbox': {
    offers: [{ quietHours: quietNow }],
    customer: { openVisits: [{ ...visit, offered: ['offer-0'] }], consents: { location: granted }, devices: {} },
    facts: asked('inbox'),
    channel: 'inbox',
  },
  'capped-per-customer': {
    offers: [{ caps: caps('customer', 2, 24 * 60) }],
    customer: { sends: [send('a', noon - hour), send('b', noon - 23 * hour)] },
  },
  'capped-no-longer': {
    offers: [{ caps: caps('customer', 2, 24 * 60) }],
    customer: { sends: [send('a', noon - hour), send('b', noon - 24 * hour)] },
  },
  'capped-per-category': {
    offers: [{ caps: caps('category', 1, 60 * 24 * 7) }],
    customer: { sends: [send('a', noon - 50 * hour, 'coffee')] },
  },
  'no-push-consent': { customer: { consents: { location: granted } } },
  'no-device': { customer: { devices: {} } },
  'below-propensity': { offers: [{ minimumPropensity: 0.06 }, { value: 10, cost: 0.6 }] },
  'several-reasons': {
    offers: [
      { state: 'paused' },
      { minimumPropensity: 0.5 },
      { hours: [] },
      { caps: caps('offer', 1, 60) },
      { category: 'tea' },
    ],
    customer: {
      sends: [send('offer-3', noon - minute, 'coffee')],
      preferences: { interests: [], mutedCategories: ['tea'] },
    },
  },
  'more-than-the-record-holds': { offers: Array.from({ length: 30 }, (_, n) => ({ value: 1 + (n % 7) })) },
};

function record(name: string, { offers = [{}], geofence = {}, customer: changes = {}, facts, channel }: Scenario) {
  const catalogue = {
    version: 1,
    geofences: [aGeofence(geofence)],
    offers: offers.map((offer, n) => ({ ...anOffer({ id: `offer-${n}`, ...offer }), version: 1 })),
  };
  const customer = aCustomer(changes);
  const sensed = facts?.(customer) ?? sense(worldOf(catalogue), customer, aReport(0), noon, 'phone').facts!;
  const chanceKey = [customer.customerId, sensed.signal.id];
  const { decision } = choose(worldOf(catalogue), customer, sensed, noon, chance(...chanceKey), channel);
  if (!decision) throw new Error(`${name}: no offer was weighed`);
  const golden: Golden = { catalogue, customer, chanceKey, decision };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(golden, null, 2)}\n`);
  process.stdout.write(`${name}: ${decision.reason}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const anew = process.argv.slice(2);
  const unknown = anew.filter((name) => !Object.hasOwn(scenarios, name));
  if (unknown.length > 0) throw new Error(`no scenario is called ${unknown.join(', ')}`);
  const wanted = Object.entries(scenarios).filter(([name]) =>
    anew.length > 0 ? anew.includes(name) : !existsSync(join(folder, `${name}.json`)),
  );
  for (const [name, scenario] of wanted) record(name, scenario);
}
