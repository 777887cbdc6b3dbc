// Codes: each is good at one till, within its time, and never once she whose it was has been erased.
import { codeIn } from '../../shared/model/redemption.ts';
import type { Entry } from './history.ts';
import { minute } from './town.ts';

type Of<Kind extends Entry['kind']> = Entry & { kind: Kind };

/** As long as the offers of the town say, and as clocks differ. */
const goodForMs = 5 * minute;

export function judgeCodes(
  clocksDifferMs: number,
  wrong: (entry: Entry, what: string) => void,
  saw: (what: string) => void,
) {
  const codes = new Map<string, { customerId: string; readAt: number; till?: string }>();
  const begunAt = new Map<number, number>();
  /** When each customer was closed and her erasure first answered. */
  const gone = new Map<string, { closedAt: number; answeredAt?: number }>();

  return {
    begun(entry: Of<'begun'>) {
      begunAt.set(entry.by.id, entry.at);
    },

    pushed({ at, customerId, message, accepted }: Of<'pushed'>) {
      const spoken = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(message.body)?.[0];
      const code = spoken && codeIn(spoken);
      if (code && accepted) codes.set(code, { customerId, readAt: at });
    },

    closed({ at, customerId }: Of<'closed'>) {
      const before = gone.get(customerId);
      // an erasure after another has been answered is one more
      if (!before || before.answeredAt !== undefined) gone.set(customerId, { closedAt: at });
    },

    erased({ at, customerId }: Of<'erased'>) {
      const state = gone.get(customerId);
      if (state) state.answeredAt ??= at;
    },

    redeemed(entry: Of<'redeemed'>) {
      const { till, redeemed, by } = entry;
      const known = codes.get(redeemed.code);
      if (!known) return wrong(entry, 'a code was good that nobody was given');
      known.till ??= till;
      if (known.till !== till) wrong(entry, 'a code was good at two tills');
      if (redeemed.redeemedAt > known.readAt + goodForMs + clocksDifferMs) wrong(entry, 'a code was good past its end');
      const { closedAt, answeredAt } = gone.get(known.customerId) ?? {};
      if (answeredAt !== undefined && known.readAt < closedAt! && begunAt.get(by.id)! > answeredAt)
        wrong(entry, 'a code was good after she had been erased');
      saw('code redeemed');
    },
  };
}
