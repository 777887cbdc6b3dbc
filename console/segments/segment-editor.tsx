// One segment: whom it holds, which offers go by it, what it was; changed under the version it was read with.
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../api.ts';
import { idFor } from '../map/geofence.ts';
import { audienceText } from '../offers/audience.ts';
import { audienceWords } from '../offers/audience-words.ts';
import '../offers/offers.css';
import { useLanguage, useWords } from '../shell/language.ts';
import { routeTo } from '../shell/route.ts';
import { type Failed, useHold, useSession } from '../shell/session.ts';
import { takenAgain } from '../shell/versions.ts';
import { Conflict } from '../ui/conflict.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { History } from '../ui/history.tsx';
import { Icon } from '../ui/icon.tsx';
import { type Content, pathOf, type Segment, sent, usersOf } from './segment.ts';
import { SegmentFields } from './segment-fields.tsx';
import { UsedBy, UserList } from './used-by.tsx';
import { segmentWords } from './words.ts';

const open = (id?: string) => location.assign(routeTo({ page: 'segments', id }));

export function SegmentEditor({ id }: { id: string }) {
  const words = useWords(segmentWords);
  const says = useWords(audienceWords);
  const language = useLanguage();
  const { ask, say } = useSession();
  const isNew = id === 'new';
  const [stored, setStored] = useState<Segment | undefined>(undefined);
  const [draft, setDraft] = useState<Content | undefined>(isNew ? { name: '' } : undefined);
  const [isDirty, setDirty] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Failed | undefined>(undefined);
  const [theirs, setTheirs] = useState<Segment | undefined>(undefined);
  const [question, setQuestion] = useState<'save' | 'archive' | undefined>(undefined);
  /** Whose fields are shown: fields that keep what is typed are made anew for another version. */
  const [turn, setTurn] = useState(0);

  useHold(isDirty);
  const take = (segment: Segment) => {
    setStored(segment);
    setDraft(segment);
    setDirty(false);
    setFailed(undefined);
    setTheirs(undefined);
    setTurn((before) => before + 1);
  };
  const read = async () => {
    const answer = await ask<Segment>(pathOf(id));
    return answer.ok ? take(answer.body) : setFailed(answer);
  };
  useEffect(() => {
    if (!isNew) void read();
  }, [id]);
  if (!draft) return failed ? <Failure answer={failed} retry={() => void read()} /> : <p class="waiting" />;

  const { inForce, drafts } = usersOf(stored?.usedBy ?? []);

  async function finish<Body>(asked: Promise<Answer<Body>>): Promise<Body | undefined> {
    setQuestion(undefined);
    setBusy(true);
    setFailed(undefined);
    const answer = await asked;
    setBusy(false);
    if (answer.ok) return answer.body;
    setFailed(answer);
    if (answer.status !== 412 || isNew) return undefined;
    const now = await ask<Segment>(pathOf(id));
    if (now.ok) setTheirs(now.body);
    return undefined;
  }
  const save = async () => {
    // Unlikely to be taken: where it is, the API refuses and says so.
    const segmentId = isNew ? idFor(draft.name, () => false) : id;
    const ifVersion = stored?.version ?? 'new';
    const done = await finish(
      ask<{ segment: Segment }>(pathOf(segmentId), { method: 'PUT', body: sent(draft), ifVersion }),
    );
    if (!done) return;
    say(words.saved(draft.name));
    setDirty(false);
    if (isNew) location.replace(routeTo({ page: 'segments', id: segmentId }));
    else take({ ...done.segment, usedBy: stored?.usedBy ?? [] });
  };
  const archive = async () => {
    if (!(await finish(ask(pathOf(id), { method: 'DELETE', ifVersion: stored?.version })))) return;
    say(words.archived(stored!.name));
    open();
  };
  /** Who goes by it is asked again: an offer may have been launched meanwhile. */
  const consider = async (what: 'save' | 'archive') => {
    const now = isNew ? undefined : await ask<Segment>(pathOf(id));
    const usedBy = now?.ok ? now.body.usedBy : (stored?.usedBy ?? []);
    setStored((before) => before && { ...before, usedBy });
    if (what === 'save' && usersOf(usedBy).inForce.length === 0) await save();
    else setQuestion(what);
  };

  return (
    <>
      <a class="up" href={routeTo({ page: 'segments' })}>
        <Icon name="back" />
        {words.back}
      </a>
      <div class="head editor-head">
        <h1>{stored?.name ?? words.new}</h1>
        <span class="quiet small grow" role="status">
          {isBusy ? words.working : isDirty ? words.unsaved : ''}
        </span>
        <button
          type="button"
          class="main"
          aria-disabled={isBusy || (!isDirty && !isNew)}
          onClick={() => !isBusy && (isDirty || isNew) && void consider('save')}
        >
          {words.save}
        </button>
      </div>
      <div class="writing">
        <div class="stack">
          {theirs && (
            <Conflict
              detail={failed?.problem?.detail}
              mine={sent(draft)}
              theirs={sent(theirs)}
              onTake={() => take(theirs)}
              onKeep={() => {
                setStored(theirs);
                setTheirs(undefined);
                setFailed(undefined);
              }}
            />
          )}
          <section class="card stack slot-panel">
            <SegmentFields
              key={turn}
              segment={draft}
              onChange={(change) => {
                setDraft((before) => before && change(before));
                setDirty(true);
              }}
              failed={theirs ? undefined : failed}
              isFocused={isNew}
            />
            <p class="hint">{says.consent}</p>
          </section>
          {stored && (
            <div class="row end">
              <button type="button" class="danger" aria-disabled={isBusy} onClick={() => void consider('archive')}>
                {words.archive}
              </button>
            </div>
          )}
        </div>
        {stored && (
          <aside class="stack">
            <UsedBy users={stored.usedBy} segmentId={id} />
            <section class="stack">
              <h2>{words.history}</h2>
              <History<{ segment: Content }>
                key={stored.version}
                path={`${pathOf(id)}/versions`}
                describe={({ segment }) => `${segment.name}: ${audienceText(segment, language).replace(/,$/, '')}`}
                onUse={({ segment }) => {
                  setDraft((now) => now && takenAgain<Content>(now, segment));
                  setDirty(true);
                  setTurn((before) => before + 1);
                  say(words.versionUsed);
                }}
              />
            </section>
          </aside>
        )}
      </div>
      {question === 'save' && (
        <Dialog title={words.saveTitle} onClose={() => setQuestion(undefined)}>
          {(close) => (
            <>
              <p>{words.saveHint}</p>
              <p class="quoted">{audienceText(draft, language).replace(/,$/, '')}</p>
              <UserList users={inForce} />
              <div class="row end">
                <button type="button" onClick={close}>
                  {words.cancel}
                </button>
                <button type="button" class="main" onClick={() => void save()}>
                  {words.saveAnyway}
                </button>
              </div>
            </>
          )}
        </Dialog>
      )}
      {question === 'archive' && (
        <Dialog
          title={inForce.length > 0 ? words.inUseTitle : words.archiveTitle(stored!.name)}
          onClose={() => setQuestion(undefined)}
        >
          {(close) => (
            <>
              <p>
                {inForce.length > 0 ? words.inUseHint : drafts.length > 0 ? words.archiveDrafts : words.archiveHint}
              </p>
              <UserList users={inForce.length > 0 ? inForce : drafts} />
              <div class="row end">
                <button type="button" onClick={close}>
                  {inForce.length > 0 ? words.close : words.cancel}
                </button>
                {inForce.length === 0 && (
                  <button type="button" class="danger" onClick={() => void archive()}>
                    {words.archive}
                  </button>
                )}
              </div>
            </>
          )}
        </Dialog>
      )}
    </>
  );
}
