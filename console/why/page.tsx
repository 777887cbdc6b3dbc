// The page "Why": a customer's id and an hour lead to what was decided for her, with reasons and the nearest flip. Looking is audited.
import { useState } from 'preact/hooks';
import { reasonText, wordsFor } from '../live/words.ts';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { type Failed, useSession } from '../shell/session.ts';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { type Decision, span, within } from './decision.ts';
import './why.css';
import { whyWords } from './words.ts';

export default function WhyPage() {
  const words = useWords(whyWords);
  const language = useLanguage();
  const { ask } = useSession();
  const [customer, setCustomer] = useState('');
  const [day, setDay] = useState('');
  const [hour, setHour] = useState('');
  const [found, setFound] = useState<Decision[] | undefined>(undefined);
  const [failed, setFailed] = useState<Failed | undefined>(undefined);

  const look = async (event: Event) => {
    event.preventDefault();
    setFailed(undefined);
    setFound(undefined);
    const time = span(day, hour);
    const query = time ? `?from=${time.from}&to=${time.to}` : '';
    const path = `/v1/customers/${encodeURIComponent(customer.trim())}/decisions${query}`;
    const answer = await ask<{ decisions: Decision[] }>(path, { language });
    if (answer.ok) setFound(within(answer.body.decisions, time));
    else setFailed(answer);
  };
  return (
    <div class="stack why">
      <div>
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      <form class="card stack" onSubmit={look}>
        <div class="asked">
          <Field label={words.customer}>
            {(control) => (
              <input
                {...control}
                required
                autocomplete="off"
                spellcheck={false}
                value={customer}
                onInput={(event) => setCustomer(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={words.day}>
            {(control) => (
              <input {...control} type="date" value={day} onInput={(event) => setDay(event.currentTarget.value)} />
            )}
          </Field>
          <Field label={words.hour}>
            {(control) => (
              <select
                {...control}
                value={hour}
                disabled={day === ''}
                onChange={(event) => setHour(event.currentTarget.value)}
              >
                <option value="">{words.anyHour}</option>
                {Array.from({ length: 24 }, (_, n) => (
                  <option key={n} value={String(n)}>{`${n}–${n + 1}`}</option>
                ))}
              </select>
            )}
          </Field>
          <button type="submit" class="main" disabled={customer.trim() === ''}>
            {words.look}
          </button>
        </div>
        <p class="hint">{words.audited}</p>
      </form>
      {failed && <Failure answer={failed} />}
      <div role="status">{found?.length === 0 && <p class="card quiet">{words.none}</p>}</div>
      {found?.map((decision) => (
        <DecisionCard key={decision.id} decision={decision} />
      ))}
    </div>
  );
}

function DecisionCard({ decision }: { decision: Decision }) {
  const words = useWords(whyWords);
  const language = useLanguage();
  const live = wordsFor(language);
  const when = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'medium' });
  const { at, reason, offerId, geofenceId, end, explanation, candidates } = decision;
  const isChosen = reason === 'chosen';
  return (
    <article class="card stack decision">
      <div class="row">
        <h2 class="grow">
          {when.format(at)}
          {geofenceId && <span class="quiet"> · {geofenceId}</span>}
        </h2>
        <span class="tag" data-state={isChosen ? 'live' : undefined}>
          {isChosen ? `${words.chosen}: ${offerId ?? ''}` : words.nothing}
        </span>
        {end && <span class="tag">{words.ended(live.states[end.state] ?? end.state)}</span>}
      </div>
      <p class="told">{explanation.marketer}</p>
      {explanation.flip && (
        <p class="notice">
          <span>
            <strong>{words.flip}.</strong> {explanation.flip}
          </span>
        </p>
      )}
      <details>
        <summary>{words.candidates}</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{words.offer}</th>
                <th scope="col">{words.place}</th>
                <th scope="col">{words.reason}</th>
                <th scope="col">{words.compared}</th>
              </tr>
            </thead>
            <tbody>
              {candidates.map((candidate) => (
                <tr key={`${candidate.offerId} ${candidate.geofenceId}`}>
                  <th scope="row">{candidate.offerId}</th>
                  <td>{candidate.geofenceId}</td>
                  <td>{reasonText(live, candidate.reason)}</td>
                  <td class="quiet">
                    {Object.entries(candidate.compared ?? {})
                      .map(([name, value]) => `${name} ${value}`)
                      .join(', ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      <details>
        <summary>{words.toldCustomer}</summary>
        <p>{explanation.customer}</p>
      </details>
    </article>
  );
}
