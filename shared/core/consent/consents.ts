// Consents as a fold: what was said last about each purpose is what counts; and what one more request says.
import { createHash } from 'node:crypto';
import { type ConsentLine, type ConsentRequest, type Consents, type Purpose, purpose } from '../../model/consent.ts';

/** What a ledger amounts to. Its lines may come in any order; of two at the same moment the withdrawal counts. */
export function foldConsents(lines: Iterable<ConsentLine>): Consents {
  const state: Consents = {};
  for (const { purpose, granted, at, textVersion } of lines) {
    const before = state[purpose];
    const later = !before || at > before.at || (at === before.at && !granted);
    if (later) state[purpose] = { granted, at, textVersion };
  }
  return state;
}

interface Said {
  /** What is given now and was not before, or about another wording: into the ledger before it takes effect. */
  granted: ConsentLine[];
  /** What is withdrawn, also what was so already (its line may have been lost): into the ledger after it has taken effect. */
  withdrawn: ConsentLine[];
  /** The same object as before where nothing changes. */
  consents: Consents;
}

/**
 * What a request says to the consents as they are. A line's id follows from what it changes, so that a request sent again
 * names the lines that are there already. Moments per purpose only ever grow, whatever the clocks of two servers say.
 */
export function sayConsents(customerId: string, before: Consents, request: ConsentRequest, now: number): Said {
  const { textVersion, locale, source } = request;
  const line = (purpose: Purpose, granted: boolean, at: number, follows: unknown[]): ConsentLine => ({
    id: idOf(customerId, purpose, granted, ...follows),
    customerId,
    at,
    purpose,
    granted,
    textVersion,
    ...(locale !== undefined && { locale }),
    ...(source !== undefined && { source }),
  });
  const named = (granted: boolean) => purpose.options.filter((name) => request[name] === granted);
  const momentOf = (name: Purpose) => Math.max(now, (before[name]?.at ?? -1) + 1);

  const granted = named(true)
    .filter((name) => !before[name]?.granted || before[name].textVersion !== textVersion)
    .map((name) => line(name, true, momentOf(name), [before[name]?.at ?? null, textVersion]));
  const withdrawn = named(false).map((name) => {
    const at = before[name]?.granted === false ? before[name].at : momentOf(name);
    return line(name, false, at, [at]);
  });
  const news = [...granted, ...withdrawn.filter(({ purpose }) => before[purpose]?.granted !== false)];
  return { granted, withdrawn, consents: news.length > 0 ? { ...before, ...foldConsents(news) } : before };
}

function idOf(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
