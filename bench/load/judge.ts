// What the load benchmarks hold against what was promised: nothing accepted is lost, caps are exact, nothing is pushed twice.
import type { Known, Pushes } from './cloud.ts';
import type { Accepted } from './phones.ts';
import { caps } from './town.ts';

/** Pushes over a cap, deliveries pushed twice. */
export function brokenPushes(pushes: Pushes): string[] {
  const found: string[] = [];
  const delivered = new Set<string>();
  for (const [token, ofOne] of pushes) {
    const perOffer = Object.values(Object.groupBy(ofOne, ({ title }) => title)).map((of) => of!.length);
    if (ofOne.length > caps.customer) found.push(`${token} got ${ofOne.length} pushes`);
    if (Math.max(...perOffer) > caps.offer) found.push(`${token} got an offer ${Math.max(...perOffer)} times`);
    for (const { collapseId = '' } of ofOne) {
      if (delivered.has(collapseId)) found.push(`delivery ${collapseId} was pushed twice`);
      delivered.add(collapseId);
    }
  }
  if (pushes.size === 0) found.push('nobody was pushed anything');
  return found;
}

/** Where what is kept of a customer is not what her accepted reports come to: each counted once, and none that was refused. */
export function brokenPromises(customer: number, { inside, raced, visits }: Accepted, known: Known): string[] {
  const found: string[] = [];
  const there = known.openVisits.join();
  if (raced ? known.openVisits.length > 1 : there !== (inside ?? ''))
    found.push(`is in [${there}], not in [${inside ?? ''}]`);
  for (const place of new Set([...Object.keys(visits), ...Object.keys(known.visits)])) {
    const [told, kept] = [visits[place as keyof typeof visits] ?? 0, known.visits[place] ?? 0];
    if (told !== kept) found.push(`was told of ${told} visits to ${place}, and ${kept} are kept`);
  }
  for (const place of known.openVisits)
    if (!known.present.includes(place)) found.push(`is in ${place} and not among those present`);
  return found.map((what) => `customer ${customer} ${what}`);
}
