// What a team's own systems must say: rows of a name, where it is told of, and a comparison; all of them must hold.
import type { ComponentChildren } from 'preact';
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { begun, type Comparison, comparisonOf, comparisons } from './context.ts';
import { contextWords } from './context-words.ts';
import type { ContextCondition } from './offer.ts';
import { numberFrom, type SlotProps } from './slot-props.ts';

export function ContextSlot({ offer, set, fault }: SlotProps) {
  const words = useWords(contextWords);
  const rows = offer.context ?? [];
  const put = (change: (rows: ContextCondition[]) => ContextCondition[]) =>
    set((before) => {
      const context = change(before.context ?? []);
      return { context: context.length > 0 ? context : undefined };
    });
  return (
    <div class="stack">
      <p class="hint">{words.hint}</p>
      {rows.map((row, place) => (
        // rows have no other name, and are redrawn whole
        <div class="fields condition" key={place}>
          <ConditionFields
            row={row}
            fault={(field) => fault(`context[${place}]${field}`)}
            onChange={(next) => put((before) => before.map((one, n) => (n === place ? next : one)))}
          />
          <button
            type="button"
            class="plain square"
            aria-label={words.remove(row.name)}
            onClick={() => put((before) => before.filter((_, n) => n !== place))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      {rows.length < 10 && (
        <div>
          <button
            type="button"
            class="plain"
            onClick={() => put((before) => [...before, { name: '', scope: 'geofence', ...begun('atLeast') }])}
          >
            <Icon name="plus" />
            {words.add}
          </button>
        </div>
      )}
    </div>
  );
}

interface ConditionFieldsProps {
  row: ContextCondition;
  onChange: (row: ContextCondition) => void;
  /** Of `.name`, `.atLeast`; of the row as a whole or anything in it where nothing is said. */
  fault: (field: string) => string | undefined;
}

function ConditionFields({ row, onChange, fault }: ConditionFieldsProps) {
  const words = useWords(contextWords);
  const { name, scope = 'geofence', atLeast, atMost, equals, ...others } = row;
  const scopeKind = typeof scope === 'object' ? 'tag' : scope;
  const comparison = comparisonOf(row);
  const own = { name: fault('.name'), scope: fault('.scope') };
  // what is said of the row as a whole is that its value is missing
  const ofRow = own.name || own.scope ? undefined : fault('');
  const number = (part: 'atLeast' | 'atMost' | 'equals', label: string, isFirst = true) => (
    <Field label={label} fault={fault(`.${part}`) ?? (isFirst && row[part] === undefined ? ofRow : undefined)}>
      {(control) => (
        <input
          {...control}
          type="number"
          step="any"
          value={(row[part] as number | undefined) ?? ''}
          onInput={(event) => onChange({ ...row, [part]: numberFrom(event.currentTarget.value) })}
        />
      )}
    </Field>
  );
  const values: Record<Comparison, () => ComponentChildren> = {
    atLeast: () => number('atLeast', words.value),
    atMost: () => number('atMost', words.value),
    between: () => [number('atLeast', words.from), number('atMost', words.until, false)],
    number: () => number('equals', words.value),
    text: () => (
      <Field label={words.value} fault={fault('.equals')}>
        {(control) => (
          <input
            {...control}
            value={String(equals ?? '')}
            maxLength={100}
            onInput={(event) => onChange({ ...row, equals: event.currentTarget.value })}
          />
        )}
      </Field>
    ),
    true: () => null,
    false: () => null,
  };
  return (
    <>
      <Field label={words.name} hint={words.nameHint} fault={own.name}>
        {(control) => (
          <input
            {...control}
            value={name}
            maxLength={100}
            onInput={(event) => onChange({ ...row, name: event.currentTarget.value.trim() })}
          />
        )}
      </Field>
      <Field label={words.scope} fault={scopeKind === 'tag' ? undefined : own.scope}>
        {(control) => (
          <select
            {...control}
            value={scopeKind}
            onChange={(event) => {
              const kind = event.currentTarget.value as 'geofence' | 'everywhere' | 'tag';
              onChange({ ...row, scope: kind === 'tag' ? { tag: '' } : kind });
            }}
          >
            {(Object.keys(words.scopes) as (keyof typeof words.scopes)[]).map((one) => (
              <option key={one} value={one}>
                {words.scopes[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {typeof scope === 'object' && (
        <Field label={words.tag} fault={own.scope}>
          {(control) => (
            <input
              {...control}
              value={scope.tag}
              maxLength={40}
              onInput={(event) => onChange({ ...row, scope: { tag: event.currentTarget.value.toLowerCase() } })}
            />
          )}
        </Field>
      )}
      <Field label={words.comparison}>
        {(control) => (
          <select
            {...control}
            value={comparison}
            onChange={(event) =>
              onChange({ ...others, name, scope, ...begun(event.currentTarget.value as Comparison) })
            }
          >
            {comparisons.map((one) => (
              <option key={one} value={one}>
                {words.comparisons[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {values[comparison]()}
    </>
  );
}
