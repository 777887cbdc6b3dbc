// What most offers leave as it is: worth and cost, holdout, threshold, cooldown, quiet hours, codes, where a tap leads.
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { numberFrom, type SlotProps } from './slot-props.ts';
import { offerWords } from './words.ts';

export function MoreSlot({ offer, set, fault }: SlotProps) {
  const words = useWords(offerWords);
  const number = (
    label: string,
    field: string,
    value: number | undefined,
    put: (value?: number) => void,
    hint?: string,
  ) => (
    <Field label={label} hint={hint} fault={fault(field)}>
      {(control) => (
        <input
          {...control}
          type="number"
          min={0}
          step="any"
          placeholder={words.optional}
          value={value ?? ''}
          onInput={(event) => put(numberFrom(event.currentTarget.value))}
        />
      )}
    </Field>
  );
  const { quietHours, redemption } = offer;
  const quiet = quietHours === undefined || isUsual(quietHours) ? 'usual' : quietHours === 'none' ? 'none' : 'kept';
  return (
    <div class="fields">
      {number(
        words.holdout,
        'holdoutShare',
        offer.holdoutShare && Math.round(offer.holdoutShare * 1000) / 10,
        (percent) => set({ holdoutShare: percent === undefined ? undefined : percent / 100 }),
        words.holdoutHint,
      )}
      {number(words.value, 'value', offer.value, (value) => set({ value: value ?? 0 }))}
      {number(words.cost, 'cost', offer.cost, (cost) => set({ cost }))}
      {number(words.minimum, 'minimumPropensity', offer.minimumPropensity, (minimumPropensity) =>
        set({ minimumPropensity }),
      )}
      {number(words.cooldown, 'cooldownMinutes', offer.cooldownMinutes, (cooldownMinutes) => set({ cooldownMinutes }))}
      {redemption?.validUntil === undefined &&
        number(words.codes, 'redemption', redemption?.codeValidMinutes, (minutes) =>
          set({ redemption: minutes === undefined ? undefined : { codeValidMinutes: minutes } }),
        )}
      <Field label={words.quiet} fault={fault('quietHours')}>
        {(control) => (
          <select
            {...control}
            value={quiet}
            onChange={(event) =>
              event.currentTarget.value !== 'kept' &&
              set({ quietHours: event.currentTarget.value === 'none' ? 'none' : undefined })
            }
          >
            <option value="usual">{words.quietUsual}</option>
            <option value="none">{words.quietNone}</option>
            {quiet === 'kept' && <option value="kept">{words.quietKept}</option>}
          </select>
        )}
      </Field>
      <Field label={words.deepLink} fault={fault('deepLink')}>
        {(control) => (
          <input
            {...control}
            type="url"
            placeholder="myapp://offers/cocoa"
            value={offer.deepLink ?? ''}
            onInput={(event) => set({ deepLink: event.currentTarget.value || undefined })}
          />
        )}
      </Field>
    </div>
  );
}

/** What the API fills in where nothing is said. */
function isUsual(hours: unknown): boolean {
  const { from, until } = (hours ?? {}) as { from?: unknown; until?: unknown };
  return from === '21:00' && until === '08:00';
}
