// The page "Live": the feed is folded into a summary, and the summary is shown. Places by name, never by coordinate.
import { useEffect, useState } from 'preact/hooks';
import { localeOf, useLanguage } from '../shell/language.ts';
import { useSession } from '../shell/session.ts';
import { EventList } from './event-list.tsx';
import './live.css';
import { addEvents, emptySummary, inGateOrder, type Summary, total } from './summary.ts';
import { useNames } from './use-names.ts';
import { type Connection, watchLive } from './watch.ts';
import { reasonText, type Words, wordsFor } from './words.ts';

export default function LivePage() {
  const { ask } = useSession();
  const language = useLanguage();
  const words = wordsFor(language);
  const names = useNames();
  const [summary, setSummary] = useState<Summary>(emptySummary);
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' });

  useEffect(() => {
    const leaving = new AbortController();
    void watchLive({
      ask,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      now: Date.now,
      onEvents: (events) => setSummary((before) => addEvents(before, events)),
      onConnection: setConnection,
      signal: leaving.signal,
    });
    return () => leaving.abort();
  }, [ask]);

  const locale = localeOf(language);
  const number = new Intl.NumberFormat(locale);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const ends = [...summary.otherEnds].sort(([a], [b]) => (a < b ? -1 : 1));
  const endsText = ends.map(([state, count]) => `${number.format(count)} ${words.states[state] ?? state}`).join(', ');
  const figures: [name: string, count: number, note: string][] = [
    [words.entered, summary.entered, words.enteredNote],
    [words.decisions, summary.decisions, words.decisionsNote],
    [words.sent, summary.sent, words.sentNote],
    [words.otherEnds, total(summary.otherEnds), endsText || words.otherEndsNote],
  ];
  return (
    <>
      <div class="head">
        <div>
          <h1>{words.title}</h1>
          <p class="lead">{words.lead}</p>
        </div>
        <ConnectionState connection={connection} words={words} />
      </div>
      <div class="live">
        <section class="totals" aria-label={words.totals}>
          <dl>
            {figures.map(([name, count, note]) => (
              <div key={name} class={name === words.sent ? 'sent' : ''}>
                <dt>{name}</dt>
                <dd>{number.format(count)}</dd>
                <dd class="note">{note}</dd>
              </div>
            ))}
          </dl>
          <p class="since quiet small">{summary.since !== undefined && words.since(time.format(summary.since))}</p>
        </section>
        <Reasons reasons={summary.reasons} words={words} locale={locale} />
        <EventList events={summary.latest} words={words} names={names} number={number} time={time} />
      </div>
    </>
  );
}

function ConnectionState({ connection, words }: { connection: Connection; words: Words }) {
  const [now, setNow] = useState(Date.now());
  const isDown = connection.state === 'down';
  useEffect(() => {
    if (!isDown) return;
    const timer = setInterval(() => setNow(Date.now()), 1000); // counts down to the next try
    return () => clearInterval(timer);
  }, [isDown]);
  return (
    <p class="connection" data-state={connection.state}>
      <span role="status">{isDown ? words.down(connection.status) : words[connection.state]}</span>
      {/* Beside the status and not in it: a countdown is not to be read out every second. */}
      {isDown && (
        <span class="quiet">, {words.retrying(Math.max(0, Math.ceil((connection.retryAt - now) / 1000)))}</span>
      )}
    </p>
  );
}

function Reasons({ reasons, words, locale }: { reasons: Summary['reasons']; words: Words; locale: string }) {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const all = total(reasons);
  return (
    <section class="card reasons">
      <h2 id="reasons-heading">{words.reasons}</h2>
      {all === 0 ? (
        <p class="quiet">{words.noReasons}</p>
      ) : (
        <table aria-labelledby="reasons-heading">
          <thead class="visually-hidden">
            <tr>
              <th scope="col">{words.reason}</th>
              <th scope="col">{words.candidates}</th>
              <th scope="col">{words.share}</th>
            </tr>
          </thead>
          <tbody>
            {inGateOrder(reasons).map(([reason, count]) => (
              <tr key={reason} data-reason={reason}>
                <th scope="row">
                  {reasonText(words, reason)}
                  <progress class="share-bar" max={all} value={count} aria-hidden="true" />
                </th>
                <td class="number count">{number.format(count)}</td>
                <td class="number quiet">{percent.format(count / all)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
