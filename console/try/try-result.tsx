// What a simulation found: sends, whom, when, where, why not, and what is different from what is live.
import { inGateOrder } from '../live/summary.ts';
import { reasonText, wordsFor } from '../live/words.ts';
import type { Place } from '../offers/where-slot.tsx';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { Bars } from '../ui/bars.tsx';
import { Columns } from '../ui/columns.tsx';
import type { SimulationResult } from './simulation.ts';
import { tryWords } from './words.ts';

export function TryResult({ result, places }: { result: SimulationResult; places: readonly Place[] }) {
  const words = useWords(tryWords);
  const language = useLanguage();
  const reasons = wordsFor(language);
  const locale = localeOf(language);
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id;
  const format = (count: number | null) => number.format(count ?? 0);
  const { difference, estimate, others } = result;
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const figures: [string, number][] = [
    [words.sends, result.sends],
    [words.customers, result.customers],
    [words.considered, result.considered],
    [words.cost, result.cost.sends],
  ];
  return (
    <>
      <dl class="figures">
        {figures.map(([name, count], n) => (
          <div key={name} class={n === 0 ? 'first' : ''}>
            <dt>{name}</dt>
            <dd>{number.format(count)}</dd>
          </div>
        ))}
      </dl>
      {(estimate || result.assumed.length > 0) && (
        <div class="quiet">
          {estimate && (
            <p>
              {words.estimate(number.format(estimate.sendsPerDay), percent.format(estimate.share))}{' '}
              {estimate.budgetDays !== undefined && words.budget(number.format(estimate.budgetDays))}
            </p>
          )}
          {result.assumed.length > 0 && (
            <p>
              {words.assumed} {result.assumed.map((name) => words.assumptions[name] ?? name).join(', ')}.
            </p>
          )}
        </div>
      )}
      {difference && (
        <p class="notice">
          <span>
            {words.compared}: <strong>+{number.format(difference.gained)}</strong> {words.gained},{' '}
            <strong>−{number.format(difference.lost)}</strong> {words.lost}, {number.format(difference.same)}{' '}
            {words.same}.
            {others.live !== undefined && ` ${words.others(number.format(others.sends), number.format(others.live))}`}
          </span>
        </p>
      )}
      {result.perDay.length > 0 && (
        <section class="card">
          <h2>{words.perDay}</h2>
          <Columns
            items={result.perDay.map(({ day, sends, liveSends }) => ({
              name: date.format(new Date(day)),
              count: sends,
              other: liveSends,
            }))}
            names={[words.draft, words.live]}
            locale={locale}
          />
        </section>
      )}
      <div class="halves">
        <section class="card">
          <h2>{words.funnel}</h2>
          <Bars
            label={words.funnel}
            headings={[reasons.reason, reasons.candidates]}
            format={format}
            rows={inGateOrder(new Map(Object.entries(result.reasons))).map(([key, count]) => ({
              key,
              name: reasonText(reasons, key),
              count,
              isMain: key === 'chosen',
            }))}
          />
        </section>
        <section class="card">
          <h2>{words.byStore}</h2>
          <Bars
            label={words.byStore}
            headings={[words.place, words.sends]}
            format={format}
            rows={result.byStore
              .slice(0, 10)
              .map(({ geofenceId, sends }) => ({ key: geofenceId, name: nameOf(geofenceId), count: sends }))}
          />
        </section>
        <section class="card">
          <h2>{words.pressure}</h2>
          <Bars
            label={words.pressure}
            headings={[reasons.reason, words.considered]}
            format={format}
            rows={Object.entries(words.pressures).map(([key, name]) => ({
              key,
              name,
              count: result.capPressure[key as 'capped'],
            }))}
          />
        </section>
        <section class="card">
          <h2>{words.byHour}</h2>
          <Columns
            items={result.byHour.map((count, hour) => ({ name: `${hour}–${hour + 1}`, count }))}
            names={[words.draft]}
            locale={locale}
          />
        </section>
      </div>
      {result.examples.length > 0 && (
        <section class="card">
          <h2>{words.examples}</h2>
          <ul class="examples">
            {result.examples.map(({ at, geofenceId, reason, text }) => (
              <li key={`${at} ${geofenceId} ${reason}`}>
                <span class="quiet small">{words.at(nameOf(geofenceId), when.format(at))}</span>
                <p>{text}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
