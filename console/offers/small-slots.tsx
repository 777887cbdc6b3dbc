// The parts of an offer that are a field or two each: category, what brings it up, caps, budget, dates.
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { minutesIn, span, type Unit } from './sentence.ts';
import { numberFrom, type SlotProps } from './slot-props.ts';
import { offerWords } from './words.ts';

export function CategorySlot({ offer, set, fault }: SlotProps) {
  const words = useWords(offerWords);
  return (
    <Field label={words.category} hint={words.categoryHint} fault={fault('category')}>
      {(control) => (
        <input
          {...control}
          value={offer.category}
          maxLength={40}
          onInput={(event) => set({ category: event.currentTarget.value.toLowerCase() })}
        />
      )}
    </Field>
  );
}

export function TriggerSlot({ offer, set, fault }: SlotProps) {
  const words = useWords(offerWords);
  const kind = typeof offer.on === 'object' ? 'dwell' : (offer.on ?? 'enter');
  return (
    <div class="stack">
      <fieldset class="stack choices" aria-label={words.slots.trigger}>
        {(['enter', 'dwell', 'present'] as const).map((one) => (
          <label key={one} class="row">
            <input
              type="radio"
              name="trigger"
              checked={kind === one}
              onChange={() => set({ on: one === 'dwell' ? { dwellMinutes: 10 } : one })}
            />
            {words.triggers[one]}
          </label>
        ))}
      </fieldset>
      {typeof offer.on === 'object' && (
        <Field label={words.minutes} fault={fault('on')}>
          {(control) => (
            <input
              {...control}
              type="number"
              min={1}
              max={240}
              value={(offer.on as { dwellMinutes: number }).dwellMinutes}
              onInput={(event) => set({ on: { dwellMinutes: numberFrom(event.currentTarget.value) ?? 1 } })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

const usual = { per: 'offer', limit: 1, windowMinutes: 1440 } as const;

/** The cap of the offer itself, and the one of all offers to a customer; others are kept as they are. */
export function CapsSlot({ offer, set, fault }: SlotProps) {
  const words = useWords(offerWords);
  const caps = offer.caps ?? [usual];
  const row = (per: 'offer' | 'customer', label: string) => {
    const place = caps.findIndex((cap) => cap.per === per);
    const cap = caps[place];
    const [count, unit] = cap ? span(cap.windowMinutes) : [1, 'days' as Unit];
    const put = (limit?: number, minutes = cap?.windowMinutes ?? usual.windowMinutes) =>
      set({
        caps: [...caps.filter((other) => other !== cap), ...(limit ? [{ per, limit, windowMinutes: minutes }] : [])],
      });
    return (
      <fieldset class="cap">
        <legend>{label}</legend>
        <div class="fields">
          <Field label={words.times} fault={place >= 0 ? fault(`caps[${place}].limit`) : undefined}>
            {(control) => (
              <input
                {...control}
                type="number"
                min={1}
                max={64}
                placeholder={words.optional}
                value={cap?.limit ?? ''}
                onInput={(event) => put(numberFrom(event.currentTarget.value))}
              />
            )}
          </Field>
          <Field label={words.per} fault={place >= 0 ? fault(`caps[${place}].windowMinutes`) : undefined}>
            {(control) => (
              <div class="row">
                <input
                  {...control}
                  type="number"
                  min={1}
                  class="short"
                  value={count}
                  disabled={!cap}
                  onInput={(event) => put(cap?.limit, (numberFrom(event.currentTarget.value) ?? 1) * minutesIn[unit])}
                />
                <select
                  aria-label={words.per}
                  value={unit}
                  disabled={!cap}
                  onChange={(event) => put(cap?.limit, count * minutesIn[event.currentTarget.value as Unit])}
                >
                  {(Object.keys(minutesIn) as Unit[]).map((one) => (
                    <option key={one} value={one}>
                      {words.units[one]}
                    </option>
                  ))}
                </select>
              </div>
            )}
          </Field>
        </div>
      </fieldset>
    );
  };
  return (
    <div class="stack">
      {row('offer', words.offer)}
      {row('customer', words.customerCap)}
    </div>
  );
}

export function BudgetSlot({ offer, set, fault }: SlotProps) {
  const words = useWords(offerWords);
  return (
    <Field label={words.budgetUnits} hint={words.budgetHint} fault={fault('budgetUnits')}>
      {(control) => (
        <input
          {...control}
          type="number"
          min={1}
          value={offer.budgetUnits ?? ''}
          onInput={(event) => set({ budgetUnits: numberFrom(event.currentTarget.value) })}
        />
      )}
    </Field>
  );
}

export function DatesSlot({ offer, set, fault }: SlotProps) {
  const words = useWords(offerWords);
  const field = (name: 'startsAt' | 'endsAt', label: string) => (
    <Field label={label} fault={fault(name)}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          value={localTime(offer[name])}
          onInput={(event) => {
            const at = new Date(event.currentTarget.value).getTime();
            if (!Number.isNaN(at)) set({ [name]: at });
          }}
        />
      )}
    </Field>
  );
  return (
    <div class="stack">
      <div class="fields">
        {field('startsAt', words.starts)}
        {field('endsAt', words.ends)}
      </div>
      <p class="hint">{words.datesHint(Intl.DateTimeFormat().resolvedOptions().timeZone)}</p>
    </div>
  );
}

/** `2026-11-22T14:00`, by the clock of this computer. */
function localTime(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
