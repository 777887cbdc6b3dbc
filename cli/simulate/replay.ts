// The replay: one report after another through the production `sense` and `choose`, on a clock that the reports drive.
import { chance } from '../../shared/core/decide/chance.ts';
import { choose } from '../../shared/core/decide/choose.ts';
import { claim, endOf, finish, judgeClaim } from '../../shared/core/decide/deliver.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import type { World } from '../../shared/core/decide/world.ts';
import { budgetAfter } from '../../shared/core/propensity/policy.ts';
import { startModel } from '../../shared/core/propensity/published.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { Decision, Facts } from '../../shared/model/decision.ts';
import type { MessageBudget } from '../../shared/model/propensity.ts';
import type { Fix } from '../../shared/model/signal.ts';
import { type CustomerLine, customerFrom, type DecisionLine, type ReportLine, simulatedDevice } from './files.ts';
import { answerKept, type Spoken, wouldBeSilent } from './silence.ts';
import { countDecision, countReport, type Tally } from './tally.ts';

/** All that is kept of a customer between two reports. */
interface Follower {
  customer: Customer;
  /**
   * Her own clock. Customers share nothing that depends on time, so a log that is sorted by customer replays like one
   * sorted by time; a line older than the one before is decided at the time of that one.
   */
  now: number;
  lastFix?: Fix;
  /** The last report that a phone which honours `next` would have sent, with its answer. */
  spoken?: Spoken;
}

export interface Replay {
  /** Says what is known of a customer before the first report; the last word counts. */
  introduce(line: CustomerLine): void;
  /** Decides one report, delivers at once what was chosen, and counts. */
  step(line: ReportLine): DecisionLine;
}

/**
 * Starts a replay. Memory: the state of every customer, none of the reports.
 * @param withKnown gives facts what was known at a moment of the weather and the context.
 */
export function startReplay(
  before: World,
  tally: Tally,
  withKnown: (facts: Facts, now: number) => Facts = (facts) => facts,
): Replay {
  const followers = new Map<string, Follower>();
  const budgets = new Map<string, MessageBudget>();
  // What production learns by batches is known here at once.
  const model = { ...(before.model ?? startModel), budgetOf: (name: string) => budgets.get(name) };
  const world = { ...before, model };
  const sendsOfOffer = new Map<string, number>();

  return {
    introduce: (line) => void followers.set(line.customerId, { customer: customerFrom(line), now: 0 }),
    step({ customerId, ...report }) {
      const follower = followers.get(customerId) ?? { customer: customerFrom({ customerId }), now: 0 };
      followers.set(customerId, follower);
      const now = Math.max(follower.now, report.at);

      // 1. detect
      const { lastFix } = follower;
      const previous = report.previous ?? lastFix;
      const sensed = sense(world, follower.customer, { ...report, previous }, now, simulatedDevice);
      const silent = wouldBeSilent(follower.spoken, report);
      countReport(tally, customerId, now, silent, sensed.facts?.transitions.length ?? 0);
      follower.now = now;
      follower.lastFix = fixOf(report);
      if (!silent) follower.spoken = answerKept(report, sensed.next);
      const line = { customerId, id: report.id, at: report.at };
      if (sensed.reason !== undefined) return answer(tally, { ...line, reason: sensed.reason, next: sensed.next });

      // 2. decide
      const facts = withKnown(sensed.facts, now);
      const choice = choose(world, follower.customer, facts, now, chance(customerId, report.id));
      follower.customer = choice.customer;
      for (const moment of choice.learnables.flatMap(({ opportunities = [] }) => opportunities)) {
        budgets.set(moment.budget, budgetAfter(budgets.get(moment.budget), moment));
      }
      if (choice.decision) countDecision(tally, choice.decision);
      const predicted = { ...line, ...predictionOf(choice.decision) };
      if (choice.reason !== 'chosen') return answer(tally, { ...predicted, reason: choice.reason, next: sensed.next });

      // 3. deliver
      if (!deliver(follower, now)) return answer(tally, { ...predicted, reason: 'budget-spent', next: sensed.next });
      const { offerId, geofenceId, arm } = choice.decision as Decision;
      const chosen = { ...predicted, reason: 'chosen' as const, offerId, geofenceId, next: sensed.next };
      return answer(tally, arm === 'holdout' ? { ...chosen, arm } : chosen);
    },
  };

  /** Claims and sends at once. False where the offer's budget, which production keeps in the offer's gate, is used up. */
  function deliver(follower: Follower, now: number): boolean {
    const pending = follower.customer.pending!;
    const judged = judgeClaim(follower.customer, pending, world.catalogue, now);
    if ('refused' in judged) throw new Error(`a claim in the moment of the choice was refused: ${judged.refused}`);
    const sends = sendsOfOffer.get(pending.offerId) ?? 0;
    if (sends >= (world.catalogue.offer(pending.offerId)?.budgetUnits ?? Number.POSITIVE_INFINITY)) {
      follower.customer = finish(follower.customer, endOf(pending, 'cancelled', now, 'budget-spent'));
      return false;
    }
    sendsOfOffer.set(pending.offerId, sends + 1);
    const claimed = claim(follower.customer, pending, now);
    follower.customer = finish(claimed, endOf(pending, pending.arm === 'holdout' ? 'ghost' : 'sent', now));
    return true;
  }
}

function predictionOf(decision: Decision | undefined): Pick<DecisionLine, 'propensity' | 'probability'> {
  if (!decision) return {};
  const { candidates, probability } = decision;
  const chosen = candidates.filter(({ reason }) => reason === 'chosen');
  const predicted = (chosen.length > 0 ? chosen : candidates).flatMap(({ propensity }) => propensity ?? []);
  return {
    ...(predicted.length > 0 && { propensity: Math.max(...predicted) }),
    ...(probability !== undefined && { probability }),
  };
}

function answer(tally: Tally, line: DecisionLine): DecisionLine {
  tally.reasons.set(line.reason, (tally.reasons.get(line.reason) ?? 0) + 1);
  if (line.arm === 'holdout') tally.heldOut += 1;
  else if (line.offerId !== undefined) tally.sends.set(line.offerId, (tally.sends.get(line.offerId) ?? 0) + 1);
  return line;
}

function fixOf({ at, lng, lat, accuracyMetres, speedMetresPerSecond }: Fix): Fix {
  return { at, lng, lat, accuracyMetres, speedMetresPerSecond };
}
