// The geofences as a list that can be searched: the way to them without a map.
import { useMemo, useState } from 'preact/hooks';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import { Icon } from '../ui/icon.tsx';
import { matching } from './geofence.ts';
import type { SavedGeofence } from './use-geofences.ts';
import { mapWords } from './words.ts';

/** More rows than this nobody reads: one searches. */
const shownAtMost = 100;

export function GeofenceList({ geofences, isWhole }: { geofences: readonly SavedGeofence[]; isWhole: boolean }) {
  const words = useWords(mapWords);
  const number = new Intl.NumberFormat(localeOf(useLanguage()));
  const [search, setSearch] = useState('');
  const found = useMemo(() => matching(geofences, search), [geofences, search]);
  return (
    <>
      <div class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <p class="quiet small" role="status">
        {isWhole && geofences.length > 0 && words.count(number.format(found.length), number.format(geofences.length))}
      </p>
      {isWhole && geofences.length === 0 && <p class="quiet">{words.none}</p>}
      {search && found.length === 0 && <p class="quiet">{words.noMatch}</p>}
      <ul class="places">
        {found.slice(0, shownAtMost).map(({ id, name, kind, tags = [] }) => (
          <li key={id}>
            <a href={routeTo({ page: 'map', id })}>
              <span class="dot" data-kind={kind} />
              <span class="grow">
                {name}
                <span class="quiet small">{kind === 'store' ? tags.join(', ') : words.kinds[kind]}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {found.length > shownAtMost && <p class="quiet small">{words.more(number.format(found.length - shownAtMost))}</p>}
    </>
  );
}
