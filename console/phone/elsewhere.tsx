// A place to go to by its coordinates: another city's stores are far to drag.
import { useState } from 'preact/hooks';
import { useWords } from '../shell/language.ts';
import { Field } from '../ui/field.tsx';
import { phoneWords } from './words.ts';

export function Elsewhere({ onGo }: { onGo: (place: [number, number]) => void }) {
  const words = useWords(phoneWords);
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const go = (event: Event) => {
    event.preventDefault();
    const place = placeIn(text);
    setWrong(!place);
    if (place) onGo(place);
  };
  return (
    <details>
      <summary>{words.elsewhere}</summary>
      <form class="row elsewhere" onSubmit={go}>
        <Field class="grow" label={words.elsewhereHint} fault={isWrong ? words.elsewhereFault : undefined}>
          {(control) => (
            <input
              {...control}
              value={text}
              autocomplete="off"
              placeholder="12.5715, 55.681"
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit">{words.go}</button>
      </form>
    </details>
  );
}

function placeIn(text: string): [lng: number, lat: number] | undefined {
  const [lng, lat, ...more] = text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map(Number);
  if (lng === undefined || lat === undefined || more.length > 0) return undefined;
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 85 ? [lng, lat] : undefined;
}
