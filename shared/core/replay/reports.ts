// Replaying reports: one after another through the production `sense` and `choose`, on a clock that the reports drive.
import type { Customer } from '../../model/customer.ts';
import type { Decision, Facts } from '../../model/decision.ts';
import type { FanOutMessage } from '../../model/fan-out.ts';
import type { MessageBudget } from '../../model/propensity.ts';
import type { Reason } from '../../model/reason.ts';
import type { Fix, PositionReport } from '../../model/signal.ts';
import { chance } from '../decide/chance.ts';
import { type Choice, choose } from '../decide/choose.ts';
import { claim, endOf, finish, judgeClaim } from '../decide/deliver.ts';
import { dwellsAhead } from '../decide/dwell.ts';
import { factsOfPresent } from '../decide/present.ts';
import { sense } from '../decide/sense.ts';
import type { Silence } from '../decide/silence.ts';
import type { World } from '../decide/world.ts';
import { budgetAfter } from '../propensity/policy.ts';
import { startModel } from '../propensity/published.ts';
import { newcomer, replayedDevice } from './newcomer.ts';

/** All that is kept of a customer between two reports. */
interface Follower {
  customer: Customer;
  /**
   * Her own clock. Customers share nothing that depends on time, so a log that is sorted by customer replays like one
   * sorted by time; a line older than the one before is decided at the time of that one.
   */
  now: number;
  lastFix?: Fix;
  /** Stays that offers wait for, and when they are long enough. */
  questions: FanOutMessage[];
}

/** A decision, and whether what it chose was delivered: not, where the offer's budget was used up. */
export interface Weighed {
  decision: Decision;
  delivered: boolean;
}

export interface Replayed {
  /** When it was decided. */
  now: number;
  /** `budget-spent`: an offer was chosen, and the claim found its budget used up. */
  reason: Reason | 'budget-spent';
  next: Silence;
  transitions: number;
  /** What was decided on the report, if offers were weighed. */
  weighed?: Weighed;
  /** What was decided between the report before and this one, because she had stayed long enough. */
  meanwhile: Weighed[];
}

export interface ReportReplay {
  /** Says who a customer is before her first report; the last word counts. Who is not introduced has given every consent. */
  introduce(customer: Customer): void;
  /** Decides one report; what is chosen is delivered at once. */
  step(line: PositionReport & { customerId: string }): Replayed;
}

/** Gives facts what was known of the weather (and the context) then. */
type Known = (facts: Facts, now: number) => Facts;

/** Starts a replay. Memory: the state of every customer, none of the reports. */
export function replayReports(before: World, known: Known = (facts) => facts): ReportReplay {
  const budgets = new Map<string, MessageBudget>();
  const inForce = before.model ?? startModel;
  // What production learns by batches is known here at once.
  const model = { ...inForce, budgetOf: (name: string) => budgets.get(name) ?? inForce.budgetOf(name) };
  const world = { ...before, model };
  const followers = new Map<string, Follower>();
  const sendsOfOffer = new Map<string, number>();

  return {
    introduce: (customer) => void followers.set(customer.customerId, { customer, now: 0, questions: [] }),
    step({ customerId, ...report }) {
      const follower = followers.get(customerId) ?? { customer: newcomer({ customerId }), now: 0, questions: [] };
      followers.set(customerId, follower);
      const now = Math.max(follower.now, report.at);

      // 1. what has come of staying since the report before
      const meanwhile = answerDue(follower, now);

      // 2. detect
      const previous = report.previous ?? follower.lastFix;
      const sensed = sense(world, follower.customer, { ...report, previous }, now, replayedDevice);
      follower.now = now;
      follower.lastFix = fixOf(report);
      const { next, facts: found } = sensed;
      const seen = { now, next, transitions: found?.transitions.length ?? 0, meanwhile };
      if (sensed.reason !== undefined) return { ...seen, reason: sensed.reason };

      // 3. decide and deliver
      const { choice, weighed } = decide(follower, sensed.facts, now);
      const reason = weighed && choice.reason === 'chosen' && !weighed.delivered ? 'budget-spent' : choice.reason;
      return { ...seen, reason, ...(weighed && { weighed }) };
    },
  };

  function decide(follower: Follower, found: Facts, now: number): { choice: Choice; weighed?: Weighed } {
    const { customerId } = follower.customer;
    const facts = known(found, now);
    const choice = choose(world, follower.customer, facts, now, chance(customerId, facts.signal.id));
    follower.customer = choice.customer;
    for (const moment of choice.learnables.flatMap(({ opportunities = [] }) => opportunities)) {
      budgets.set(moment.budget, budgetAfter(model.budgetOf(moment.budget), moment));
    }
    follower.questions.push(...dwellsAhead(world.catalogue, follower.customer, facts, now));
    const { decision } = choice;
    if (!decision) return { choice };
    return { choice, weighed: { decision, delivered: decision.reason === 'chosen' && deliver(follower, now) } };
  }

  function answerDue(follower: Follower, now: number): Weighed[] {
    const due = follower.questions.filter(({ signal }) => signal.at <= now).sort((a, b) => a.signal.at - b.signal.at);
    if (due.length === 0) return [];
    follower.questions = follower.questions.filter((question) => !due.includes(question));
    return due.flatMap((question) => {
      const { at } = question.signal;
      const facts = factsOfPresent(follower.customer, question, at);
      return (facts && decide(follower, facts, at).weighed) ?? [];
    });
  }

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

function fixOf({ at, lng, lat, accuracyMetres, speedMetresPerSecond }: Fix): Fix {
  return { at, lng, lat, accuracyMetres, speedMetresPerSecond };
}
