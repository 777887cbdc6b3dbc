// The page "Results": every offer of a period, or one of them.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OfferAnswer } from '../offers/offer.ts';
import type { PageProps } from '../shell/app.tsx';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import { useAnswer } from '../shell/session.ts';
import { shellWords } from '../shell/words.ts';
import { Field } from '../ui/field.tsx';
import '../ui/figures.css';
import { Icon } from '../ui/icon.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { ageText, periodNow } from './freshness.ts';
import { OfferReport } from './offer-report.tsx';
import { type Count, lastWeeks, type Period, type Report, type ReportSummary, reportPath } from './report.ts';
import './results.css';
import { type Fresh, useFresh } from './use-fresh.ts';
import { resultWords } from './words.ts';

export default function ResultsPage({ id }: PageProps) {
  const words = useWords(resultWords);
  const [{ period }, choose] = useState(() => ({ period: lastWeeks(Date.now()), at: Date.now() }));
  const setPeriod = (chosen: Period) => choose({ period: chosen, at: Date.now() });
  useEffect(() => {
    const go = () => choose(({ period, at }) => ({ period: periodNow(period, at, Date.now()), at: Date.now() }));
    const timer = setInterval(go, 60_000);
    return () => clearInterval(timer);
  }, []);
  const [offer] = useAnswer<OfferAnswer>(id && `/v1/offers/${encodeURIComponent(id)}`);
  const named = id !== undefined && offer.state === 'loaded' ? (offer.body.offer ?? offer.body.draft) : undefined;
  const title = named?.messages[named.defaultLocale]?.title;
  const date = (name: keyof Period, label: string) => (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          type="date"
          value={period[name]}
          min={name === 'to' ? period.from : undefined}
          max={name === 'from' ? period.to : undefined}
          onInput={(event) => event.currentTarget.value && setPeriod({ ...period, [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {id !== undefined && (
        <a class="up" href={routeTo({ page: 'results' })}>
          <Icon name="back" />
          {words.back}
        </a>
      )}
      <div class="head">
        <div>
          <h1>{title ?? id ?? words.title}</h1>
          <p class="lead">{words.lead}</p>
        </div>
        <div class="period">
          {date('from', words.from)}
          {date('to', words.to)}
        </div>
      </div>
      {id === undefined ? <AllReports period={period} /> : <OneReport key={id} id={id} period={period} />}
    </>
  );
}

function OneReport({ id, period }: { id: string; period: Period }) {
  const [fresh, read] = useFresh<Report>(reportPath(id, period));
  return (
    <Figures of={fresh} read={read}>
      {(report) => <OfferReport report={report} />}
    </Figures>
  );
}

interface FiguresProps<Body> {
  of: Fresh<Body>;
  read: () => void;
  children: (body: Body) => ComponentChildren;
}

/** The figures, and above them how old they are. */
function Figures<Body>({ of: { loading, readAt, stale }, read, children }: FiguresProps<Body>) {
  return (
    <>
      {readAt !== undefined && loading.state === 'loaded' && <Age readAt={readAt} stale={stale} />}
      <Loaded of={loading} retry={read}>
        {children}
      </Loaded>
    </>
  );
}

function Age({ readAt, stale }: { readAt: number; stale: Fresh<unknown>['stale'] }) {
  const words = useWords(resultWords);
  const shell = useWords(shellWords);
  const locale = localeOf(useLanguage());
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', hourCycle: 'h23' }).format(readAt);
  const why =
    stale && (stale.status === 401 ? shell.signedOut : stale.status ? shell.other(stale.status) : shell.nobody);
  return (
    <p class="age quiet small" data-stale={stale ? '' : undefined}>
      {words.asOf(time, ageText(readAt, now, locale))}
      {/* The age itself is not to be read out every minute; that it grows is. */}
      <span role="status">{why && ` ${why}. ${words.tryingAgain}`}</span>
    </p>
  );
}

function AllReports({ period }: { period: Period }) {
  const words = useWords(resultWords);
  const locale = localeOf(useLanguage());
  const [fresh, read] = useFresh<{ offers: ReportSummary[] }>(reportPath(undefined, period));
  const number = new Intl.NumberFormat(locale);
  const points = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  const count = (value: Count) =>
    value === null ? <span class="quiet small">{words.withheld}</span> : number.format(value);
  return (
    <Figures of={fresh} read={read}>
      {({ offers }) =>
        offers.length === 0 ? (
          <p class="card empty quiet">{words.none}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          <section class="card scroll" tabIndex={0} aria-label={words.title}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{words.offer}</th>
                  <th scope="col" class="number">
                    {words.sent}
                  </th>
                  <th scope="col" class="number">
                    {words.opened}
                  </th>
                  <th scope="col" class="number">
                    {words.redeemed}
                  </th>
                  <th scope="col" class="number">
                    {words.difference}
                  </th>
                  <th scope="col">{words.verdict}</th>
                </tr>
              </thead>
              <tbody>
                {offers.map(({ offerId, title, sent, opened, redeemed, verdict, difference }) => (
                  <tr key={offerId}>
                    <th scope="row">
                      <a href={routeTo({ page: 'results', id: offerId })}>{title}</a>
                    </th>
                    <td class="number">{count(sent)}</td>
                    <td class="number">{count(opened)}</td>
                    <td class="number">{count(redeemed)}</td>
                    <td class="number">
                      {difference === undefined || difference === null
                        ? '–'
                        : words.points(points.format(difference * 100))}
                    </td>
                    <td>
                      <span class="tag" data-verdict={verdict}>
                        {words.verdicts[verdict]}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    </Figures>
  );
}
