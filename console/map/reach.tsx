// The live figure beside a shape: how large it is, which stores it touches, how many people are there now.
import { useEffect, useState } from 'preact/hooks';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { useSession } from '../shell/session.ts';
import type { Shape } from './geofence.ts';
import { mapWords } from './words.ts';

interface ReachAnswer {
  stores: number;
  /** In tens; as words where they are fewer than 20, absent where there are too many places to look at. */
  customersPresentNow?: number | string;
}

/** Asked once the hand has rested this long. */
const restMs = 350;

export function Reach({ shape }: { shape: Shape }) {
  const words = useWords(mapWords);
  const number = new Intl.NumberFormat(localeOf(useLanguage()), { maximumSignificantDigits: 3 });
  const { ask } = useSession();
  const [reach, setReach] = useState<ReachAnswer | undefined>(undefined);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await ask<ReachAnswer>('/v1/reach', { method: 'POST', body: { shape } });
      if (!isOver) setReach(answer.ok ? answer.body : undefined);
    }, restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [ask, shape]);
  const metres = shape.type === 'Circle' ? shape.radiusMetres : undefined;
  return (
    <div class="reach" role="status">
      {metres !== undefined && metres > 0 && (
        <p>{words.area(number.format((Math.PI * metres ** 2) / 10_000), number.format(2 * metres))}</p>
      )}
      {reach && (
        <p>
          {reach.customersPresentNow === undefined
            ? words.reachStores(reach.stores)
            : words.reach(
                reach.stores,
                typeof reach.customersPresentNow === 'number' ? number.format(reach.customersPresentNow) : words.few,
              )}
        </p>
      )}
    </div>
  );
}
