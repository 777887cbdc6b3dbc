// Erasures: who has been closed is not written, read or brought back, and nothing that names her is left in the end.

import type { Customer } from '../../shared/model/customer.ts';
import { restAfterMs } from '../../shared/model/erasure.ts';
import type { Entry } from './history.ts';
import { plainSeal } from './ports-of-erasure.ts';
import { slowMs } from './scheduler.ts';
import type { Schedule } from './simulate.ts';

type Of<Kind extends Entry['kind']> = Entry & { kind: Kind };

interface Gone {
  /** When she was closed last, and when her erasure was first answered. */
  closedAt: number;
  answeredAt?: number;
  settledAt?: number;
  receipt?: string;
}

export function judgeErasures(
  clocksDifferMs: number,
  wrong: (entry: Entry, what: string) => void,
  saw: (what: string) => void,
) {
  const gone = new Map<string, Gone>();
  const backSince = new Map<string, number>();
  const begunAt = new Map<number, number>();

  return {
    begun(entry: Of<'begun'>) {
      begunAt.set(entry.by.id, entry.at);
    },

    closed({ at, customerId, former }: Of<'closed'>) {
      const before = gone.get(customerId);
      gone.set(customerId, { ...before, closedAt: before?.closedAt ?? at });
      if (former?.pending) saw('erased under way');
    },

    settled(entry: Of<'erasure-settled'>) {
      for (const [customerId, state] of gone)
        if (plainSeal.subjectsOf(customerId)[0] === entry.subject) state.settledAt ??= entry.at;
    },

    erased(entry: Of<'erased'>) {
      const { customerId, answer } = entry;
      const state = gone.get(customerId);
      if (!state) return wrong(entry, 'was answered a receipt, and she had not been closed');
      state.answeredAt ??= entry.at;
      if (state.receipt !== undefined && state.receipt !== answer.receipt)
        wrong(entry, 'the same erasure was answered two receipts');
      state.receipt = answer.receipt;
      if (entry.at > answer.goneBy) wrong(entry, 'a receipt promises what is past');
    },

    exported(entry: Of<'exported'>) {
      const { customerId, page, by } = entry;
      const found = JSON.stringify(page);
      const others = ['anna', 'bo'].filter((id) => id !== customerId);
      if (others.some((id) => found.includes(`"${id}"`))) wrong(entry, 'an export holds another customer');
      const answeredAt = gone.get(customerId)?.answeredAt;
      const empty = page.other.length === 0 && !page.customer;
      if (!empty) saw('exported');
      if (answeredAt !== undefined && begunAt.get(by.id)! > answeredAt && !empty)
        wrong(entry, 'could be read after she had been erased');
    },

    wrote(before: Customer | undefined, { customerId }: Customer, entry: Entry) {
      const state = gone.get(customerId);
      if (!state) return;
      if (before || entry.by.role !== 'consents') return wrong(entry, 'wrote somebody who has been erased');
      // The moment that is kept is that of asking: a slow table takes it as much later.
      const mayReturnAt = (state.settledAt ?? Infinity) + restAfterMs - clocksDifferMs - slowMs;
      if (entry.at < mayReturnAt) wrong(entry, 'came back before her erasure was settled');
      gone.delete(customerId);
      backSince.set(customerId, entry.at);
      saw('came back');
    },

    atTheEnd({ cloud, history }: Schedule, never: (what: string) => void) {
      const erased = new Set(history.flatMap((entry) => (entry.kind === 'closed' ? [entry.customerId] : [])));
      for (const customerId of erased) {
        if (cloud.closed.has(customerId)) never(`the erasure of ${customerId} was not finished`);
        // Her grant is in the ledger before she is there: a few seconds, with its retries.
        const since = gone.has(customerId) ? Number.POSITIVE_INFINITY : backSince.get(customerId)! - 30_000;
        const left = cloud.rows.of(customerId).filter(({ at }) => at < since);
        if (left.length > 0) never(`of ${customerId}, who was erased, ${left[0]!.pk} ${left[0]!.sk} is left`);
        const spoke = cloud.rows.of(customerId).some(({ kind }) => kind === 'consent');
        if (!gone.has(customerId) && !spoke) never(`what ${customerId} said since she came back is gone`);
        if (gone.has(customerId) && cloud.customers.has(customerId)) never(`${customerId} is there, and was erased`);
      }
    },
  };
}
