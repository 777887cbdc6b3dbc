// Every segment: whom it holds, and how many offers go by it.
import { audienceText } from '../offers/audience.ts';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import { useAnswer } from '../shell/session.ts';
import { Icon } from '../ui/icon.tsx';
import '../ui/list.css';
import { Loaded } from '../ui/loaded.tsx';
import { type Segment, usersOf } from './segment.ts';
import { segmentWords } from './words.ts';

export function SegmentList() {
  const words = useWords(segmentWords);
  const language = useLanguage();
  const [loading, reload] = useAnswer<{ segments: Segment[] }>('/v1/segments');
  const day = new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month: 'short' });
  return (
    <>
      <div class="head">
        <div>
          <h1>{words.title}</h1>
          <p class="lead">{words.lead}</p>
        </div>
        <a class="button main" href={routeTo({ page: 'segments', id: 'new' })}>
          <Icon name="plus" />
          {words.new}
        </a>
      </div>
      <Loaded of={loading} retry={reload}>
        {({ segments }) =>
          segments.length === 0 ? (
            <p class="card empty">{words.none}</p>
          ) : (
            <ul class="card list">
              {segments.map(({ id, name, audience, usedBy, changedBy, changedAt }) => {
                const { inForce, drafts } = usersOf(usedBy);
                return (
                  <li key={id}>
                    <a href={routeTo({ page: 'segments', id })}>
                      <span class="grow">
                        <strong>{name}</strong>
                        <span class="quiet small">{audienceText({ audience }, language).replace(/,$/, '')}</span>
                      </span>
                      <span class="quiet small when">{words.by(changedBy, day.format(changedAt))}</span>
                      {inForce.length > 0 && (
                        <span class="tag" data-state="live">
                          {words.inForce(inForce.length)}
                        </span>
                      )}
                      {drafts.length > 0 && <span class="tag">{words.drafts(drafts.length)}</span>}
                      {usedBy.length === 0 && <span class="tag">{words.unused}</span>}
                    </a>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Loaded>
    </>
  );
}
