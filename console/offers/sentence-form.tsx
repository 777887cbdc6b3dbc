// The form that reads as a sentence: each underlined part opens its fields below.
import { useState } from 'preact/hooks';
import { useLanguage, useWords } from '../shell/language.ts';
import { HoursField } from '../ui/hours.tsx';
import { SpecialDaysField } from '../ui/special-days.tsx';
import { AudienceSlot, type Segment } from './audience-slot.tsx';
import { ContextSlot } from './context-slot.tsx';
import { MessageSlot } from './message-slot.tsx';
import { MoreSlot } from './more-slot.tsx';
import { type Names, type Part, type Slot, sentenceOf } from './sentence.ts';
import type { SlotProps } from './slot-props.ts';
import { BudgetSlot, CapsSlot, CategorySlot, DatesSlot, TriggerSlot } from './small-slots.tsx';
import { WeatherSlot } from './weather-slot.tsx';
import { type Place, WhereSlot } from './where-slot.tsx';
import { offerWords } from './words.ts';

export type AnySlot = Slot | 'more';

interface SentenceFormProps extends SlotProps {
  names: Names;
  places: readonly Place[];
  segments: readonly Segment[];
  /** A segment has been made. */
  onSegments: () => void;
  locale: string;
  onLocale: (locale: string) => void;
  /** What is open at first. */
  initial?: AnySlot;
  /** The parts in which something is wrong. */
  faulty: ReadonlySet<AnySlot>;
}

/** Which part of the sentence a field of the API belongs to. */
export function slotOf(field: string): AnySlot {
  const name = field.split(/[.[]/, 1)[0]!;
  const slots: Record<string, AnySlot> = {
    messages: 'message',
    defaultLocale: 'message',
    personalization: 'message',
    reveals: 'message',
    subtleMessages: 'message',
    category: 'category',
    segmentId: 'audience',
    audience: 'audience',
    on: 'trigger',
    where: 'where',
    weather: 'weather',
    context: 'context',
    hours: 'hours',
    specialHours: 'hours',
    caps: 'caps',
    budgetUnits: 'budget',
    startsAt: 'dates',
    endsAt: 'dates',
  };
  return slots[name] ?? 'more';
}

/** The comma or stop with which a fixed part begins: it stays with the part before. */
const markOf = (part: Part | undefined): string => (part && !part.slot && /^[,.]/.exec(part.text)?.[0]) || '';

export function SentenceForm(props: SentenceFormProps) {
  const { names, places, segments, onSegments, locale, onLocale, initial, faulty, ...part } = props;
  const words = useWords(offerWords);
  const language = useLanguage();
  const [open, setOpen] = useState<AnySlot | undefined>(initial);
  const { offer, set } = part;
  const parts = sentenceOf(offer, language, names);
  // parts that the sentence does not say
  const asides: AnySlot[] = [...(parts.some(({ slot }) => slot === 'context') ? [] : ['context' as const]), 'more'];
  const toggle = (slot: AnySlot) => setOpen(open === slot ? undefined : slot);
  /** What closes the fields goes with them: the keyboard goes on where they were opened. */
  const close = () => {
    setOpen(undefined);
    document.querySelector<HTMLElement>(`button[data-slot="${open}"]`)?.focus();
  };
  return (
    <div class="stack">
      <p class="sentence">
        {parts.map(({ slot, text }, n) =>
          slot ? (
            <span key={slot} class="with-mark">
              <button
                type="button"
                class="slot"
                aria-expanded={open === slot}
                aria-controls="slot-panel"
                title={words.slots[slot]}
                data-slot={slot}
                data-faulty={faulty.has(slot) || undefined}
                onClick={() => toggle(slot)}
              >
                {text}
              </button>
              {markOf(parts[n + 1])}
            </span>
          ) : (
            // The fixed parts have no other name than their place.
            <span key={`text-${n}`}>{text.slice(markOf(parts[n]).length)}</span>
          ),
        )}
      </p>
      <div class="row">
        <p class="hint grow">{words.slotHint}</p>
        {asides.map((slot) => (
          <button
            key={slot}
            type="button"
            class="plain"
            aria-expanded={open === slot}
            aria-controls="slot-panel"
            data-slot={slot}
            data-faulty={faulty.has(slot) || undefined}
            onClick={() => toggle(slot)}
          >
            {words.slots[slot]}
          </button>
        ))}
      </div>
      <div id="slot-panel">
        {open && (
          <div class="card slot-panel" key={open}>
            <div class="row title">
              <h2 class="grow">{words.slots[open]}</h2>
              <button type="button" class="plain" onClick={close}>
                {words.done}
              </button>
            </div>
            {open === 'message' && <MessageSlot {...part} locale={locale} onLocale={onLocale} />}
            {open === 'category' && <CategorySlot {...part} />}
            {open === 'audience' && <AudienceSlot {...part} segments={segments} onSegments={onSegments} />}
            {open === 'trigger' && <TriggerSlot {...part} />}
            {open === 'where' && <WhereSlot {...part} places={places} />}
            {open === 'weather' && <WeatherSlot {...part} />}
            {open === 'context' && <ContextSlot {...part} />}
            {open === 'hours' && (
              <>
                <HoursField hours={offer.hours} onChange={(hours) => set({ hours })} />
                <SpecialDaysField
                  of="offer"
                  days={offer.specialHours}
                  onChange={(specialHours) => set({ specialHours })}
                  fault={(place) => part.fault(`specialHours[${place}]`)}
                />
              </>
            )}
            {open === 'caps' && <CapsSlot {...part} />}
            {open === 'budget' && <BudgetSlot {...part} />}
            {open === 'dates' && <DatesSlot {...part} />}
            {open === 'more' && <MoreSlot {...part} />}
          </div>
        )}
      </div>
    </div>
  );
}
