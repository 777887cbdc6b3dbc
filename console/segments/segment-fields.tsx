// The fields of a segment: its name, and whom it holds; with what the API says is wrong, each at its field.
import { useEffect, useRef } from 'preact/hooks';
import { AudienceFields } from '../offers/audience-fields.tsx';
import { audienceWords } from '../offers/audience-words.ts';
import { useWords } from '../shell/language.ts';
import type { Failed } from '../shell/session.ts';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import type { Content } from './segment.ts';

interface SegmentFieldsProps {
  segment: Content;
  /** Into what is there by then: two fields may change before either is drawn. */
  onChange: (change: (before: Content) => Content) => void;
  failed?: Failed;
  /** The hand goes to the name at once. */
  isFocused?: boolean;
}

export function SegmentFields({ segment, onChange, failed, isFocused = false }: SegmentFieldsProps) {
  const words = useWords(audienceWords);
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFocused) name.current?.focus();
  }, []);
  const errors = failed?.problem?.errors ?? [];
  const fault = (field: string) =>
    errors.find(
      (error) => error.field === field || error.field.startsWith(`${field}.`) || error.field.startsWith(`${field}[`),
    )?.message;
  const isAtAField = errors.length > 0 && errors.every(({ field }) => /^(name|audience)\b/.test(field));
  return (
    <>
      {failed && !isAtAField && <Failure answer={failed} />}
      <Field label={words.segmentName} fault={fault('name')}>
        {(control) => (
          <input
            {...control}
            ref={name}
            value={segment.name}
            maxLength={200}
            onInput={(event) => {
              const { value } = event.currentTarget;
              onChange((before) => ({ ...before, name: value }));
            }}
          />
        )}
      </Field>
      <AudienceFields
        audience={segment.audience}
        onChange={(change) => onChange((before) => ({ ...before, audience: change(before.audience) }))}
        fault={fault}
      />
      {errors.some(({ field }) => field === 'audience') && (
        <p class="fault" role="alert">
          {words.nobody}
        </p>
      )}
    </>
  );
}
