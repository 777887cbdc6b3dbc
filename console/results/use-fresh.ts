// An answer that stays fresh while somebody looks at it: read again every minute, quietly, and never under a hand that is marking text.
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../api.ts';
import { type Loading, useSession } from '../shell/session.ts';
import { nextReadMs } from './freshness.ts';

export interface Fresh<Body> {
  /** What was read stays while it is read again, and where that fails. */
  loading: Loading<Body>;
  /** When what is shown was read, epoch milliseconds. */
  readAt?: number;
  /** The last attempt failed: with the API's answer, if there was one. */
  stale?: { status?: number };
}

const idle = { state: 'loading' } as const;
const isMarking = () => getSelection()?.isCollapsed === false;

/** Reads `path` at once when it changes, and later only while the page is visible and no text on it is marked. */
export function useFresh<Body>(path: string): [Fresh<Body>, read: () => void] {
  const { ask } = useSession();
  const [fresh, setFresh] = useState<Fresh<Body>>({ loading: idle });
  const [turn, setTurn] = useState(0);
  // `turn` is what reads again
  useEffect(() => {
    let isOver = false;
    let failures = 0;
    let dueAt = 0;
    let isReading = false;
    let hasRead = false; // what stands there from another path is not of this one
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = (milliseconds: number) => {
      dueAt = Date.now() + milliseconds;
      clearTimeout(timer);
      timer = setTimeout(look, milliseconds);
    };
    const look = () => {
      if (document.hidden) return; // `visibilitychange` goes on
      if (isMarking()) wait(1000);
      else void read();
    };
    const read = async () => {
      isReading = true;
      const answer: Answer<Body> = await ask<Body>(path);
      isReading = false;
      if (isOver) return;
      if (answer.ok) {
        failures = 0;
        hasRead = true;
        setFresh({ loading: { state: 'loaded', body: answer.body }, readAt: Date.now() });
      } else {
        failures += 1;
        const { status } = answer;
        setFresh((before) => (hasRead ? { ...before, stale: { status } } : { loading: { state: 'failed', answer } }));
      }
      wait(nextReadMs(failures, answer.ok ? undefined : answer.retryAfterSeconds));
    };
    const onVisible = () => {
      if (!document.hidden && !isReading) wait(Math.max(0, dueAt - Date.now()));
    };
    void read();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [ask, path, turn]);
  return [fresh, () => setTurn((before) => before + 1)];
}
