// The fields of an audience, an offer's own or a segment's: interests, visits, rows of attributes.
import { useState } from 'preact/hooks';
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import {
  type Asked,
  type AttributeRow,
  attributesOf,
  isAskedTwice,
  needsText,
  rowsOf,
  tidiedAudience,
} from './audience.ts';
import { audienceWords } from './audience-words.ts';
import type { Audience } from './offer.ts';
import { labelsFrom, numberFrom, type SlotProps } from './slot-props.ts';

interface AudienceFieldsProps {
  audience: Audience | undefined;
  /** Into what is there by then. */
  onChange: (change: (before: Audience | undefined) => Audience | undefined) => void;
  /** Of `audience.interests`, `audience.visits.atMost`, `audience.attributes.tier`, … */
  fault: SlotProps['fault'];
}

export function AudienceFields({ audience, onChange, fault }: AudienceFieldsProps) {
  const words = useWords(audienceWords);
  const { interests = [], visits = {}, attributes } = audience ?? {};
  const change = (part: Partial<Audience>) => onChange((before) => tidiedAudience({ ...before, ...part }));
  return (
    <div class="stack">
      <div class="fields">
        <Field label={words.interests} hint={words.interestsHint} fault={fault('audience.interests')}>
          {(control) => (
            <input
              {...control}
              defaultValue={interests.join(', ')}
              onInput={(event) => change({ interests: labelsFrom(event.currentTarget.value) })}
            />
          )}
        </Field>
        {(['atLeast', 'atMost'] as const).map((bound) => (
          <Field
            key={bound}
            label={bound === 'atLeast' ? words.visitsFrom : words.visitsUntil}
            hint={bound === 'atMost' ? words.visitsHint : undefined}
            fault={fault(`audience.visits.${bound}`)}
          >
            {(control) => (
              <input
                {...control}
                type="number"
                min={1}
                value={visits[bound] ?? ''}
                onInput={(event) => change({ visits: { ...visits, [bound]: numberFrom(event.currentTarget.value) } })}
              />
            )}
          </Field>
        ))}
      </div>
      <AttributeRows attributes={attributes} onChange={(next) => change({ attributes: next })} fault={fault} />
    </div>
  );
}

interface AttributeRowsProps {
  attributes: Audience['attributes'];
  onChange: (attributes: Audience['attributes']) => void;
  fault: SlotProps['fault'];
}

function AttributeRows({ attributes, onChange, fault }: AttributeRowsProps) {
  const words = useWords(audienceWords);
  const [typed, setTyped] = useState(() => rowsOf(attributes));
  // what is typed is shown as long as it says what the audience says: another version of it may have been taken
  const rows = JSON.stringify(attributesOf(typed)) === JSON.stringify(attributes) ? typed : rowsOf(attributes);
  const put = (next: AttributeRow[]) => {
    setTyped(next);
    onChange(attributesOf(next));
  };
  return (
    <fieldset class="stack">
      <legend>{words.attributes}</legend>
      {rows.map((row, place) => {
        const { name, asked, text } = row;
        const field = `audience.attributes.${name}`;
        const ofValue = needsText(asked) ? fault(`${field}.${asked}`) : undefined;
        // what is said of the whole row is about its value where there is none, else about its name
        const ofRow = ofValue ? undefined : fault(field);
        const isEmpty =
          needsText(asked) && name !== '' && (asked === 'oneOf' ? !text.trim() : numberFrom(text) === undefined);
        const set = (part: Partial<AttributeRow>) =>
          put(rows.map((one, n) => (n === place ? { ...one, ...part } : one)));
        return (
          // rows have no other name, and are redrawn whole
          <div class="fields condition" key={place}>
            <Field
              label={words.attribute}
              fault={isAskedTwice(rows, place) ? words.twice : isEmpty ? undefined : ofRow}
            >
              {(control) => (
                <input
                  {...control}
                  value={name}
                  maxLength={40}
                  onInput={(event) => set({ name: event.currentTarget.value.trim() })}
                />
              )}
            </Field>
            <Field label={words.comparison}>
              {(control) => (
                <select
                  {...control}
                  value={asked}
                  disabled={asked === 'kept'}
                  onChange={(event) => set({ asked: event.currentTarget.value as Asked })}
                >
                  {(Object.keys(words.asked) as Asked[])
                    .filter((one) => one !== 'kept' || asked === 'kept')
                    .map((one) => (
                      <option key={one} value={one}>
                        {words.asked[one]}
                      </option>
                    ))}
                </select>
              )}
            </Field>
            {needsText(asked) && (
              <Field
                label={words.value}
                hint={asked === 'oneOf' ? words.valuesHint : undefined}
                fault={ofValue ?? (isEmpty ? ofRow : undefined)}
              >
                {(control) => (
                  <input
                    {...control}
                    inputMode={asked === 'oneOf' ? 'text' : 'decimal'}
                    value={text}
                    onInput={(event) => set({ text: event.currentTarget.value })}
                  />
                )}
              </Field>
            )}
            <button
              type="button"
              class="plain square"
              aria-label={words.remove(name)}
              onClick={() => put(rows.filter((_, n) => n !== place))}
            >
              <Icon name="close" />
            </button>
          </div>
        );
      })}
      <div>
        <button type="button" class="plain" onClick={() => put([...rows, { name: '', asked: 'oneOf', text: '' }])}>
          <Icon name="plus" />
          {words.add}
        </button>
      </div>
    </fieldset>
  );
}
