// What the last report led to, how long the phone may be silent, and what a failure is called.
import { RavnError } from '../../client/index.ts';
import type { Walk } from './walk.ts';
import type { PhoneWords } from './words.ts';

export function Status({ walk, words, locale }: { walk: Walk; words: PhoneWords; locale: string }) {
  const { stopped, reason, silence, figures } = walk;
  const number = new Intl.NumberFormat(locale);
  const minutes = silence && Math.max(0, Math.ceil((silence.until - Date.now()) / 60_000));
  return (
    <div class="status">
      <p role="status" data-reason={stopped ?? reason}>
        {stopped ? words.stopped[stopped] : reason && (words.reasons[reason] ?? reason)}
      </p>
      {!stopped && reason && (
        <p class="quiet small">
          {silence ? words.silent(number.format(silence.radiusMetres), number.format(minutes!)) : words.notSilent}
        </p>
      )}
      <p class="quiet small">{words.figures(number.format(figures.taken), number.format(figures.answered))}</p>
    </div>
  );
}

/** In the customer's words, where there are any for it. */
export function faultOf(error: unknown, words: PhoneWords): string {
  if (!(error instanceof RavnError)) return words.failed;
  if (error.status === undefined) return words.nobody;
  if (error.problem?.code === 'erasure-under-way') return words.erasureUnderWay;
  return `${words.failed} (${error.problem?.code ?? error.status})`;
}
