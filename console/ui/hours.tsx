// Hours of the week, as rows of days and a window each: opening hours of a place, hours of an offer.
import { daysOfWeek, type WeeklyHours, type WeeklyWindow } from '../offers/offer.ts';
import { type InBoth, localeOf, useLanguage, useWords } from '../shell/language.ts';
import { Icon } from './icon.tsx';
import './hours.css';

const en = { add: 'Add hours', remove: 'Remove these hours', from: 'From', until: 'Until', days: 'Days' };
const da: typeof en = { add: 'Tilføj tidsrum', remove: 'Fjern tidsrummet', from: 'Fra', until: 'Til', days: 'Dage' };
const words: InBoth<typeof en> = { en, da };

const weekdays = daysOfWeek.slice(0, 5);

/** `hours` absent is always; the last row removed makes it so again. */
export function HoursField({ hours, onChange }: { hours?: WeeklyHours; onChange: (hours?: WeeklyHours) => void }) {
  const language = useLanguage();
  const says = useWords(words);
  const rows = hours ?? [];
  const set = (place: number, change: Partial<WeeklyWindow>) =>
    onChange(rows.map((row, n) => (n === place ? { ...row, ...change } : row)));
  const short = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', timeZone: 'UTC' });
  const long = new Intl.DateTimeFormat(localeOf(language), { weekday: 'long', timeZone: 'UTC' });
  return (
    <div class="hours">
      {rows.map((row, place) => (
        // rows have no other name, and are redrawn whole
        <div class="hours-row" key={place}>
          <fieldset class="days" aria-label={says.days}>
            {daysOfWeek.map((day, n) => {
              const isOn = row.dayOfWeek.includes(day);
              const date = Date.UTC(2024, 0, 1 + n); // a Monday
              const others = row.dayOfWeek.filter((other) => other !== day);
              return (
                <button
                  key={day}
                  type="button"
                  aria-pressed={isOn}
                  title={long.format(date)}
                  disabled={isOn && others.length === 0}
                  onClick={() =>
                    set(place, {
                      dayOfWeek: daysOfWeek.filter((other) => (other === day ? !isOn : row.dayOfWeek.includes(other))),
                    })
                  }
                >
                  {short.format(date).slice(0, 2)}
                </button>
              );
            })}
          </fieldset>
          <input
            type="time"
            aria-label={says.from}
            value={row.opens}
            onInput={(event) => set(place, { opens: event.currentTarget.value })}
          />
          –
          <input
            type="time"
            aria-label={says.until}
            value={row.closes === '24:00' ? '00:00' : row.closes}
            onInput={(event) => set(place, { closes: event.currentTarget.value })}
          />
          <button
            type="button"
            class="plain square"
            aria-label={says.remove}
            onClick={() => onChange(rows.length > 1 ? rows.filter((_, n) => n !== place) : undefined)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button
        type="button"
        class="plain add"
        onClick={() => onChange([...rows, { dayOfWeek: [...weekdays], opens: '09:00', closes: '17:00' }])}
      >
        <Icon name="plus" />
        {says.add}
      </button>
    </div>
  );
}
