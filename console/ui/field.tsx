// A labelled field with its hint and its fault, tied together for screen readers.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: string;
  /** What is wrong with it, and what would be right. */
  fault?: string;
  /** Draws the control; what it gets belongs on it. */
  children: (control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ComponentChildren;
  class?: string;
}

export function Field({ label, hint, fault, children, class: name = '' }: FieldProps) {
  const id = useId();
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return (
    <div class={`field ${name}`}>
      <label for={id}>{label}</label>
      {children({ id, ...(about && { 'aria-describedby': about }), ...(fault && { 'aria-invalid': true }) })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}
