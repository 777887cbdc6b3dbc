// The people of the soak: from whole days, the reports at which they come in and leave; and the offers that come and go meanwhile.
import { sense } from '../../shared/core/decide/sense.ts';
import { applyFacts } from '../../shared/core/decide/visits.ts';
import { type Customer, newCustomer } from '../../shared/model/customer.ts';
import { type Offer, offer } from '../../shared/model/offer.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import { aDay } from '../silence/day.ts';
import type { Town } from '../silence/town.ts';

export const dayMs = 86_400_000;

/** A stay shorter than this is a passing by: of those a day has dozens, and they add nothing that a visit does not. */
const visitMs = 15 * 60_000;

/** Reports of so many different days, times counted from midnight: of each only those that begin or end a visit of a quarter of an hour or more. */
export function visitingDays(town: Town, count: number): PositionReport[][] {
  const midnight = Date.UTC(2026, 5, 2);
  return Array.from({ length: count }, (_, seed) => {
    let customer: Customer = { ...newCustomer('walker'), consents: { location: { granted: true, at: midnight } } };
    const entered = new Map<string, PositionReport>();
    const kept = new Set<PositionReport>();
    for (const { situation: _situation, ...fix } of aDay(town, seed + 1, midnight)) {
      const { facts } = sense(town.world, customer, fix, fix.at);
      if (!facts) continue;
      customer = applyFacts(customer, facts, 1);
      for (const { kind, geofenceId } of facts.transitions) {
        const entrance = entered.get(geofenceId);
        if (kind === 'enter') entered.set(geofenceId, fix);
        else if (entrance && fix.at - entrance.at >= visitMs) kept.add(entrance).add(fix);
      }
    }
    return [...kept].map((report) => shifted(report, -midnight)).sort((a, b) => a.at - b.at);
  });
}

/** The same report so many milliseconds later. */
export function shifted({ previous, ...report }: PositionReport, ms: number): PositionReport {
  return { ...report, at: report.at + ms, ...(previous && { previous: { ...previous, at: previous.at + ms } }) };
}

export const categories = ['coffee', 'bakery', 'books', 'flowers', 'groceries', 'shoes', 'toys', 'wine'];
const weekMs = 7 * dayMs;
/** Each week one more; each is on for twelve weeks. */
export const weeksOn = 12;

/** The offers of a week, the oldest first: each at a third of the places, some with a code, a budget, a holdout. */
export function offersOfWeek(week: number, geofenceIds: readonly string[], startsAt: number): Offer[] {
  const first = Math.max(0, week - weeksOn + 1);
  return Array.from({ length: week - first + 1 }, (_, index) => {
    const n = first + index;
    return offer.parse({
      id: `offer-${n}`,
      category: categories[n % categories.length],
      messages: { da: { title: 'Til dig', body: 'Lige her, lige nu' } },
      defaultLocale: 'da',
      where: { geofenceIds: geofenceIds.filter((_id, place) => place % 3 === n % 3) },
      startsAt: startsAt + n * weekMs,
      endsAt: startsAt + (n + weeksOn) * weekMs,
      value: 5 + (n % 7),
      caps: [
        { per: 'offer', limit: 1, windowMinutes: 24 * 60 },
        { per: 'customer', limit: 2, windowMinutes: 24 * 60 },
      ],
      holdoutShare: n % 4 === 0 ? 0.2 : 0,
      ...(n % 2 === 0 && { redemption: { codeValidMinutes: 7 * 24 * 60 } }),
      ...(n % 5 === 0 && { budgetUnits: 500 }),
    });
  });
}
