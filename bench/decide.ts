// What deciding one report costs: a customer enters a store for which 50 offers are written, and every one of them gets its reason.
import { parseArgs } from 'node:util';
import { chance } from '../shared/core/decide/chance.ts';
import { choose } from '../shared/core/decide/choose.ts';
import { compileCatalogue } from '../shared/core/decide/compile.ts';
import { sense } from '../shared/core/decide/sense.ts';
import { openCatalogue, type World } from '../shared/core/decide/world.ts';
import { isWithin } from '../shared/core/time/weekly-hours.ts';
import type { VersionedOffer } from '../shared/model/catalogue.ts';
import { type Customer, newCustomer } from '../shared/model/customer.ts';
import type { Facts } from '../shared/model/decision.ts';
import { geofence } from '../shared/model/geofence.ts';
import { type Offer, offer } from '../shared/model/offer.ts';
import type { PositionReport } from '../shared/model/signal.ts';

const [hour, minute] = [3_600_000, 60_000];
/** Tuesday 2026-06-02, noon in Copenhagen. */
const now = Date.parse('2026-06-02T10:00:00Z');
const store = { lng: 12.5683, lat: 55.6761 };
const categories = ['coffee', 'bakery', 'fashion', 'books', 'toys'];

const open = [{ dayOfWeek: ['monday', 'tuesday', 'friday'], opens: '09:00', closes: '18:00' }];
const shut = [{ dayOfWeek: ['monday', 'tuesday', 'friday'], opens: '19:00', closes: '02:00' }];

/** Each kind of candidate comes as far as its name says; before that it passes every gate with something to compare. */
const kinds = {
  'paused: the first gate': { state: 'paused' },
  'outside hours': { hours: shut },
  'capped, after 40 sends were counted': { caps: [{ per: 'customer', limit: 1, windowMinutes: 24 * 60 }] },
  'below propensity: the last gate': { minimumPropensity: 1 },
  'every gate passed: ranked': {},
} satisfies Record<string, object>;
type Kind = keyof typeof kinds;

function anOffer(number: number, kind: Kind): Offer {
  return offer.parse({
    id: `offer-${number}`,
    category: categories[number % categories.length],
    messages: { da: { title: 'Et tilbud', body: 'Til dig på {geofenceName}' } },
    defaultLocale: 'da',
    where: { tags: ['shop'] },
    startsAt: now - 30 * 24 * hour,
    endsAt: now + 30 * 24 * hour,
    hours: open,
    value: 5 + (number % 7),
    cost: 0.01,
    budgetUnits: 1000,
    caps: [
      { per: 'offer', limit: 1, windowMinutes: 24 * 60 },
      { per: 'category', limit: 20, windowMinutes: 7 * 24 * 60 },
      { per: 'customer', limit: 60, windowMinutes: 30 * 24 * 60 },
    ],
    ...kinds[kind],
  });
}

/** A chain of 1,000 stores, 300 m apart; the offers are for all of them. */
function worldWith(offers: Offer[]): World {
  const geofences = Array.from({ length: 1000 }, (_, n) =>
    geofence.parse({
      id: `store-${n}`,
      name: 'Butikken',
      shape: {
        type: 'Circle',
        center: [store.lng + 0.005 * (n % 40), store.lat + 0.003 * Math.floor(n / 40)],
        radiusMetres: 100,
      },
      timeZone: 'Europe/Copenhagen',
      tags: ['shop'],
      openingHours: [
        { dayOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], opens: '08:00', closes: '20:00' },
      ],
    }),
  );
  return { catalogue: openCatalogue(compileCatalogue({ geofences, offers }, 1)) };
}

/** A regular, with a month of sends behind her. */
function aRegular(): Customer {
  const granted = { granted: true, at: now - 90 * 24 * hour };
  return {
    ...newCustomer('regular'),
    consents: { location: granted, profiling: granted, push: granted },
    devices: { phone: { platform: 'ios', locale: 'da-DK', registeredAt: now - 90 * 24 * hour } },
    preferences: { interests: ['coffee', 'books'], mutedCategories: ['cars'] },
    sends: Array.from({ length: 40 }, (_, n) => ({
      deliveryId: `delivery-${n}`,
      offerId: `former-${n}`,
      category: categories[n % categories.length]!,
      at: now - (n + 1) * 17 * hour,
    })),
  };
}

/** She comes in: a good fix, and one before it at the same place. */
function aReport(number: number): PositionReport {
  const fix = { ...store, accuracyMetres: 10 };
  return { id: `report-${number}`, at: now, ...fix, previous: { ...fix, at: now - 5000 } };
}

/**
 * The same questions as one expression that keeps the best and gives no reason: what a decision costs that nobody can
 * have explained. It asks nothing about budgets, visits or other deliveries either.
 */
function bestWithoutReasons(world: World, customer: Customer, facts: Facts): VersionedOffer | undefined {
  let best: VersionedOffer | undefined;
  for (const geofenceId of facts.consider) {
    const here = world.catalogue.geofence(geofenceId)!;
    for (const one of world.catalogue.offersAt(geofenceId)) {
      const fits =
        one.state === 'live' &&
        now >= one.startsAt &&
        now < one.endsAt &&
        isWithin(here.openingHours, here.timeZone, now) &&
        isWithin(one.hours, here.timeZone, now) &&
        !customer.preferences?.mutedCategories.includes(one.category) &&
        one.caps.every(
          (cap) =>
            customer.sends.filter(
              (send) =>
                now - send.at < cap.windowMinutes * minute &&
                (cap.per === 'customer' ||
                  send[cap.per === 'offer' ? 'offerId' : 'category'] === (cap.per === 'offer' ? one.id : one.category)),
            ).length < cap.limit,
        ) &&
        one.minimumPropensity < 0.05;
      if (fits && (!best || one.value - one.cost > best.value - best.cost)) best = one;
    }
  }
  return best;
}

export async function run(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { rounds: { type: 'string', default: '4000' } },
  });
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0))
    throw new RangeError(`--rounds ${values.rounds} is not a number of rounds`);

  const every = Object.keys(kinds) as Kind[];
  const cases: [string, (number: number) => Kind][] = [
    ...every.map((kind): [string, () => Kind] => [`all ${kind}`, () => kind]),
    ['ten of each', (number) => every[number % every.length]!],
  ];
  const rows = cases.map(([name, kindOf]) =>
    measure(
      name,
      Array.from({ length: 50 }, (_, n) => anOffer(n, kindOf(n))),
      rounds,
    ),
  );
  process.stdout.write(
    `${rounds} reports of a regular who enters a store, 50 offers each, one core; µs, median and p99\n\n${table(rows)}\n`,
  );
}

type Row = Record<string, string>;

/** Turn by turn, so that what else the machine does falls on all of them alike. */
function measure(name: string, offers: Offer[], rounds: number): Row {
  const world = worldWith(offers);
  const customer = aRegular();
  const timings: Record<'sense' | 'choose' | 'bare', number[]> = { sense: [], choose: [], bare: [] };
  let reason = '';
  for (let round = -Math.ceil(rounds / 4); round < rounds; round++) {
    const report = aReport(round);
    const t0 = performance.now();
    const { facts } = sense(world, customer, report, now, 'phone');
    const t1 = performance.now();
    if (!facts) throw new Error('the report led to no facts');
    const choice = choose(world, customer, facts, now, chance(customer.customerId, report.id));
    const t2 = performance.now();
    bestWithoutReasons(world, customer, facts);
    const t3 = performance.now();
    const { candidates = [], omittedCandidates = 0 } = choice.decision ?? {};
    if (candidates.length + omittedCandidates !== 50) throw new Error('not every offer was weighed');
    ({ reason } = choice);
    if (round < 0) continue; // warming up
    timings.sense.push(t1 - t0);
    timings.choose.push(t2 - t1);
    timings.bare.push(t3 - t2);
  }
  const [choosing, bare] = [timings.choose, timings.bare].map((list) => quantile(list, 0.5)) as [number, number];
  return {
    candidates: name,
    answer: reason,
    sense: both(timings.sense),
    choose: both(timings.choose),
    'per offer': (choosing / 50).toFixed(2),
    'one expression, no reasons': both(timings.bare),
    '×': (choosing / bare).toFixed(2),
  };
}

const both = (list: number[]): string => `${quantile(list, 0.5).toFixed(1)} · ${quantile(list, 0.99).toFixed(1)}`;

/** In microseconds. */
function quantile(list: number[], q: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! * 1000;
}

function table(rows: Row[]): string {
  const names = Object.keys(rows[0]!);
  const lines = [names, names.map((_, n) => (n < 2 ? '---' : '--:')), ...rows.map((row) => Object.values(row))];
  const widths = names.map((_, n) => Math.max(...lines.map((line) => line[n]!.length)));
  return lines
    .map(
      (line) =>
        `| ${line.map((cell, n) => (n < 2 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join(' | ')} |`,
    )
    .join('\n');
}
