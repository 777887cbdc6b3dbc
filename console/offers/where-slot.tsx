// Where: tags and single places, with how many that is and who is there now.
import { useState } from 'preact/hooks';
import { matching } from '../map/geofence.ts';
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { useReach } from '../ui/use-reach.ts';
import type { Offer } from './offer.ts';
import { labelsFrom, type SlotProps } from './slot-props.ts';
import { offerWords } from './words.ts';

export interface Place {
  id: string;
  name: string;
  tags?: string[];
}

export function WhereSlot({ offer, set, fault, places }: SlotProps & { places: readonly Place[] }) {
  const words = useWords(offerWords);
  const [search, setSearch] = useState('');
  const { tags = [], geofenceIds = [] } = offer.where;
  const put = (ids: string[]) => set({ where: { ...offer.where, geofenceIds: ids.length > 0 ? ids : undefined } });
  const found = search
    ? matching(places, search)
        .filter(({ id }) => !geofenceIds.includes(id))
        .slice(0, 6)
    : [];
  const nameOf = (id: string) => places.find((place) => place.id === id)?.name ?? id;
  return (
    <div class="stack">
      <Field label={words.tags} hint={words.tagsHint} fault={fault('where')}>
        {(control) => (
          <input
            {...control}
            defaultValue={tags.join(', ')}
            onInput={(event) => set({ where: { ...offer.where, tags: labelsFrom(event.currentTarget.value) } })}
          />
        )}
      </Field>
      <Field label={words.places}>
        {(control) => (
          <input
            {...control}
            type="search"
            placeholder={words.addPlace}
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        )}
      </Field>
      {found.length > 0 && (
        <div class="row">
          {found.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              onClick={() => {
                put([...geofenceIds, id]);
                setSearch('');
              }}
            >
              <Icon name="plus" />
              {name}
            </button>
          ))}
        </div>
      )}
      {geofenceIds.length > 0 && (
        <div class="row">
          {geofenceIds.slice(0, 50).map((id) => (
            <span key={id} class="chip">
              {nameOf(id)}
              <button
                type="button"
                class="plain"
                aria-label={words.removePlace(nameOf(id))}
                onClick={() => put(geofenceIds.filter((other) => other !== id))}
              >
                <Icon name="close" />
              </button>
            </span>
          ))}
        </div>
      )}
      <Reach where={offer.where} />
    </div>
  );
}

/** How many places that is, and who is there now. */
export function Reach({ where }: { where: Offer['where'] }) {
  const words = useWords(offerWords);
  const isSaid = Boolean(where.tags?.length || where.geofenceIds?.length);
  const reach = useReach(isSaid ? { where } : undefined);
  return (
    <p class="reach-line" role="status">
      {reach &&
        (reach.customersPresentNow === undefined
          ? words.reach(reach.stores)
          : words.reachPeople(
              reach.stores,
              typeof reach.customersPresentNow === 'number' ? String(reach.customersPresentNow) : words.few,
            ))}
    </p>
  );
}
