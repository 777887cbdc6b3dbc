// The list of the latest events, newest first, which a reader can stop from moving.
import { useState } from 'preact/hooks';
import type { LiveEvent } from './events.ts';
import { type Names, sentence, type Words } from './words.ts';

interface EventListProps {
  events: readonly LiveEvent[];
  words: Words;
  names: Names;
  number: Intl.NumberFormat;
  time: Intl.DateTimeFormat;
}

export function EventList({ events, words, names, number, time }: EventListProps) {
  /** What was there when the list was stopped. */
  const [stopped, setStopped] = useState<readonly LiveEvent[] | undefined>(undefined);
  const shown = stopped ?? events;
  const newer = stopped ? events.findIndex(({ id }) => id === stopped[0]?.id) : 0;
  return (
    <section class="card latest">
      <div class="row">
        <h2 class="grow">{words.latest}</h2>
        {stopped && newer !== 0 && events.length > 0 && (
          <span class="quiet">
            {words.newer(newer < 0 ? `${number.format(events.length)}+` : number.format(newer))}
          </span>
        )}
        <button
          type="button"
          aria-pressed={stopped !== undefined}
          onClick={() => setStopped(stopped ? undefined : events)}
        >
          {stopped ? words.resume : words.pause}
        </button>
      </div>
      {shown.length === 0 && <p class="quiet">{words.noEvents}</p>}
      <ol>
        {shown.map(({ id, at, event }) => {
          const { place, text } = sentence(words, event, names);
          return (
            <li key={id} data-kind={event.type === 'DeliveryEnded' ? event.state : event.type}>
              <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
              <p>
                {place !== undefined && <b>{place}: </b>}
                {text}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
