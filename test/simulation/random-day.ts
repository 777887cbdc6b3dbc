// A day with everybody at once: customers come and go with two devices, marketers change their minds, the clock ticks.
import type { Offer } from '../../shared/model/offer.ts';
import { actsOf } from './acts.ts';
import { drawMix } from './faults.ts';
import type { Script } from './simulate.ts';
import { playShowers } from './sky.ts';
import type { Stage } from './stage.ts';
import { customerIds, minute, noon, offers, type Place, reportAt } from './town.ts';

/** The part of the town's day that is played; milliseconds. */
export interface Span {
  from: number;
  until: number;
}

/** What happens at certain minutes, hours that begin and caps that are free again, needs a long day. */
const longDay: Span = { from: noon, until: noon + 16 * minute };

export interface Day {
  stage: Stage;
  span: Span;
  customers: readonly string[];
  random: () => number;
  pick<Item>(items: readonly Item[]): Item;
  /** Some moment of the day, `before` its end. */
  sometime(beforeMs: number): number;
  /** Her phone reports where she is; a new report each time. */
  comeBy(customerId: string, place: Place): void;
  /** The id of a new report, or with some chance the last one again. */
  reportId(againChance?: number): string;
}

/**
 * Most days are a few minutes, anywhere in the long one: what goes wrong needs few things to happen at once, and in the time of one
 * long day several short ones are played.
 */
export function randomDay(random: () => number): Script {
  const mix = drawMix(random);
  const isLong = random() < 0.2;
  // More often early: an offer ends after three minutes.
  const from = noon + Math.floor(random() * random() * 13 * minute);
  const span = isLong ? longDay : { from, until: from + Math.floor((1 + 3 * random()) * minute) };
  return { mix, calmAt: span.until, actors: (stage) => playDay(dayAt(stage, span), isLong) };
}

function dayAt(stage: Stage, span: Span): Day {
  const { random, scheduler } = stage;
  let reports = 0;
  const reportId = (againChance = 0) => (reports > 0 && random() < againChance ? `r${reports}` : `r${++reports}`);
  return {
    stage,
    span,
    random,
    reportId,
    customers: customerIds.slice(0, random() < 0.5 ? 1 : 2),
    pick: (items) => items[Math.floor(random() * items.length)]!,
    sometime: (beforeMs) => span.from + Math.floor(random() * Math.max(0, span.until - span.from - beforeMs)),
    comeBy: (customerId, place) => stage.report(customerId, 'phone', [reportAt(reportId(), place, scheduler.now())]),
  };
}

function playDay(day: Day, isLong: boolean): void {
  const { stage, span, customers, random, comeBy, pick } = day;
  const { scheduler } = stage;
  const somebody = (place: Place) => () => comeBy(pick(customers), place);
  const often = isLong ? 1 : 0.5;

  for (const customerId of customers) {
    const act = actsOf(day, customerId);
    let at = span.from + Math.floor(random() * 0.125 * (span.until - span.from));
    const actions = 3 + Math.floor(random() * (isLong ? 7 : 4));
    for (let n = 0; n < actions && at < span.until; n++) {
      scheduler.at(at, act);
      // In a burst, or minutes later.
      at += Math.floor(random() < 0.45 ? random() * 1500 : random() * random() * (isLong ? 6 : 2) * minute);
    }
  }
  if (random() < 0.5 * often) playChanges(day, 1 + Math.floor(random() * (isLong ? 3 : 2)));
  if (random() < 0.7 * often) playStock(day, 1 + Math.floor(random() * (isLong ? 4 : 2)));
  if (random() < 0.5)
    for (const after of [5, 6, 7]) {
      const at = noon + after * minute;
      if (at < span.from || at > span.until) continue;
      scheduler.at(at, () => stage.tick());
      if (random() < 0.2) scheduler.at(at + 50, () => stage.tick());
    }
  if (random() < 0.3 * often) playShowers(stage, span, (at) => scheduler.at(at, somebody('cafe')));
  if (random() < 0.25 * often) playErasure(day);
}

/** Marketers change their minds; somebody is about before the warm instances have heard of it, and after. */
function playChanges(day: Day, changes: number): void {
  const { stage, customers, random, sometime, comeBy, pick } = day;
  const { scheduler } = stage;
  for (let n = 0; n < changes; n++) {
    const at = sometime(minute);
    if (random() < 0.4) playAuthors(day, at, n);
    if (random() < 0.7) scheduler.at(at, () => stage.publish(changedOffers(day)));
    for (const after of [-2500, -600, 1500, 6000])
      if (random() < 0.5) scheduler.at(at + after, () => comeBy(pick(customers), 'both'));
  }
}

/** Two of them look at the same offer at about the same time. */
function playAuthors({ stage, random, pick }: Day, at: number, n: number): void {
  const offerId = pick(['cocoa', 'bun', 'happy-hour']);
  for (const author of [`mette-${n}`, `ole-${n}`])
    stage.scheduler.at(at + Math.floor(random() * 1000), () =>
      stage.author(author, offerId, pick(['pause', 'pause', 'launch', 'save'])),
    );
}

function changedOffers({ stage: { scheduler }, random, pick }: Day): Offer[] {
  const now = scheduler.now();
  const victim = pick(['cocoa', 'bun', 'happy-hour']);
  const change = pick<(offer: Offer) => Offer | undefined>([
    (offer) => ({ ...offer, state: 'paused' }),
    (offer) => ({ ...offer, state: 'paused' }),
    (offer) => ({ ...offer, endsAt: now + Math.floor(random() * 3 * minute) }),
    (offer) => ({ ...offer, budgetUnits: 1 + Math.floor(random() * 3) }),
    (offer) => ({ ...offer, value: 1 + Math.floor(random() * 20) }),
    (offer) => offer,
    () => undefined,
  ]);
  return offers.flatMap((offer) => (offer.id === victim ? (change(offer) ?? []) : offer));
}

/** Sold out and baked again, now and then told late or in the wrong order; somebody has just come in for one. */
function playStock({ stage, customers, random, sometime, comeBy, pick }: Day, changes: number): void {
  const { scheduler } = stage;
  for (let n = 0; n < changes; n++) {
    const at = sometime(minute / 2);
    const value = random() < 0.5 ? 0 : 3;
    scheduler.at(at, () => stage.observe(value, scheduler.now() - Math.floor(random() * random() * 20_000)));
    if (random() < 0.5) scheduler.at(at - Math.floor(random() * 600), () => comeBy(pick(customers), 'bakery'));
  }
}

/** Somebody has enough, in the middle of whatever is under way; some come back. */
function playErasure({ stage, customers, random, sometime, comeBy, pick }: Day): void {
  const { scheduler } = stage;
  const customerId = pick(customers);
  const at = sometime(minute / 2);
  scheduler.at(at, () => stage.erase(customerId));
  for (const [after, share] of [
    [200, 0.3],
    [90_000, 0.2],
  ] as const)
    if (random() < share) scheduler.at(at + after, () => stage.erase(customerId));
  for (const after of [-5, 60, 3000, 40_000])
    scheduler.at(at + after, () => {
      if (random() < 0.5) stage.takeAlong(customerId);
      else comeBy(customerId, 'both');
    });
  if (random() < 0.5) comeBack(at + Math.floor(random() * 20_000));
  if (random() < 0.4) comeBack(at + 15 * minute + Math.floor(random() * 90_000));
  if (random() < 0.3) comeBack(at + 17 * minute + Math.floor(random() * 8 * minute));

  function comeBack(then: number) {
    scheduler.at(then, () => stage.consent(customerId, { location: true, push: true, profiling: true }));
    scheduler.at(then + 2000, () => stage.register(customerId, 'phone', `token-${customerId}-anew`));
    scheduler.at(then + 5000, () => comeBy(customerId, 'both'));
  }
}
