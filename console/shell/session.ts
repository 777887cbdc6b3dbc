// What every page needs of the shell: the API, the configuration, and a way to say something shortly.
import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Answer, Ask } from '../api.ts';
import type { Config } from '../config.ts';
import { useWords } from './language.ts';
import { shellWords } from './words.ts';

export interface Session {
  ask: Ask;
  config: Config;
  signOut?: () => void;
  /** Says something at the lower edge for some seconds, also to screen readers. */
  say: (text: string) => void;
  /** What is asked before the page is left; undefined where nothing would be lost. */
  hold: (question: string | undefined) => void;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('outside of the shell');
  return session;
}

export type Failed = Extract<Answer, { ok: false }>;
export type Loading<Body> =
  | { state: 'loading' }
  | { state: 'failed'; answer: Failed }
  | { state: 'loaded'; body: Body };

/** Asks when the page appears, when `path` changes and when told to; what was there stays until the new answer is here. */
export function useAnswer<Body>(path: string | undefined): [Loading<Body>, reload: () => void] {
  const { ask } = useSession();
  const [turn, setTurn] = useState(0);
  const [loading, setLoading] = useState<Loading<Body>>({ state: 'loading' });
  // `turn` is what asks again
  useEffect(() => {
    if (path === undefined) return;
    let isOver = false;
    void ask<Body>(path).then((answer) => {
      if (isOver) return;
      setLoading(answer.ok ? { state: 'loaded', body: answer.body } : { state: 'failed', answer });
    });
    return () => {
      isOver = true;
    };
  }, [ask, path, turn]);
  return [loading, () => setTurn((before) => before + 1)];
}

/** Asks before what was typed is lost, as long as `isDirty`. */
export function useHold(isDirty: boolean): void {
  const { hold } = useSession();
  const { leave } = useWords(shellWords);
  // before the next address is looked at: what was saved is left without a question
  useLayoutEffect(() => {
    hold(isDirty ? leave : undefined);
    return () => hold(undefined);
  }, [hold, isDirty, leave]);
}
