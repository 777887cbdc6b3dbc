// To whom: a segment, made here where it is missing, and an audience of the offer's own beside it; both must hold.
import { useRef, useState } from 'preact/hooks';
import { idFor } from '../map/geofence.ts';
import { type Content, pathOf, sent } from '../segments/segment.ts';
import { SegmentFields } from '../segments/segment-fields.tsx';
import { useWords } from '../shell/language.ts';
import { type Failed, useSession } from '../shell/session.ts';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { AudienceFields } from './audience-fields.tsx';
import { audienceWords } from './audience-words.ts';
import type { SlotProps } from './slot-props.ts';

export interface Segment {
  id: string;
  name: string;
}

interface AudienceSlotProps extends SlotProps {
  segments: readonly Segment[];
  /** A segment has been made. */
  onSegments: () => void;
}

export function AudienceSlot({ offer, set, fault, segments, onSegments }: AudienceSlotProps) {
  const words = useWords(audienceWords);
  const [isMaking, setMaking] = useState(false);
  const choice = useRef<HTMLSelectElement>(null);
  /** What closes the fields goes with them: the keyboard goes on at the choice. */
  const close = () => {
    setMaking(false);
    choice.current?.focus();
  };
  const isUnknown = offer.segmentId !== undefined && !segments.some(({ id }) => id === offer.segmentId);
  return (
    <div class="stack">
      <Field
        label={words.segment}
        hint={segments.length === 0 ? words.noSegments : undefined}
        fault={fault('segmentId')}
      >
        {(control) => (
          <select
            {...control}
            ref={choice}
            value={offer.segmentId ?? ''}
            onChange={(event) => set({ segmentId: event.currentTarget.value || undefined })}
          >
            <option value="">{words.everybody}</option>
            {isUnknown && <option value={offer.segmentId}>{offer.segmentId}</option>}
            {segments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {isMaking ? (
        <NewSegment
          segments={segments}
          onClose={close}
          onSaved={(segmentId) => {
            set({ segmentId });
            close();
            onSegments();
          }}
        />
      ) : (
        <>
          <div>
            <button type="button" class="plain" onClick={() => setMaking(true)}>
              <Icon name="plus" />
              {words.newSegment}
            </button>
          </div>
          <fieldset class="stack">
            <legend>{words.own}</legend>
            <AudienceFields
              audience={offer.audience}
              onChange={(change) => set((before) => ({ audience: change(before.audience) }))}
              fault={fault}
            />
          </fieldset>
        </>
      )}
      <p class="hint">{words.consent}</p>
    </div>
  );
}

interface NewSegmentProps {
  segments: readonly Segment[];
  onSaved: (id: string) => void;
  onClose: () => void;
}

function NewSegment({ segments, onSaved, onClose }: NewSegmentProps) {
  const words = useWords(audienceWords);
  const { ask, say } = useSession();
  const [segment, setSegment] = useState<Content>({ name: '' });
  const [failed, setFailed] = useState<Failed | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);

  const save = async () => {
    setBusy(true);
    setFailed(undefined);
    const id = idFor(segment.name, (taken) => segments.some((one) => one.id === taken));
    const answer = await ask(pathOf(id), { method: 'PUT', body: sent(segment), ifVersion: 'new' });
    setBusy(false);
    if (!answer.ok) return setFailed(answer);
    say(words.segmentSaved(segment.name));
    onSaved(id);
  };
  return (
    <fieldset class="stack">
      <legend>{words.newSegment}</legend>
      <p class="hint">{words.segmentHint}</p>
      <SegmentFields segment={segment} onChange={setSegment} failed={failed} isFocused />
      <div class="row end">
        <button type="button" disabled={isBusy} onClick={onClose}>
          {words.cancel}
        </button>
        <button type="button" class="main" disabled={isBusy} onClick={() => void save()}>
          {words.saveSegment}
        </button>
      </div>
    </fieldset>
  );
}
