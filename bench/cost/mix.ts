// What a day consists of: how many reports of each kind a phone makes that honours `next`, and one that reports every 30 s.
import { sense } from '../../shared/core/decide/sense.ts';
import { applyFacts } from '../../shared/core/decide/visits.ts';
import { distanceMetres } from '../../shared/core/geo/geodesic.ts';
import { type Customer, newCustomer } from '../../shared/model/customer.ts';
import { aDay, type Fix } from '../silence/day.ts';
import { aTown } from '../silence/town.ts';
import type { Kind } from './kinds.ts';

export type Mix = Record<Exclude<Kind, 'five'>, number>;

const days = 120;
const startsAt = Date.UTC(2026, 5, 2);

/** Reports of each kind on a mean day. Every store has an offer, and nobody is sent more than one a day. */
export function mixOf(honouringNext: boolean): Mix {
  const town = aTown(1);
  const mix: Mix = { nothing: 0, enter: 0, exit: 0, refused: 0, sent: 0 };
  for (let seed = 1; seed <= days; seed++) {
    let customer: Customer = {
      ...newCustomer('metered'),
      consents: { location: { granted: true, at: startsAt } },
    };
    let spoken: { fix: Fix; withinMetres: number; beforeSeconds: number } | undefined;
    let sentToday = false;
    for (const fix of aDay(town, seed, startsAt)) {
      if (honouringNext && spoken && isSilent(spoken, fix)) continue;
      const { facts, next } = sense(town.world, customer, fix, fix.at);
      spoken = { fix, ...next };
      const entered = facts?.transitions.some(({ kind }) => kind === 'enter') ?? false;
      if (!facts) mix.nothing++;
      else if (!entered)
        mix.exit++; // also a lease prolonged: the same writes
      else if (sentToday) mix.refused++;
      else {
        mix.sent++;
        sentToday = true;
      }
      if (facts) customer = applyFacts(customer, facts, 1);
    }
  }
  for (const kind of Object.keys(mix) as (keyof Mix)[]) mix[kind] /= days;
  return mix;
}

function isSilent(spoken: { fix: Fix; withinMetres: number; beforeSeconds: number }, fix: Fix): boolean {
  return (
    fix.at - spoken.fix.at < spoken.beforeSeconds * 1000 &&
    distanceMetres(spoken.fix.lng, spoken.fix.lat, fix.lng, fix.lat) <= spoken.withinMetres
  );
}
