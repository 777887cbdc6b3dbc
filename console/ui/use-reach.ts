// How many stores something reaches, and how many people are there now; asked once the hand has rested.
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../shell/session.ts';

export interface Reach {
  stores: number;
  /** In tens; as words where they are fewer than 20, absent where there are too many places to look at. */
  customersPresentNow?: number | string;
}

const restMs = 350;

/** `asked` is the body of `POST /v1/reach`; nothing is asked where it is undefined. What was told stays until more is known. */
export function useReach(asked: object | undefined): Reach | undefined {
  const { ask } = useSession();
  const [reach, setReach] = useState<Reach | undefined>(undefined);
  const body = asked && JSON.stringify(asked);
  useEffect(() => {
    if (body === undefined) return setReach(undefined);
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await ask<Reach>('/v1/reach', { method: 'POST', body: JSON.parse(body) });
      if (!isOver) setReach(answer.ok ? answer.body : undefined);
    }, restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [ask, body]);
  return reach;
}
