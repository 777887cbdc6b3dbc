// Which day a seed plays: mostly a random one, now and then a race that a random day comes upon once in a thousand.
import { drawMix } from './faults.ts';
import { randomDay } from './random-day.ts';
import type { Script } from './simulate.ts';
import { observationOf } from './sky.ts';
import type { Stage } from './stage.ts';
import { customerIds, minute, noon, offers, type Place, reportAt } from './town.ts';

export function dayOf(seed: number): (random: () => number) => Script {
  if (seed % 25 === 0) return shortRace(changedMind, 1);
  return seed % 25 === 10 ? shortRace(suddenShower, 7) : randomDay;
}

/** No call fails: the queues and the order of things are enough. */
const shortRace = (play: (stage: Stage) => void, minutes: number) => (random: () => number) => ({
  mix: { ...drawMix(random), calls: {} },
  calmAt: noon + minutes * minute,
  actors: play,
});

const arrivals = ({ scheduler, report }: Stage) => {
  let reports = 0;
  return (customerId: string, place: Place, at: number) =>
    scheduler.at(at, () => report(customerId, 'phone', [reportAt(`r${++reports}`, place, scheduler.now())]));
};

/**
 * An offer is paused while people who are about still have phones, and functions, that know it as live: it takes functions that are warm
 * on both sides of the queue, a publication, and a report within the 15 s in which they have not heard of it.
 */
function changedMind(stage: Stage): void {
  const { scheduler, publish, random } = stage;
  const arrive = arrivals(stage);
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

/**
 * Happy hour begins at the café, and by the answers to that the functions know the weather there; while they do, which is 15 s, it begins
 * to rain, and the same people are asked again.
 */
function suddenShower(stage: Stage): void {
  const { scheduler, tellWeather, tick, random } = stage;
  const arrive = arrivals(stage);
  const sixPastNoon = noon + 6 * minute;
  for (const at of [sixPastNoon - minute, sixPastNoon]) scheduler.at(at, tick);
  for (const customerId of customerIds) arrive(customerId, 'cafe', sixPastNoon - 20_000);
  const begins = sixPastNoon + 3000 + Math.floor(random() * 8000);
  scheduler.at(begins, () => tellWeather(observationOf(true, scheduler.now(), 300)));
}
