// One offer being worked on: what is stored, what is being written, and every step from draft to archive.
import { useEffect, useState } from 'preact/hooks';
import type { Answer, Question } from '../api.ts';
import { idFor } from '../map/geofence.ts';
import { type Failed, useSession } from '../shell/session.ts';
import type { Offer, OfferAnswer } from './offer.ts';

const day = 24 * 60 * 60_000;

/** What a new offer begins as: silent in the evening, seldom, with a comparison. */
export function newOffer(language: string, now: number): Offer {
  const startsAt = Math.floor(now / 3_600_000) * 3_600_000;
  return {
    id: '',
    category: '',
    messages: { [language]: { title: '', body: '' } },
    defaultLocale: language,
    where: {},
    startsAt,
    endsAt: startsAt + 14 * day,
    value: 10,
    caps: [{ per: 'offer', limit: 1, windowMinutes: 3 * 24 * 60 }],
    holdoutShare: 0.1,
  };
}

/**
 * What is sent: the offer without what stands in the path, without texts nobody has written, and, where the texts show
 * nothing of the customer, without those for who allows less, which the form keeps in case.
 */
export function authored({ id: _, state: __, reveals, subtleMessages, ...offer }: Offer): Record<string, unknown> {
  const written = (texts: Offer['messages']) =>
    Object.fromEntries(
      Object.entries(texts).filter(
        ([tag, { title, body }]) => tag === offer.defaultLocale || title.trim() !== '' || body.trim() !== '',
      ),
    );
  return {
    ...offer,
    messages: written(offer.messages),
    ...(offer.personalization === 'open' && {
      ...(reveals && { reveals }),
      ...(subtleMessages && {
        subtleMessages: written({ [offer.defaultLocale]: { title: '', body: '' }, ...subtleMessages }),
      }),
    }),
  };
}

export function useOffer(id: string, language: string, onCreated: (id: string) => void) {
  const { ask } = useSession();
  const isNew = id === 'new';
  const [stored, setStored] = useState<OfferAnswer | undefined>(undefined);
  const [draft, setDraft] = useState<Offer | undefined>(() => (isNew ? newOffer(language, Date.now()) : undefined));
  const [isDirty, setDirty] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Failed | undefined>(undefined);
  /** What somebody else has saved in between. */
  const [theirs, setTheirs] = useState<OfferAnswer | undefined>(undefined);
  const [warnings, setWarnings] = useState<readonly { field: string; message: string }[]>([]);
  const [turn, setTurn] = useState(0);
  const pathOf = (offerId: string) => `/v1/offers/${encodeURIComponent(offerId)}`;

  // `turn` is what reads again
  useEffect(() => {
    if (isNew) return;
    void ask<OfferAnswer>(pathOf(id)).then((answer) => (answer.ok ? take(answer.body) : setFailed(answer)));
  }, [ask, id, turn]);

  function take(answer: OfferAnswer): void {
    setStored(answer);
    setDraft(answer.draft ?? answer.offer);
    setDirty(false);
    setFailed(undefined);
    setTheirs(undefined);
  }

  async function send(path: string, question: Question): Promise<OfferAnswer | undefined> {
    setBusy(true);
    setFailed(undefined);
    const answer: Answer<OfferAnswer & { warnings?: typeof warnings }> = await ask(path, question);
    setBusy(false);
    if (answer.ok) {
      setWarnings(answer.body.warnings ?? []);
      return answer.body;
    }
    setFailed(answer);
    if (answer.status === 412 && !isNew) {
      const now = await ask<OfferAnswer>(pathOf(id));
      if (now.ok) setTheirs(now.body);
    }
    return undefined;
  }

  async function save(): Promise<OfferAnswer | undefined> {
    if (!draft) return undefined;
    const title = draft.messages[draft.defaultLocale]?.title ?? '';
    // Unlikely to be taken: where it is, the API refuses and says so.
    const offerId = isNew ? idFor(title || draft.category || 'offer', () => false) : id;
    const answer = await send(pathOf(offerId), {
      method: 'PUT',
      body: authored(draft),
      ifVersion: stored?.version ?? 'new',
    });
    if (!answer) return undefined;
    take(answer);
    if (isNew) onCreated(offerId);
    return answer;
  }

  async function act(verb: 'launch' | 'pause' | 'archive', version = stored?.version): Promise<boolean> {
    const question = { method: verb === 'archive' ? 'DELETE' : 'POST', ifVersion: version } as const;
    const answer = await send(verb === 'archive' ? pathOf(id) : `${pathOf(id)}/${verb}`, question);
    // An archived offer answers with what it was, or with nothing.
    if (answer?.state) take(answer);
    return answer !== undefined;
  }

  return {
    stored,
    draft,
    isDirty,
    isBusy,
    failed,
    theirs,
    warnings,
    set(change: Partial<Offer> | ((before: Offer) => Partial<Offer>)): void {
      setDraft((before) => before && { ...before, ...(typeof change === 'function' ? change(before) : change) });
      setDirty(true);
    },
    save,
    launch: () => act('launch'),
    pause: () => act('pause'),
    archive: () => act('archive'),
    takeTheirs: () => theirs && take(theirs),
    /** Mine stays as it is, and the next save replaces theirs, which have been seen. */
    keepMine(): void {
      setStored(theirs);
      setTheirs(undefined);
      setFailed(undefined);
    },
    reload: () => setTurn((before) => before + 1),
  };
}
