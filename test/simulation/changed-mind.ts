// A changed mind: an offer is paused while people who are about still have phones, and functions, that know it as live.
import { drawMix } from './faults.ts';
import { randomDay, type Script, type Stage } from './simulate.ts';
import { customerIds, noon, offers, type Place, reportAt } from './town.ts';

/**
 * Every 25th seed plays this instead of a random day. A random day comes upon this race once in a thousand: it takes
 * functions that are warm on both sides of the queue, a publication, and a report within the 15 s in which they have
 * not heard of it.
 */
export const dayOf = (seed: number) => (seed % 25 === 0 ? changedMind : randomDay);

function changedMind(random: () => number): Script {
  const mix = { ...drawMix(random), calls: {} };
  return { mix, calmAt: noon + 60_000, actors: (stage) => play(stage, random) };
}

function play({ scheduler, report, publish }: Stage, random: () => number): void {
  let reports = 0;
  const arrive = (customerId: string, place: Place, at: number) =>
    scheduler.at(at, () => report(customerId, 'phone', [reportAt(`r${++reports}`, place, scheduler.now())]));

  // Everybody has one delivery first, and more reports than there are instances: all functions are warm.
  for (const customerId of customerIds) {
    arrive(customerId, 'cafe', noon + 200);
    arrive(customerId, 'street', noon + 3000);
    arrive(customerId, 'bakery', noon + 4000);
    arrive(customerId, 'street', noon + 7000);
  }
  const victim = random() < 0.5 ? 'cocoa' : 'bun';
  const paused = offers.map((offer) => (offer.id === victim ? { ...offer, state: 'paused' as const } : offer));
  scheduler.at(noon + 8000, () => publish(paused));
  // And then comes where the offer was, as it is paused or a little later.
  const place = victim === 'cocoa' ? 'cafe' : 'bakery';
  for (const customerId of customerIds) arrive(customerId, place, noon + 8000 + Math.floor(random() * 5000));
}
