// Days that are not like the others: a date each, with hours of its own, or none at all.
import type { SpecialDay } from '../offers/offer.ts';
import { type InBoth, useWords } from '../shell/language.ts';
import { Field } from './field.tsx';
import './hours.css';
import { Icon } from './icon.tsx';

const en = {
  legend: 'Special days',
  hint: 'What is said of a date holds in place of the hours above. Two rows for one date are two times of that day.',
  date: 'Date',
  noDate: 'Choose a date',
  closed: { place: 'Closed', offer: 'Not at all' },
  from: 'From',
  until: 'Until',
  add: 'Add a day',
  remove: (date: string) => `Remove ${date || 'this day'}`,
};
const da: typeof en = {
  legend: 'Særlige dage',
  hint: 'Hvad der står ved en dato, gælder i stedet for tiderne ovenfor. To rækker for én dato er to tidsrum den dag.',
  date: 'Dato',
  noDate: 'Vælg en dato',
  closed: { place: 'Lukket', offer: 'Slet ikke' },
  from: 'Fra',
  until: 'Til',
  add: 'Tilføj en dag',
  remove: (date) => `Fjern ${date || 'dagen'}`,
};
const words: InBoth<typeof en> = { en, da };

interface SpecialDaysProps {
  /** Whose days they are: places are closed, offers are not sent. */
  of: 'place' | 'offer';
  days?: SpecialDay[];
  onChange: (days?: SpecialDay[]) => void;
  /** Of the day at a place in the list. */
  fault: (place: number) => string | undefined;
}

/** The last row removed, there are none. */
export function SpecialDaysField({ of, days = [], onChange, fault }: SpecialDaysProps) {
  const says = useWords(words);
  const put = (next: SpecialDay[]) => onChange(next.length > 0 ? next : undefined);
  const set = (place: number, day: SpecialDay) => put(days.map((one, n) => (n === place ? day : one)));
  return (
    <fieldset class="hours special-days">
      <legend>{says.legend}</legend>
      <p class="hint">{says.hint}</p>
      {days.map((day, place) => {
        const isClosed = day.opens === undefined && day.closes === undefined;
        const wrong = fault(place);
        return (
          // rows have no other name, and are redrawn whole
          <div class="hours-row" key={place}>
            <Field label={says.date} fault={wrong && (day.date ? wrong : says.noDate)}>
              {(control) => (
                <input
                  {...control}
                  type="date"
                  value={day.date}
                  onInput={(event) => set(place, { ...day, date: event.currentTarget.value })}
                />
              )}
            </Field>
            <label class="row">
              <input
                type="checkbox"
                checked={isClosed}
                onChange={() =>
                  set(place, isClosed ? { date: day.date, opens: '10:00', closes: '14:00' } : { date: day.date })
                }
              />
              {says.closed[of]}
            </label>
            {!isClosed && (
              <span class="row">
                <input
                  type="time"
                  aria-label={says.from}
                  value={day.opens}
                  onInput={(event) => set(place, { ...day, opens: event.currentTarget.value })}
                />
                –
                <input
                  type="time"
                  aria-label={says.until}
                  value={day.closes === '24:00' ? '00:00' : day.closes}
                  onInput={(event) => set(place, { ...day, closes: event.currentTarget.value })}
                />
              </span>
            )}
            <button
              type="button"
              class="plain square"
              aria-label={says.remove(day.date)}
              onClick={() => put(days.filter((_, n) => n !== place))}
            >
              <Icon name="close" />
            </button>
          </div>
        );
      })}
      <button type="button" class="plain add" onClick={() => put([...days, { date: '' }])}>
        <Icon name="plus" />
        {says.add}
      </button>
    </fieldset>
  );
}
