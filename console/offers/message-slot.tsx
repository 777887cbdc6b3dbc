// The texts, a tab for each language: for everybody, or for those who allow what they let show, and then others for the rest.
import { useState } from 'preact/hooks';
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Message, Offer } from './offer.ts';
import type { SlotProps } from './slot-props.ts';
import { offerWords } from './words.ts';

const isLocale = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const empty: Message = { title: '', body: '' };

interface MessageSlotProps extends SlotProps {
  locale: string;
  onLocale: (locale: string) => void;
}

export function MessageSlot({ offer, set, fault, locale, onLocale }: MessageSlotProps) {
  const words = useWords(offerWords);
  const [added, setAdded] = useState('');
  const { messages, subtleMessages, defaultLocale } = offer;
  const add = () => {
    if (!isLocale.test(added) || messages[added]) return;
    set({ messages: { ...messages, [added]: empty } });
    onLocale(added);
    setAdded('');
  };
  const remove = () => {
    const { [locale]: _, ...others } = messages;
    const { [locale]: __, ...otherSubtle } = subtleMessages ?? {};
    set({ messages: others, ...(subtleMessages && { subtleMessages: otherSubtle }) });
    onLocale(defaultLocale);
  };
  return (
    <div class="stack">
      <fieldset class="row tabs" aria-label={words.locale}>
        {Object.keys(messages).map((tag) => (
          <button key={tag} type="button" aria-pressed={tag === locale} onClick={() => onLocale(tag)}>
            {tag}
            {(fault(`messages.${tag}`) || fault(`subtleMessages.${tag}`)) && <span class="fault">!</span>}
          </button>
        ))}
        <input
          class="locale"
          aria-label={words.addLocale}
          title={words.localeHint}
          placeholder="en"
          value={added}
          onInput={(event) => setAdded(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <button type="button" class="square" aria-label={words.addLocale} onClick={add}>
          <Icon name="plus" />
        </button>
      </fieldset>
      <Texts of="messages" offer={offer} set={set} fault={fault} locale={locale} />
      <div class="row">
        <label class="row grow">
          <input type="radio" checked={locale === defaultLocale} onChange={() => set({ defaultLocale: locale })} />
          {words.defaultLocale}
        </label>
        {locale !== defaultLocale && (
          <button type="button" class="danger" onClick={remove}>
            {words.removeLocale}
          </button>
        )}
      </div>
      <Shown offer={offer} set={set} fault={fault} locale={locale} />
    </div>
  );
}

/** How much of the customer the texts let show, and what those get who allow less. */
function Shown({ offer, set, fault, locale }: SlotProps & { locale: string }) {
  const words = useWords(offerWords);
  const { personalization, reveals = 'history', subtleMessages } = offer;
  const shown = personalization === 'open' ? reveals : 'nothing';
  const choose = (one: typeof shown) =>
    set(one === 'nothing' ? { personalization: undefined } : { personalization: 'open', reveals: one });
  return (
    <>
      <fieldset class="stack choices">
        <legend>{words.shows}</legend>
        {(['nothing', 'interests', 'history'] as const).map((one) => (
          <label key={one} class="row">
            <input type="radio" name="shows" checked={shown === one} onChange={() => choose(one)} />
            {words.shown[one]}
          </label>
        ))}
      </fieldset>
      {shown !== 'nothing' && (
        <fieldset class="stack">
          <legend>{words.less}</legend>
          <p class="hint">{words.lessHint}</p>
          <label class="row">
            <input
              type="checkbox"
              checked={subtleMessages !== undefined}
              onChange={(event) =>
                set({ subtleMessages: event.currentTarget.checked ? { [locale]: empty } : undefined })
              }
            />
            {words.lessText}
          </label>
          {subtleMessages && <Texts of="subtleMessages" offer={offer} set={set} fault={fault} locale={locale} />}
        </fieldset>
      )}
    </>
  );
}

type TextsProps = SlotProps & { of: 'messages' | 'subtleMessages'; locale: string };

function Texts({ of, offer, set, fault, locale }: TextsProps) {
  const words = useWords(offerWords);
  const message = offer[of]?.[locale] ?? empty;
  const write = (change: Partial<Message>) =>
    set((before: Offer) => ({
      [of]: { ...before[of], [locale]: { ...(before[of]?.[locale] ?? empty), ...change } },
    }));
  const [title, body] = of === 'messages' ? [words.messageTitle, words.messageBody] : [words.lessTitle, words.lessBody];
  return (
    <>
      <Field label={title} fault={fault(`${of}.${locale}.title`)}>
        {(control) => (
          <input
            {...control}
            lang={locale}
            value={message.title}
            maxLength={120}
            onInput={(event) => write({ title: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field
        label={body}
        hint={of === 'messages' ? words.placeholders : undefined}
        fault={fault(`${of}.${locale}.body`)}
      >
        {(control) => (
          <textarea
            {...control}
            lang={locale}
            rows={3}
            maxLength={400}
            value={message.body}
            onInput={(event) => write({ body: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}
