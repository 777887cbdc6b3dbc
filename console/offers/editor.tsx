// One offer: written as a sentence, seen as a push, tried, launched, paused; its history beside it.
import { useState } from 'preact/hooks';
import { useLanguage, useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import { useAnswer, useHold, useSession } from '../shell/session.ts';
import { takenAgain } from '../shell/versions.ts';
import { Conflict } from '../ui/conflict.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { History } from '../ui/history.tsx';
import { Icon } from '../ui/icon.tsx';
import { later } from '../ui/later.tsx';
import type { Segment } from './audience-slot.tsx';
import type { Offer } from './offer.ts';
import { Preview } from './preview.tsx';
import { type Names, plainText, sentenceOf } from './sentence.ts';
import { SentenceForm, slotOf } from './sentence-form.tsx';
import { authored, useOffer } from './use-offer.ts';
import { type Place, Reach } from './where-slot.tsx';
import { offerWords } from './words.ts';

const TryPanel = later(() => import('../try/try-panel.tsx').then((module) => module.TryPanel));

const tabs = ['write', 'try', 'history'] as const;

export function Editor({ id }: { id: string }) {
  const words = useWords(offerWords);
  const language = useLanguage();
  const { say } = useSession();
  const offer = useOffer(id, language, (created) => location.replace(routeTo({ page: 'offers', id: created })));
  const { draft, stored, failed, theirs, isDirty, isBusy } = offer;
  useHold(isDirty);
  const [places] = useAnswer<{ geofences: Place[] }>('/v1/geofences?limit=1000');
  const [segments, reloadSegments] = useAnswer<{ segments: Segment[] }>('/v1/segments');
  const [tab, setTab] = useState<(typeof tabs)[number]>('write');
  const [locale, setLocale] = useState<string | undefined>(undefined);
  const [isLaunching, setLaunching] = useState(false);

  if (!draft) return failed ? <Failure answer={failed} retry={offer.reload} /> : <p class="waiting" />;
  const errors = lastOfEach(failed?.problem?.errors ?? []);
  const fault = (field: string) =>
    errors.find(
      (error) => error.field === field || error.field.startsWith(`${field}.`) || error.field.startsWith(`${field}[`),
    )?.message;
  const state = stored?.state ?? 'draft';
  const hasChanges = isDirty || stored?.draft !== undefined;
  const title = draft.messages[draft.defaultLocale]?.title || (stored ? id : words.newTitle);
  const kept = <List,>(loading: { state: string; body?: List }) =>
    loading.state === 'loaded' ? loading.body : undefined;
  const names: Names = {
    geofence: (place) => kept(places)?.geofences.find((one) => one.id === place)?.name,
    segment: (segment) => kept(segments)?.segments.find((one) => one.id === segment)?.name,
  };

  // said, not disabled: a button that is disabled under the hand loses the keyboard's place
  const canSave = !isBusy && (isDirty || !stored);
  const canLaunch = !isBusy && (state !== 'live' || hasChanges);

  const launch = async () => {
    setLaunching(false);
    if (await offer.launch()) say(words.launched);
  };
  return (
    <>
      <a class="up" href={routeTo({ page: 'offers' })}>
        <Icon name="back" />
        {words.back}
      </a>
      <div class="head editor-head">
        <h1>{title}</h1>
        <span class="tag" data-state={state}>
          {words.states[state]}
        </span>
        <span class="quiet small grow" role="status">
          {isBusy ? words.working : isDirty ? words.unsaved : hasChanges && state !== 'draft' ? words.changes : ''}
        </span>
        {state === 'live' && (
          <button
            type="button"
            aria-disabled={isBusy}
            onClick={async () => !isBusy && (await offer.pause()) && say(words.paused)}
          >
            {words.pause}
          </button>
        )}
        <button
          type="button"
          aria-disabled={!canSave}
          onClick={async () => canSave && (await offer.save()) && say(words.saved)}
        >
          {words.save}
        </button>
        {stored && (
          <button
            type="button"
            class="main"
            aria-disabled={!canLaunch}
            onClick={async () => {
              if (canLaunch && (!isDirty || (await offer.save()))) setLaunching(true);
            }}
          >
            {state === 'live' ? words.launchChanges : state === 'draft' ? words.launch : words.relaunch}
          </button>
        )}
      </div>
      <div class="stack">
        {theirs ? (
          <Conflict
            detail={failed?.problem?.detail}
            mine={authored(draft)}
            theirs={authored((theirs.draft ?? theirs.offer) as Offer)}
            onTake={offer.takeTheirs}
            onKeep={offer.keepMine}
          />
        ) : (
          failed && (errors.length > 0 ? <Faults errors={errors} /> : <Failure answer={failed} />)
        )}
        {offer.warnings.length > 0 && (
          <div class="notice warm">
            <div>
              <strong>{words.warnings}</strong>
              {offer.warnings.map(({ field, message }) => (
                <p key={field + message}>{message}</p>
              ))}
            </div>
          </div>
        )}
        {stored && (
          <fieldset class="row tabs" aria-label={words.sections}>
            {tabs.map((one) => (
              <button key={one} type="button" aria-pressed={tab === one} onClick={() => setTab(one)}>
                {words.tabs[one]}
              </button>
            ))}
          </fieldset>
        )}
        {tab === 'write' && (
          <div class="writing">
            <div class="stack">
              <SentenceForm
                offer={draft}
                set={offer.set}
                fault={fault}
                names={names}
                places={kept(places)?.geofences ?? []}
                segments={kept(segments)?.segments ?? []}
                onSegments={reloadSegments}
                locale={locale ?? draft.defaultLocale}
                onLocale={setLocale}
                initial={stored ? undefined : 'message'}
                faulty={new Set(errors.map(({ field }) => slotOf(field)))}
              />
              {stored && state !== 'archived' && (
                <div class="row end">
                  <button
                    type="button"
                    class="danger"
                    disabled={isBusy}
                    onClick={async () => confirm(words.reallyArchive) && (await offer.archive()) && say(words.archived)}
                  >
                    {words.archive}
                  </button>
                </div>
              )}
            </div>
            <Preview offer={draft} locale={locale ?? draft.defaultLocale} />
          </div>
        )}
        {tab === 'try' && (
          <TryPanel offer={draft} hasLive={stored?.offer !== undefined} places={kept(places)?.geofences ?? []} />
        )}
        {tab === 'history' && (
          <History<{ offer: Offer }>
            path={`/v1/offers/${encodeURIComponent(id)}/versions`}
            describe={(version) => plainText(sentenceOf(version.offer, language, names))}
            onUse={(version) => {
              offer.set((now) => takenAgain(now, version.offer));
              setTab('write');
              say(words.versionUsed);
            }}
          />
        )}
      </div>
      {isLaunching && (
        <LaunchDialog offer={draft} names={names} onClose={() => setLaunching(false)} onLaunch={() => void launch()} />
      )}
    </>
  );
}

/** Of several complaints about one field the last one: the first say what every empty field is told. */
function lastOfEach(errors: readonly { field: string; message: string }[]) {
  return [...new Map(errors.map((error) => [error.field, error])).values()];
}

function Faults({ errors }: { errors: readonly { field: string; message: string }[] }) {
  const words = useWords(offerWords);
  return (
    <div class="notice bad" role="alert">
      <div>
        <strong>{words.faults(errors.length)}</strong>
        {errors.map(({ field, message }) => {
          const slot = slotOf(field);
          return (
            <p key={field}>
              {words.slots[slot]} ({field}): {message}
            </p>
          );
        })}
      </div>
    </div>
  );
}

interface LaunchDialogProps {
  offer: Offer;
  names: Names;
  onClose: () => void;
  onLaunch: () => void;
}

/** Says once more, in the whole sentence, what will be in force. */
function LaunchDialog({ offer, names, onClose, onLaunch }: LaunchDialogProps) {
  const words = useWords(offerWords);
  const language = useLanguage();
  return (
    <Dialog title={words.launchTitle} onClose={onClose}>
      {(close) => (
        <>
          <p>{plainText(sentenceOf(offer, language, names))}</p>
          <Reach where={offer.where} />
          <p class="hint">{words.launchHint}</p>
          <div class="row end">
            <button type="button" onClick={close}>
              {words.cancel}
            </button>
            <button type="button" class="main" onClick={onLaunch}>
              {words.launch}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
