// One geofence: its name, shape, tags, hours and zone; saved at once and in force, under the version it was read with.
import { useState } from 'preact/hooks';
import type { Answer } from '../api.ts';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { type Failed, useSession } from '../shell/session.ts';
import { takenAgain } from '../shell/versions.ts';
import { Conflict } from '../ui/conflict.tsx';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { History } from '../ui/history.tsx';
import { HoursField } from '../ui/hours.tsx';
import { Icon } from '../ui/icon.tsx';
import { SpecialDaysField } from '../ui/special-days.tsx';
import { changedParts, type Geofence, type Kind } from './geofence.ts';
import { Reach } from './reach.tsx';
import { ShapeFields } from './shape-fields.tsx';
import type { SavedGeofence } from './use-geofences.ts';
import { mapWords } from './words.ts';

export type Change = Partial<Geofence> | ((before: Geofence) => Partial<Geofence>);

interface GeofenceFormProps {
  geofence: Geofence;
  /** What is stored, unless it is new. */
  saved?: SavedGeofence;
  /** Into what is there by then: two fields may change before either is drawn. */
  onChange: (change: Change) => void;
  onSaved: (saved: SavedGeofence) => void;
  onArchived: (id: string) => void;
  onClose: () => void;
}

const kinds: readonly Kind[] = ['store', 'area', 'exclusion'];

/** What is sent: a geofence without what the API adds. */
export function authored({
  id: _,
  version: __,
  changedAt: ___,
  changedBy: ____,
  warnings: _____,
  ...geofence
}: Geofence) {
  return geofence;
}

export function GeofenceForm({ geofence, saved, onChange: set, onSaved, onArchived, onClose }: GeofenceFormProps) {
  const words = useWords(mapWords);
  const language = useLanguage();
  const { ask, say } = useSession();
  const [failed, setFailed] = useState<Failed | undefined>(undefined);
  const [theirs, setTheirs] = useState<SavedGeofence | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  /** Whose tags are shown: what is typed there is kept until another version is taken. */
  const [turn, setTurn] = useState(0);
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const { id, name, kind, shape, timeZone, tags = [], openingHours, specialOpeningHours } = geofence;
  const path = `/v1/geofences/${encodeURIComponent(id)}`;
  const errors = failed?.problem?.errors ?? [];
  const fault = (field: string) =>
    errors.find((error) => error.field === field || (field === 'shape' && error.field.startsWith('shape')))?.message;
  const isAtAField =
    errors.length > 0 &&
    errors.every(({ field }) => /^(name|kind|shape|tags|timeZone|specialOpeningHours\[)/.test(field));

  async function finish<Body>(question: Promise<Answer<Body>>, done: (body: Body) => void): Promise<void> {
    setBusy(true);
    setFailed(undefined);
    const answer = await question;
    setBusy(false);
    if (answer.ok) return done(answer.body);
    setFailed(answer);
    if (answer.status !== 412) return;
    const now = await ask<SavedGeofence>(path);
    if (now.ok) setTheirs(now.body);
  }

  const save = (event: Event) => {
    event.preventDefault();
    const question = { method: 'PUT', body: authored(geofence), ifVersion: saved?.version ?? 'new' } as const;
    void finish(ask<{ version: number }>(path, question), ({ version }) => {
      onSaved({ ...geofence, version, changedAt: Date.now(), changedBy: '' });
      say(words.saved(name));
    });
  };
  const archive = () => {
    if (!confirm(words.reallyArchive(name))) return;
    void finish(ask(path, { method: 'DELETE', ifVersion: saved!.version }), () => {
      onArchived(id);
      say(words.archived(name));
    });
  };

  const describe = (version: Geofence, before: Geofence | undefined) => {
    const parts: Record<string, string> = words.parts;
    const changed = before ? changedParts(version, before).map((part) => parts[part] ?? part) : [];
    return changed.length > 0 ? words.changed(changed.join(', ')) : version.name;
  };
  const when = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <form class="stack" onSubmit={save} noValidate>
      <div class="row title">
        <h1 class="grow">{saved ? saved.name : words.new}</h1>
        <button type="button" class="plain square" aria-label={words.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {theirs ? (
        <Conflict
          detail={failed?.problem?.detail}
          mine={authored(geofence)}
          theirs={authored(theirs)}
          onTake={() => {
            onSaved(theirs);
            setTurn((before) => before + 1);
            setTheirs(undefined);
            setFailed(undefined);
          }}
          onKeep={() => {
            onSaved({ ...geofence, version: theirs.version, changedAt: theirs.changedAt, changedBy: theirs.changedBy });
            setTheirs(undefined);
            setFailed(undefined);
          }}
        />
      ) : (
        failed && !isAtAField && <Failure answer={failed} />
      )}
      <Field label={words.name} fault={fault('name')}>
        {(control) => (
          <input
            {...control}
            value={name}
            maxLength={200}
            required
            onInput={(event) => set({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <fieldset>
        <legend>{words.kind}</legend>
        <div class="segments">
          {kinds.map((one) => (
            <label key={one}>
              <input type="radio" name="kind" checked={kind === one} onChange={() => set({ kind: one })} />
              {words.kinds[one]}
            </label>
          ))}
        </div>
        <p class="hint">{words.kindHints[kind]}</p>
      </fieldset>
      <ShapeFields
        shape={shape}
        fault={fault}
        onChange={(change) => set((before) => ({ shape: change(before.shape) }))}
      />
      <Reach shape={shape} />
      {kind !== 'exclusion' && (
        <Field label={words.tags} hint={words.tagsHint} fault={fault('tags')}>
          {(control) => (
            <input
              {...control}
              key={`${id} ${turn}`}
              defaultValue={tags.join(', ')}
              onChange={(event) => set({ tags: tagsFrom(event.currentTarget.value) })}
            />
          )}
        </Field>
      )}
      <Field label={words.timeZone} fault={fault('timeZone')}>
        {(control) => (
          <select {...control} value={timeZone} onChange={(event) => set({ timeZone: event.currentTarget.value })}>
            {zones(timeZone).map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        )}
      </Field>
      {kind === 'store' && (
        <fieldset>
          <legend>{words.hours}</legend>
          {!openingHours && <p class="hint">{words.always}</p>}
          <HoursField hours={openingHours} onChange={(hours) => set({ openingHours: hours })} />
          <SpecialDaysField
            of="place"
            days={specialOpeningHours}
            onChange={(days) => set({ specialOpeningHours: days })}
            fault={(place) => errors.find(({ field }) => field.startsWith(`specialOpeningHours[${place}]`))?.message}
          />
        </fieldset>
      )}
      <div class="row actions">
        <button type="submit" class="main" disabled={isBusy}>
          {isBusy ? words.saving : words.save}
        </button>
        {saved && (
          <button type="button" class="danger" disabled={isBusy} onClick={archive}>
            {words.archive}
          </button>
        )}
      </div>
      {saved?.changedBy && <p class="quiet small">{words.changedBy(saved.changedBy, when.format(saved.changedAt))}</p>}
      {saved && (
        <details onToggle={(event) => setHistoryOpen(event.currentTarget.open)}>
          <summary>{words.history}</summary>
          {isHistoryOpen && (
            <History<{ geofence: Geofence }>
              key={saved.version}
              path={`${path}/versions`}
              describe={(version, before) => describe(version.geofence, before?.geofence)}
              onUse={(version) => {
                set((now) => takenAgain(now, version.geofence));
                setTurn((before) => before + 1);
                say(words.versionUsed);
              }}
            />
          )}
        </details>
      )}
    </form>
  );
}

function tagsFrom(text: string): string[] | undefined {
  const tags = text
    .toLowerCase()
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  return tags.length > 0 ? [...new Set(tags)] : undefined;
}

function zones(current: string): string[] {
  const all = Intl.supportedValuesOf('timeZone');
  return all.includes(current) ? all : [current, ...all];
}
