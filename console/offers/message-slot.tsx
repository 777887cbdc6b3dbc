// The texts, a tab for each language.
import { useState } from 'preact/hooks';
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Message } from './offer.ts';
import type { SlotProps } from './slot-props.ts';
import { offerWords } from './words.ts';

const isLocale = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

interface MessageSlotProps extends SlotProps {
  locale: string;
  onLocale: (locale: string) => void;
}

export function MessageSlot({ offer, set, fault, locale, onLocale }: MessageSlotProps) {
  const words = useWords(offerWords);
  const [added, setAdded] = useState('');
  const { messages, defaultLocale } = offer;
  const message = messages[locale] ?? { title: '', body: '' };
  const write = (change: Partial<Message>) => set({ messages: { ...messages, [locale]: { ...message, ...change } } });
  const add = () => {
    if (!isLocale.test(added) || messages[added]) return;
    set({ messages: { ...messages, [added]: { title: '', body: '' } } });
    onLocale(added);
    setAdded('');
  };
  const remove = () => {
    const { [locale]: _, ...others } = messages;
    set({ messages: others });
    onLocale(defaultLocale);
  };
  return (
    <div class="stack">
      <fieldset class="row tabs" aria-label={words.locale}>
        {Object.keys(messages).map((tag) => (
          <button key={tag} type="button" aria-pressed={tag === locale} onClick={() => onLocale(tag)}>
            {tag}
            {fault(`messages.${tag}`) && <span class="fault">!</span>}
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
      <Field label={words.messageTitle} fault={fault(`messages.${locale}.title`)}>
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
      <Field label={words.messageBody} hint={words.placeholders} fault={fault(`messages.${locale}.body`)}>
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
    </div>
  );
}
