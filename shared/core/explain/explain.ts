// Explaining: a decision in two sentences, one for the marketer and one for the customer, and the nearest change that would have flipped it.
import type { Candidate, Decision } from '../../model/decision.ts';
import type { DeliveryEnd } from '../../model/delivery.ts';
import { writtenTime } from '../time/written-time.ts';
import type { Compared, Language, ReasonWords, Say, Text } from './language.ts';

export interface Explanation {
  marketer: string;
  customer: string;
  /** Only where nothing was chosen. Passing one gate is no promise that the later ones would have been passed. */
  flip?: string;
}

/** What the ids of a record are called. What a catalogue no longer knows is called by its id. */
export interface Names {
  geofence(id: string): { name: string; timeZone: string } | undefined;
  offer(id: string): { title: string; category: string } | undefined;
  /** When a candidate that came outside its hours would have been within them; nothing where that can't be told. */
  opensAt(offerId: string, geofenceId: string, after: number): number | undefined;
}

/** Says nothing that is not in the record. */
export function explain(decision: Decision & { end?: DeliveryEnd }, names: Names, language: Language): Explanation {
  const nearest = decision.reason === 'chosen' ? undefined : nearestOf(decision);
  return {
    marketer: toMarketer(decision, names, language),
    customer: toCustomer(decision, nearest, names, language),
    ...(nearest && { flip: flipOf(decision, nearest, names, language) }),
  };
}

function toMarketer(decision: Decision & { end?: DeliveryEnd }, names: Names, language: Language): string {
  const { candidates, omittedCandidates = 0, end } = decision;
  const words = language.marketer;
  const winner = candidates.find(({ reason }) => reason === 'chosen');
  const counts = new Map<string, number>();
  for (const candidate of candidates) {
    if (candidate === winner) continue;
    const phrase = say(wordsFor(candidate.reason, language).marketer, candidate, decision, names, language);
    counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  const parts = [
    winner &&
      words.chosen(
        placed(winner, names, language),
        winner.score === undefined ? undefined : number(winner.score, language),
      ),
    because(decision, names, language),
    end && (end.state === 'sent' && decision.channel === 'inbox' ? words.shownInApp : words.ends[end.state]),
    ...[...counts].map(([phrase, count]) => `${count} ${phrase}`),
    omittedCandidates > 0 && words.omitted(omittedCandidates),
  ].filter((part) => typeof part === 'string');
  return `${words.candidates(candidates.length + omittedCandidates)}: ${parts.join(', ')}.`;
}

/** "because of rain +0.4, weekday afternoon +0.2, own history +1.1": what spoke for the winner, in the logit. */
function because({ because: reasons = [], offerId }: Decision, names: Names, language: Language): string | undefined {
  const words = language.marketer;
  const category = offerId === undefined ? undefined : names.offer(offerId)?.category;
  const parts = reasons.map(({ field, value, world }): [string, number] => {
    const said = value === undefined ? '' : value === true ? (category ?? '') : String(value);
    return [words.field(field, said), world];
  });
  parts.push([words.ownHistory, reasons.reduce((sum, { own }) => sum + own, 0)]);
  const sign = new Intl.NumberFormat(language.tag, { signDisplay: 'always', maximumFractionDigits: 1 });
  const said = parts
    .filter(([, weight]) => Math.abs(weight) >= 0.1)
    .map(([what, weight]) => `${what} ${sign.format(weight)}`);
  return said.length > 0 ? words.because(said.join(', ')) : undefined;
}

function toCustomer(
  decision: Decision & { end?: DeliveryEnd },
  nearest: Candidate | undefined,
  names: Names,
  language: Language,
): string {
  const words = language.customer;
  const place = decision.geofenceId ?? nearest?.geofenceId;
  const here = words.here(place && (names.geofence(place)?.name ?? place), cameOn(decision));
  if (nearest) {
    const why = say(wordsFor(nearest.reason, language).customer, nearest, decision, names, language);
    return `${here}. ${words.nothing(why)}.`;
  }
  const category = decision.offerId === undefined ? undefined : names.offer(decision.offerId)?.category;
  const why = category && personalReason(decision, category, language);
  const came = decision.end === undefined || decision.end.state === 'sent' ? undefined : words.ends[decision.end.state];
  return [`${here}${why ? ` ${why}` : `, ${words.becauseOfPlace}`}.`, came].filter(Boolean).join(' ');
}

/** Whether it was not she who did something, but an offer that began. */
const cameOn = ({ facts: { signal } }: Decision) => signal.kind === 'time' || signal.kind === 'context';

/** What she has told of herself, or her own outcomes, where that counted and she allows it to show. */
function personalReason({ personal = [] }: Decision, category: string, { customer }: Language): string | undefined {
  if (personal.includes('interest')) return customer.becauseOfInterest(category);
  if (personal.includes('history')) return customer.becauseOfHistory(category);
  return personal.includes('favourite') ? customer.becauseOfFavourite : undefined;
}

export function flipOf(decision: Decision, nearest: Candidate, names: Names, language: Language): string {
  const change = say(wordsFor(nearest.reason, language).flip, nearest, decision, names, language);
  return language.flip(placed(nearest, names, language), change);
}

/** Of the candidates that came as far as any, the one that lacked least. */
export function nearestOf({ candidates, reason }: Decision): Candidate | undefined {
  const farthest = candidates.filter((candidate) => candidate.reason === reason);
  return farthest.reduce<Candidate | undefined>(
    (near, candidate) => (near && lackOf(near) <= lackOf(candidate) ? near : candidate),
    undefined,
  );
}

/** How much was lacking, in the gate's own unit; only ever compared within one gate. */
function lackOf({ compared = {} }: Candidate): number {
  const pairs = [
    ['propensity', 'minimumPropensity'],
    ['propensity', 'quantile'],
    ['expectedValue', 'cost'],
    ['limit', 'sends'],
    ['minutesSince', 'cooldownMinutes'],
    ['stayedMinutes', 'dwellMinutes'],
  ] as const;
  for (const [has, needs] of pairs) {
    if (typeof compared[has] === 'number' && typeof compared[needs] === 'number')
      return compared[needs] - compared[has];
  }
  return Number.POSITIVE_INFINITY;
}

export function wordsFor(reason: string, language: Language): ReasonWords {
  const known: Partial<Record<string, ReasonWords>> = language.reasons;
  return (Object.hasOwn(known, reason) && known[reason]) || language.unknownReason(reason.replaceAll('-', ' '));
}

export function say(text: Text, candidate: Candidate, decision: Decision, names: Names, language: Language): string {
  if (typeof text === 'string') return text;
  const timeZone = names.geofence(candidate.geofenceId)?.timeZone;
  const writing: Say = {
    number: (value) => (Number.isFinite(value) ? number(Number(value), language) : '?'),
    duration: (minutes) => (Number.isFinite(minutes) ? duration(Number(minutes), language) : '?'),
    time: (at) =>
      typeof at === 'number' && Math.abs(at) <= lastInstant && timeZone
        ? writtenTime(at, decision.at, timeZone, language.tag)
        : undefined,
  };
  return text({ ...openingOf(candidate, decision, names), ...candidate.compared }, writing);
}

/** The last moment a Date can be. */
const lastInstant = 8.64e15;

/** When it would have been on: by its dates from the record, by its hours from the catalogue. */
function openingOf({ reason, compared, offerId, geofenceId }: Candidate, { at }: Decision, names: Names): Compared {
  const startsAt = compared?.startsAt;
  if (reason === 'outside-dates' && typeof startsAt === 'number' && startsAt > at) return { opensAt: startsAt };
  const opensAt = reason === 'outside-hours' ? names.opensAt(offerId, geofenceId, at) : undefined;
  return opensAt === undefined ? {} : { opensAt };
}

function placed({ offerId, geofenceId }: Candidate, names: Names, language: Language): string {
  const title = names.offer(offerId)?.title ?? offerId;
  return language.at(language.quote(title), names.geofence(geofenceId)?.name ?? geofenceId);
}

function number(value: number, { tag }: Language): string {
  // A tenth of a per cent still tells two propensities apart; "−0" does not tell anything.
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 0.01 ? 4 : 2;
  const style = { minimumFractionDigits: Math.min(digits, 2), maximumFractionDigits: digits };
  return new Intl.NumberFormat(tag, style).format(value === 0 ? 0 : value);
}

function duration(minutes: number, language: Language): string {
  const { units } = language;
  const days = minutes / (24 * 60);
  if (days > 1 && Number.isInteger(days)) return `${days} ${units.days}`;
  const hours = minutes / 60;
  return hours >= 1 && Number.isInteger(hours) ? `${hours} ${units.hours}` : `${Math.round(minutes)} ${units.minutes}`;
}
