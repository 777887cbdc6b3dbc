// The report of an offer, made of the counts of its days: what became of it, why it was not chosen, and whether it helped. Pure.
import { type TerminalState, terminalState } from '../../model/delivery.ts';
import { offerReason } from '../../model/reason.ts';
import type { OfferReport, ReportRow, UpliftReport } from '../../model/report.ts';
import type { DayCounts } from '../../model/tally.ts';
import { shownOf, shownParts, step } from './disclosure.ts';
import { type Arm, alwaysValidInterval, differenceOf, fixedInterval, type Interval } from './intervals.ts';
import { sampleRatioOf } from './sample-ratio.ts';
import {
  type Column,
  columns,
  customersCount,
  type Dimension,
  deedCount,
  endCount,
  reasonCount,
  rowCount,
  sharesCount,
} from './tallies.ts';
import { needsAboutMoreCustomers, type Verdict, verdictOf } from './verdict.ts';

type Days = readonly Pick<DayCounts, 'day' | 'counts'>[];
type Totals = ReadonlyMap<string, number>;
type Count = number | null;

/** @param days every day there is up to and with `to`: what is shown of a range goes by the running total. */
export function reportOf(days: Days, offerId: string, from: string, to: string): OfferReport {
  const before = totalsOf(days.filter(({ day }) => day < from));
  const upTo = totalsOf(days);
  const shown = (name: string) => shownOf(before.get(name) ?? 0, upTo.get(name) ?? 0);
  const shownSum = (names: string[]) => shownOf(sum(before, names), sum(upTo, names));
  const orNull = (count: number) => (count < step ? null : count);

  const reasonNames = offerReason.options.map((reason) => [reason, reasonCount(reason)] as const);
  const evaluated = shownSum(reasonNames.map(([, name]) => name));
  const reasons = shownParts(evaluated, new Map(reasonNames.map(([reason, name]) => [reason, shown(name)])));
  const chosen = reasons.get('chosen') ?? null;
  // No total of theirs is told: `chosen` is counted apart, and some are still under way.
  const ends = Object.fromEntries(
    terminalState.options.map((state) => [state, orNull(shown(endCount(state)))]),
  ) as Record<TerminalState, Count>;
  const push = (deed: Parameters<typeof deedCount>[1]) => orNull(shown(deedCount(false, deed)));

  return {
    offerId,
    from,
    to,
    funnel: {
      evaluated: orNull(evaluated),
      chosen,
      reserved: chosen,
      sent: ends.sent,
      heldOut: ends.ghost,
      rejected: ends.rejected,
      unknown: ends.unknown,
      cancelled: ends.cancelled,
      expired: ends.expired,
      measured: orNull(shown(customersCount.push)),
      opened: push('opened'),
      dismissed: push('dismissed'),
      redeemed: push('converted'),
    },
    reasons: Object.fromEntries([...reasons].flatMap(([reason, count]) => (count === null ? [] : [[reason, count]]))),
    uplift: upliftOf(days[0]?.day, upTo),
    by: {
      weather: rowsOf('weather', before, upTo),
      hour: rowsOf('hour', before, upTo),
      store: rowsOf('store', before, upTo),
    },
  };
}

/** Over every day up to now: who could choose the days to compare would choose those that please. */
export function upliftOf(since: string | undefined, totals: Totals): UpliftReport {
  const armOf = (isHeldOut: boolean): Arm => ({
    customers: totals.get(customersCount[isHeldOut ? 'holdout' : 'push']) ?? 0,
    converted: totals.get(deedCount(isHeldOut, 'converted')) ?? 0,
  });
  const [push, holdout] = [armOf(false), armOf(true)];
  const verdict = verdictFor(push, holdout, totals);
  const needed = verdict === 'undecided' ? needsAboutMoreCustomers(push, holdout) : undefined;
  const ratio = sampleRatioOf(
    push.customers + holdout.customers,
    holdout.customers,
    (totals.get(sharesCount) ?? 0) / 1e6,
  );
  return {
    ...(since !== undefined && { since }),
    push: shownArm(push),
    holdout: shownArm(holdout),
    // A difference is as good as its counts, so it is shown where all of them may be.
    ...(verdict !== 'too-few' &&
      isLarge(push) &&
      isLarge(holdout) && {
        difference: inDigits(differenceOf(push, holdout), 4),
        interval: shownInterval(alwaysValidInterval(push, holdout)),
        fixedInterval: shownInterval(fixedInterval(push, holdout)),
      }),
    verdict,
    ...(needed !== undefined && { needsAboutMoreCustomers: needed }),
    ...(ratio &&
      push.customers >= step &&
      holdout.customers >= step && {
        sampleRatio: {
          expectedHoldoutShare: inDigits(ratio.expectedHoldoutShare, 4),
          p: Number(ratio.p.toPrecision(2)),
          ok: ratio.ok,
        },
      }),
  };
}

/**
 * Who is held out has no code to redeem: if no till has told of a purchase, only one of the arms could have converted, and there
 * is nothing to compare.
 */
function verdictFor(push: Arm, holdout: Arm, totals: Totals): Verdict {
  const bought = [false, true].some((isHeldOut) => (totals.get(deedCount(isHeldOut, 'bought')) ?? 0) > 0);
  return bought || holdout.converted > 0 ? verdictOf(push, holdout) : 'too-few';
}

const isLarge = ({ customers, converted }: Arm): boolean => converted >= step && customers - converted >= step;

function shownArm({ customers, converted }: Arm): UpliftReport['push'] {
  const [shownCustomers, shownConverted] = [shownOf(0, customers), shownOf(0, converted)];
  return {
    customers: shownCustomers < step ? null : shownCustomers,
    converted: shownConverted < step || customers - converted < step ? null : shownConverted,
  };
}

/** Outwards, so that rounding decides nothing. */
const shownInterval = ([lower, upper]: Interval): Interval => [
  Math.floor(lower * 1e4) / 1e4,
  Math.ceil(upper * 1e4) / 1e4,
];

const inDigits = (value: number, digits: number): number => Number(value.toFixed(digits));

/** By column, so that no column tells what it suppresses. The most customers first, by what is shown. */
function rowsOf(dimension: Dimension, before: Totals, upTo: Totals): ReportRow[] {
  const keys = keysOf(dimension, upTo);
  const byColumn = new Map(
    columns.map((column): [Column, Map<string, number | null>] => {
      const names = keys.map((key) => [key, rowCount(dimension, key, column)] as const);
      const total = shownOf(sum(before, names.map(([, name]) => name)), sum(upTo, names.map(([, name]) => name)));
      const parts = new Map(names.map(([key, name]) => [key, shownOf(before.get(name) ?? 0, upTo.get(name) ?? 0)]));
      return [column, shownParts(total, parts)];
    }),
  ); // biome-ignore format: names and totals side by side
  const shown = (key: string, column: Column) => byColumn.get(column)!.get(key) ?? null;
  return keys
    .map((key) => ({
      key,
      sent: shown(key, 'sent'),
      opened: shown(key, 'opened'),
      redeemed: shown(key, 'redeemed'),
      heldOut: shown(key, 'heldOut'),
      heldOutRedeemed: shown(key, 'heldOutRedeemed'),
    }))
    .filter(({ key: _, ...counts }) => Object.values(counts).some((count) => count !== null))
    .sort((a, b) => (b.sent ?? 0) - (a.sent ?? 0) || (a.key < b.key ? -1 : 1));
}

function keysOf(dimension: Dimension, totals: Totals): string[] {
  const keys = [...totals.keys()].map((name) => name.split('|')).filter(([first]) => first === dimension);
  return [...new Set(keys.map(([, key]) => key!))];
}

export function totalsOf(days: Days): Totals {
  const totals = new Map<string, number>();
  for (const { counts } of days)
    for (const [name, count] of Object.entries(counts)) totals.set(name, (totals.get(name) ?? 0) + count);
  return totals;
}

const sum = (totals: Totals, names: readonly string[]): number =>
  names.reduce((all, name) => all + (totals.get(name) ?? 0), 0);
