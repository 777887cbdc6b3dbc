// "Did it help?": a plain sentence, the interval it rests on, drawn, and whether the comparison itself can be trusted.
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { intervalScale, type Uplift } from './report.ts';
import { resultWords } from './words.ts';

const width = 640;

export function VerdictCard({ uplift }: { uplift: Uplift }) {
  const words = useWords(resultWords);
  const locale = localeOf(useLanguage());
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const { verdict, difference, interval, sampleRatio, push, holdout, needsAboutMoreCustomers } = uplift;
  const [low, high] = (interval ?? [0, 0]).map((value) => points.format(value * 100)) as [string, string];
  const by =
    verdict === 'hurt' || verdict === 'helped'
      ? plain.format(Math.abs(difference ?? 0) * 100)
      : points.format((difference ?? 0) * 100);
  const share = (arm: typeof push) =>
    arm.customers && arm.converted !== null ? percent.format(arm.converted / arm.customers) : words.withheld;
  const hasInterval = interval && difference !== undefined && difference !== null;
  // A count behind it may have been withheld: then the verdict stands alone.
  const isOpen = verdict === 'undecided' || verdict === 'too-few';
  const sentence = hasInterval
    ? words.sentences[verdict](by, low, high)
    : isOpen
      ? words.sentences['too-few']()
      : `${words.verdicts[verdict]}.`;
  return (
    <section class="card verdict" data-verdict={verdict}>
      <h2>{words.verdict}</h2>
      <p class="verdict-sentence">{sentence}</p>
      {needsAboutMoreCustomers !== undefined && <p>{words.needs(plain.format(needsAboutMoreCustomers))}</p>}
      {hasInterval && (
        <Interval interval={interval} difference={difference} format={(value) => points.format(value * 100)} />
      )}
      <p class="quiet small">
        {words.shares(share(push), share(holdout))}. {words.always}
      </p>
      {sampleRatio && (
        <p class={sampleRatio.ok ? 'quiet small' : 'notice bad'} role={sampleRatio.ok ? undefined : 'alert'}>
          {(sampleRatio.ok ? words.ratioOk : words.ratioBad)(percent.format(sampleRatio.expectedHoldoutShare))}
        </p>
      )}
    </section>
  );
}

interface IntervalProps {
  interval: [number, number];
  difference: number;
  format: (value: number) => string;
}

function Interval({ interval, difference, format }: IntervalProps) {
  const { reach, zero, low, high, difference: at } = intervalScale(interval, difference);
  const name = `${format(interval[0])} – ${format(interval[1])}, ${format(difference)}`;
  return (
    <figure class="interval">
      <svg viewBox={`0 0 ${width} 44`} role="img" aria-label={name}>
        <line class="axis" x1={0} x2={width} y1={22} y2={22} />
        <line class="zero" x1={zero * width} x2={zero * width} y1={4} y2={40} />
        <rect x={low * width} width={Math.max(2, (high - low) * width)} y={14} height={16} rx={8} />
        <circle cx={at * width} cy={22} r={7} />
      </svg>
      <figcaption class="small quiet">
        <span>{format(-reach)}</span>
        <span>0</span>
        <span>{format(reach)}</span>
      </figcaption>
    </figure>
  );
}
