// The live figure beside a shape: how large it is, which stores it touches, how many people are there now.
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { useReach } from '../ui/use-reach.ts';
import type { Shape } from './geofence.ts';
import { mapWords } from './words.ts';

export function Reach({ shape }: { shape: Shape }) {
  const words = useWords(mapWords);
  const number = new Intl.NumberFormat(localeOf(useLanguage()), { maximumSignificantDigits: 3 });
  const reach = useReach({ shape });
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
