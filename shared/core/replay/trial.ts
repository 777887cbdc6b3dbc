// The trial: what the tried offer would have sent, counted decision by decision, page by page, and told as a result.
import type { Decision } from '../../model/decision.ts';
import type { Offer } from '../../model/offer.ts';
import type { Assumption, SimulationResult, TrialCounts } from '../../model/simulation.ts';
import type { Catalogue } from '../decide/world.ts';
import { explain } from '../explain/explain.ts';
import type { Language } from '../explain/language.ts';
import { namesFrom } from '../explain/names.ts';
import { isKnownZone, localMinute, minutesPerDay } from '../time/local-time.ts';
import type { Weighed } from './reports.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** So many stores are counted one by one; of more, those with the fewest sends are let go between pages. */
const mostStores = 500;
const storesShown = 50;
const examplesShown = 20;
/** Of one reason, but for `chosen`: an example of each tells more than twenty of one. */
const examplesPerReason = 3;
const chosenExamples = 8;

export function nothingCounted(): TrialCounts {
  return {
    heldOut: 0,
    customers: 0,
    customersReplayed: 0,
    reasons: {},
    days: {},
    byHour: new Array<number>(24).fill(0),
    stores: [],
    gained: 0,
    lost: 0,
    same: 0,
    others: { sends: 0, live: 0 },
    examples: [],
  };
}

export interface Trial {
  counts: TrialCounts;
  /** With the draft in it. */
  catalogue: Catalogue;
  offerId: string;
  language: Language;
}

/** Somebody whose past is replayed: she counts once, and is an example once. */
export interface Person {
  isSent: boolean;
  isExample: boolean;
}

export function countPerson({ counts }: Trial): Person {
  counts.customersReplayed += 1;
  return { isSent: false, isExample: false };
}

/** @param live what it is compared with: what was decided, or what the offers in force would have. */
export function countDecision(
  trial: Trial,
  person: Person,
  tried: Weighed | undefined,
  live: Weighed | undefined,
): void {
  const { counts, catalogue, offerId } = trial;
  const at = (tried ?? live)?.decision.at;
  if (at === undefined) return;
  counts.from = Math.min(counts.from ?? at, at);
  counts.to = Math.max(counts.to ?? at, at);
  for (const { offerId: id, reason } of tried?.decision.candidates ?? []) {
    if (id === offerId) counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
  }
  if (tried) showExample(trial, person, tried.decision);

  const [sent, sentLive] = [tried, live].map((one) => one && isPushed(one) && one.decision.offerId === offerId);
  if (tried && isPushed(tried) && !sent) counts.others.sends += 1;
  if (live && isPushed(live) && !sentLive) counts.others.live += 1;
  if (tried?.delivered && !isPushed(tried) && tried.decision.offerId === offerId) counts.heldOut += 1;
  if (sent) {
    const { geofenceId } = tried!.decision;
    const { day, hour } = localOf(catalogue, geofenceId!, at);
    dayOf(counts, day).sends += 1;
    counts.byHour[hour]! += 1;
    countAt(counts.stores, geofenceId!, 1);
    if (!person.isSent) counts.customers += 1;
    person.isSent = true;
  }
  if (sentLive) dayOf(counts, localOf(catalogue, live!.decision.geofenceId!, at).day).live += 1;
  if (sent && sentLive) counts.same += 1;
  else if (sent) counts.gained += 1;
  else if (sentLive) counts.lost += 1;
}

/** Delivered and not held out: pushed, or shown in the app. */
function isPushed({ delivered, decision: { arm } }: Weighed): boolean {
  return delivered && arm !== 'holdout';
}

function dayOf({ days }: TrialCounts, day: string) {
  days[day] ??= { sends: 0, live: 0 };
  return days[day];
}

/** By the clock of the geofence; by UTC where that is not known. */
function localOf(catalogue: Catalogue, geofenceId: string, at: number): { day: string; hour: number } {
  const zone = catalogue.geofence(geofenceId)?.timeZone;
  const minute = zone !== undefined && isKnownZone(zone) ? localMinute(zone, at) : Math.floor(at / 60_000);
  const day = new Date(minute * 60_000).toISOString().slice(0, 10);
  return { day, hour: Math.floor((minute % minutesPerDay) / 60) };
}

/**
 * An example tells of the offer alone: its reason and what the gate compared, the place, and the hour. Nothing of who it was, of what else
 * she might have got, nor of what spoke for it.
 */
function showExample({ counts, catalogue, offerId, language }: Trial, person: Person, decision: Decision): void {
  if (person.isExample || counts.examples.length >= examplesShown) return;
  const candidate = decision.candidates.find((one) => one.offerId === offerId);
  if (!candidate) return;
  const { reason, geofenceId, compared } = candidate;
  const alike = counts.examples.filter((example) => example.reason === reason).length;
  if (alike >= (reason === 'chosen' ? chosenExamples : examplesPerReason)) return;
  const { id, at, facts, catalogueVersion } = decision;
  const alone = { id, at, facts, catalogueVersion, candidates: [{ offerId, geofenceId, reason, compared }], reason };
  const text = explain(alone, namesFrom(catalogue, catalogueVersion, language.tag), language).marketer;
  counts.examples.push({ at: Math.floor(at / hourMs) * hourMs, geofenceId, reason, text });
  person.isExample = true;
}

/** The counts of two pages as one. Neither is changed. */
export function bothCounted(one: TrialCounts, other: TrialCounts): TrialCounts {
  const days = { ...one.days };
  for (const [day, { sends, live }] of Object.entries(other.days)) {
    const before = days[day] ?? { sends: 0, live: 0 };
    days[day] = { sends: before.sends + sends, live: before.live + live };
  }
  const moments = [one.from, one.to, other.from, other.to].filter((at) => at !== undefined);
  return {
    heldOut: one.heldOut + other.heldOut,
    customers: one.customers + other.customers,
    customersReplayed: one.customersReplayed + other.customersReplayed,
    reasons: added(one.reasons, other.reasons),
    days,
    byHour: one.byHour.map((sends, hour) => sends + other.byHour[hour]!),
    stores: most(addedStores(one.stores, other.stores), mostStores),
    gained: one.gained + other.gained,
    lost: one.lost + other.lost,
    same: one.same + other.same,
    others: { sends: one.others.sends + other.others.sends, live: one.others.live + other.others.live },
    ...(moments.length > 0 && { from: Math.min(...moments), to: Math.max(...moments) }),
    examples: togetherShown([...one.examples, ...other.examples]),
  };
}

function added<Name extends string>(one: Partial<Record<Name, number>>, other: Partial<Record<Name, number>>) {
  const sum: Partial<Record<Name, number>> = { ...one };
  for (const name of Object.keys(other) as Name[]) sum[name] = (sum[name] ?? 0) + other[name]!;
  return sum as Record<Name, number>;
}

type Stores = TrialCounts['stores'];

/** A list, for a geofence may be called `constructor`. */
function countAt(stores: Stores, geofenceId: string, sends: number): void {
  const known = stores.find((store) => store.geofenceId === geofenceId);
  if (known) known.sends += sends;
  else stores.push({ geofenceId, sends });
}

function addedStores(one: Stores, other: Stores): Stores {
  const sum = new Map(one.map(({ geofenceId, sends }) => [geofenceId, sends]));
  for (const { geofenceId, sends } of other) sum.set(geofenceId, (sum.get(geofenceId) ?? 0) + sends);
  return [...sum].map(([geofenceId, sends]) => ({ geofenceId, sends }));
}

function most(stores: Stores, count: number): Stores {
  return stores.toSorted((a, b) => b.sends - a.sends || (a.geofenceId < b.geofenceId ? -1 : 1)).slice(0, count);
}

function togetherShown(examples: TrialCounts['examples']): TrialCounts['examples'] {
  const shown = new Map<string, number>();
  const kept = examples.filter(({ reason }) => {
    const alike = shown.get(reason) ?? 0;
    shown.set(reason, alike + 1);
    return alike < (reason === 'chosen' ? chosenExamples : examplesPerReason);
  });
  return kept.slice(0, examplesShown);
}

/** Of fewer people than this no example is shown: who knows who was there would know who it was. */
const fewestForExamples = 20;

/**
 * @param past where decisions were replayed: the share of customers they are of, and since when and until when.
 */
export function resultOf(
  counts: TrialCounts,
  {
    offer: { cost, budgetUnits },
    compares,
    assumed,
    past,
  }: {
    offer: Pick<Offer, 'cost' | 'budgetUnits'>;
    compares: boolean;
    assumed: Assumption[];
    past?: { share: number; from: number; until: number };
  },
): SimulationResult {
  const { reasons, days, gained, lost, same } = counts;
  const perDay = Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1));
  const sends = perDay.reduce((sum, [, one]) => sum + one.sends, 0);
  const sendsPerDay = past && sends / past.share / lengthOf(past, counts);
  const ofReason = (reason: keyof typeof reasons) => reasons[reason] ?? 0;
  return {
    considered: Object.values(reasons).reduce((sum, count) => sum + count, 0),
    sends,
    heldOut: counts.heldOut,
    customers: counts.customers,
    customersReplayed: counts.customersReplayed,
    reasons,
    perDay: perDay.map(([day, one]) => ({ day, sends: one.sends, ...(compares && { liveSends: one.live }) })),
    byHour: counts.byHour,
    byStore: most(counts.stores, storesShown),
    capPressure: {
      capped: ofReason('capped'),
      cooldown: ofReason('cooldown'),
      pending: ofReason('pending'),
      outranked: ofReason('outranked'),
    },
    cost: { sends: sends * cost, ...(sendsPerDay !== undefined && { perDay: sendsPerDay * cost }) },
    ...(past &&
      sendsPerDay !== undefined && {
        estimate: {
          sendsPerDay,
          share: past.share,
          ...(budgetUnits !== undefined && sendsPerDay > 0 && { budgetDays: budgetUnits / sendsPerDay }),
        },
      }),
    ...(compares && { difference: { gained, lost, same } }),
    others: { sends: counts.others.sends, ...(compares && { live: counts.others.live }) },
    assumed,
    examples: past && counts.customersReplayed < fewestForExamples ? [] : counts.examples,
  };
}

/** Days, one at the least: since the window began, or since there were decisions. */
function lengthOf({ from, until }: { from: number; until: number }, counts: TrialCounts): number {
  return Math.max(1, (until - Math.max(from, counts.from ?? from)) / dayMs);
}
