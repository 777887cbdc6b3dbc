// Tallies: what a decision, the end of a delivery and an outcome add to the counts of an offer, and by which names. Pure.
import type { Decision } from '../../model/decision.ts';
import type { DeliveryEnd, TerminalState } from '../../model/delivery.ts';
import type { OfferReason } from '../../model/reason.ts';
import type { Tally } from '../../model/tally.ts';
import type { Assignment, Trial } from '../../model/trial.ts';
import { hashedId } from '../decide/chance.ts';
import { type Deed, type Done, dayOf } from './trials.ts';

/** Names of counters. A row's is `hour|14|sent`: the dimension, the key, the column. */
export const reasonCount = (reason: OfferReason) => `reason|${reason}` as const;
export const endCount = (state: TerminalState) => `end|${state}` as const;
export const customersCount = { push: 'customers|push', holdout: 'customers|holdout' } as const;
export const deedCount = (isHeldOut: boolean, deed: Deed) => `${isHeldOut ? 'holdout' : 'push'}|${deed}` as const;
/** The sum over the customers of the share that was held out when each was assigned, in millionths. */
export const sharesCount = 'shares';

export const dimensions = ['weather', 'hour', 'store'] as const;
export type Dimension = (typeof dimensions)[number];
export const columns = ['sent', 'opened', 'redeemed', 'heldOut', 'heldOutRedeemed'] as const;
export type Column = (typeof columns)[number];
export const rowCount = (dimension: Dimension, key: string | number, column: Column) =>
  `${dimension}|${key}|${column}` as const;
/** What is not known, or one store too many for an item. No id of a geofence is empty. */
export const otherKey = '';

/** Why each offer that was weighed was or was not chosen: a tally for each offer. Candidates that its record leaves out are not counted. */
export function talliesOfDecision({ id, at, candidates }: Decision): Tally[] {
  const byOffer = new Map<string, Record<string, number>>();
  for (const { offerId, reason } of candidates) {
    const counts = byOffer.get(offerId) ?? {};
    byOffer.set(offerId, counts);
    counts[reasonCount(reason)] = (counts[reasonCount(reason)] ?? 0) + 1;
  }
  const shared = { id: nameOf('decision', id), day: dayOf(at) };
  return [...byOffer].map(([offerId, counts]) => ({ ...shared, offerId, counts }));
}

/** How a delivery ended, and where it assigned her to an arm, that. */
export function tallyOfEnd({ deliveryId, offerId, geofenceId, state, at, assigned }: DeliveryEnd): Tally {
  const counts: Record<string, number> = { [endCount(state)]: 1 };
  if (assigned) {
    counts[assigned.isHeldOut ? customersCount.holdout : customersCount.push] = 1;
    counts[sharesCount] = Math.round(assigned.holdoutShare * 1e6);
    Object.assign(counts, inRows({ ...assigned, geofenceId }, assigned.isHeldOut ? 'heldOut' : 'sent'));
  }
  return { id: nameOf('end', deliveryId), offerId, day: dayOf(at), counts };
}

/** What an outcome was to a trial, counted under the day of the trial. */
export function talliesOfDeeds({ trial, deeds }: Done): Tally[] {
  return deeds.map((deed) => {
    const column = columnOf(trial.isHeldOut, deed);
    return {
      id: nameOf(deed, trial.deliveryId),
      offerId: trial.offerId,
      day: trial.day,
      counts: { [deedCount(trial.isHeldOut, deed)]: 1, ...(column && inRows(trial, column)) },
    };
  });
}

function columnOf(isHeldOut: boolean, deed: Deed): Column | undefined {
  if (deed === 'converted') return isHeldOut ? 'heldOutRedeemed' : 'redeemed';
  return deed === 'opened' && !isHeldOut ? 'opened' : undefined;
}

function inRows(
  { weather, hour, geofenceId }: Pick<Assignment, 'weather' | 'hour'> & Pick<Trial, 'geofenceId'>,
  column: Column,
): Record<string, number> {
  return {
    [rowCount('weather', weather ?? otherKey, column)]: 1,
    [rowCount('hour', hour ?? otherKey, column)]: 1,
    [rowCount('store', geofenceId, column)]: 1,
  };
}

/** Of something that is counted: 48 bits, so that one in a billion is taken for another of its offer and day. */
const nameOf = (kind: string, id: string): string => hashedId('tally', kind, id).slice(0, nameLength);
export const nameLength = 8;
