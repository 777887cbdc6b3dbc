// Shows what was asked for once it is here; until then that it is on its way, and a failure with a way to try again.
import type { ComponentChildren } from 'preact';
import { useWords } from '../shell/language.ts';
import type { Loading } from '../shell/session.ts';
import { shellWords } from '../shell/words.ts';
import { Failure } from './failure.tsx';

interface LoadedProps<Body> {
  of: Loading<Body>;
  retry: () => void;
  children: (body: Body) => ComponentChildren;
}

export function Loaded<Body>({ of, retry, children }: LoadedProps<Body>) {
  const words = useWords(shellWords);
  if (of.state === 'loading') return <p class="quiet waiting">{words.loading}</p>;
  if (of.state === 'failed') return <Failure answer={of.answer} retry={retry} />;
  return <>{children(of.body)}</>;
}
