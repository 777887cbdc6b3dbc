// What is shown in place of what could not be loaded or saved: what happened, and what to do about it.

import { useWords } from '../shell/language.ts';
import type { Failed } from '../shell/session.ts';
import { shellWords } from '../shell/words.ts';

export function Failure({ answer, retry }: { answer: Failed; retry?: () => void }) {
  const words = useWords(shellWords);
  const { status, retryAfterSeconds, problem } = answer;
  const [title, hint] =
    status === undefined
      ? [words.nobody, words.nobodyHint]
      : status === 401
        ? [words.signedOut, words.signedOutHint]
        : status === 403
          ? [words.forbidden, words.forbiddenHint]
          : status === 404
            ? [words.missing, problem?.detail]
            : status === 429 || status === 503
              ? [words.busy, words.busyHint(retryAfterSeconds ?? 1)]
              : [problem?.detail ?? words.other(status), undefined];
  return (
    <div class="notice bad" role="alert">
      <div>
        <strong>{title}</strong>
        {hint && <p>{hint}</p>}
      </div>
      {status === 401 ? (
        <button type="button" onClick={() => location.reload()}>
          {words.signIn}
        </button>
      ) : (
        retry && (
          <button type="button" onClick={retry}>
            {words.again}
          </button>
        )
      )}
    </div>
  );
}
