// Every offer with its state, the ones that are under way first.
import { useState } from 'preact/hooks';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import { useAnswer } from '../shell/session.ts';
import { Icon } from '../ui/icon.tsx';
import '../ui/list.css';
import { Loaded } from '../ui/loaded.tsx';
import type { OfferSummary, State } from './offer.ts';
import { offerWords } from './words.ts';

const states: readonly State[] = ['live', 'draft', 'paused', 'archived'];

export function OfferList() {
  const words = useWords(offerWords);
  const language = useLanguage();
  const [loading, reload] = useAnswer<{ offers: OfferSummary[] }>('/v1/offers');
  const [state, setState] = useState<State | undefined>(undefined);
  const day = new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'short' });
  return (
    <>
      <div class="head">
        <div>
          <h1>{words.title}</h1>
          <p class="lead">{words.lead}</p>
        </div>
        <a class="button main" href={routeTo({ page: 'offers', id: 'new' })}>
          <Icon name="plus" />
          {words.new}
        </a>
      </div>
      <Loaded of={loading} retry={reload}>
        {({ offers }) => {
          const count = (one: State) => offers.filter((offer) => offer.state === one).length;
          const shown = offers
            .filter((offer) => (state ? offer.state === state : offer.state !== 'archived'))
            .sort((a, b) => states.indexOf(a.state) - states.indexOf(b.state) || b.changedAt - a.changedAt);
          if (offers.length === 0)
            return (
              <div class="card empty stack">
                <p>{words.none}</p>
              </div>
            );
          return (
            <div class="stack">
              <fieldset class="row tabs" aria-label={words.state}>
                <button type="button" aria-pressed={state === undefined} onClick={() => setState(undefined)}>
                  {words.all}
                </button>
                {states.map((one) => (
                  <button key={one} type="button" aria-pressed={state === one} onClick={() => setState(one)}>
                    {words.states[one]} <span class="quiet">{count(one)}</span>
                  </button>
                ))}
              </fieldset>
              <ul class="card list">
                {shown.length === 0 && <li class="empty quiet">{words.noneOfState}</li>}
                {shown.map((offer) => (
                  <li key={offer.id}>
                    <a href={routeTo({ page: 'offers', id: offer.id })}>
                      <span class="grow">
                        <strong>{offer.title}</strong>
                        <span class="quiet small">
                          {offer.category} · {day.formatRange(offer.startsAt, offer.endsAt)}
                        </span>
                      </span>
                      <span class="quiet small when">{words.by(offer.changedBy, day.format(offer.changedAt))}</span>
                      {offer.hasDraft && offer.state !== 'draft' && <span class="tag">{words.changes}</span>}
                      {offer.state === 'live' && offer.endsAt < Date.now() && <span class="tag">{words.ended}</span>}
                      {offer.state === 'live' && offer.startsAt > Date.now() && (
                        <span class="tag">{words.upcoming}</span>
                      )}
                      <span class="tag" data-state={offer.state}>
                        {words.states[offer.state]}
                      </span>
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
