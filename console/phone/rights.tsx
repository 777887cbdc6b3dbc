// Peace and quiet, and what is kept: pause, mutes, export, and the end of it with a receipt.
import { useRef, useState } from 'preact/hooks';
import type { Calls, EraseCustomerAnswer, ExportCustomerAnswer, Mute } from '../../client/index.ts';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { phoneWords } from './words.ts';

const pauses = [1, 8, 24, 168];

interface QuietProps {
  pausedUntil?: number;
  mutes: readonly Mute[];
  isKnown: boolean;
  onPause: (hours: number) => void;
  onUnmute: (mute: Mute) => void;
}

export function Quiet({ pausedUntil, mutes, isKnown, onPause, onUnmute }: QuietProps) {
  const words = useWords(phoneWords);
  const locale = localeOf(useLanguage());
  const [hours, setHours] = useState(8);
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section class="card stack" aria-labelledby="quiet">
      <h2 id="quiet">{words.quiet}</h2>
      {pausedUntil === undefined ? (
        <div class="row">
          <select
            aria-label={words.pauseFor}
            value={hours}
            disabled={!isKnown}
            onChange={({ currentTarget }) => setHours(Number(currentTarget.value))}
          >
            {pauses.map((option) => (
              <option key={option} value={option}>
                {words.hours(option)}
              </option>
            ))}
          </select>
          <button type="button" disabled={!isKnown} onClick={() => onPause(hours)}>
            {words.pause}
          </button>
        </div>
      ) : (
        <div class="notice warm">
          <span>{words.pausedUntil(moment.format(pausedUntil))}</span>
          <button type="button" onClick={() => onPause(0)}>
            {words.endPause}
          </button>
        </div>
      )}
      <p class="hint">{words.pauseHint}</p>
      <h3>{words.muted}</h3>
      {mutes.length === 0 && <p class="quiet">{words.noMutes}</p>}
      <ul class="mutes">
        {mutes.map((mute) => {
          const name = mute.geofenceId ?? words.categories[mute.category ?? ''] ?? mute.category ?? '';
          return (
            <li key={name} class="row">
              <span class="grow">{name}</span>
              <button type="button" class="plain" aria-label={words.unmuteNamed(name)} onClick={() => onUnmute(mute)}>
                {words.unmute}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface KeptProps {
  client: Calls;
  onErased: (receipt: EraseCustomerAnswer) => void;
  onError: (error: unknown) => void;
}

export function Kept({ client, onErased, onError }: KeptProps) {
  const words = useWords(phoneWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const during = (work: () => Promise<void>) => async () => {
    setBusy(true);
    await work().catch(onError);
    setBusy(false);
  };
  return (
    <section class="card stack" aria-labelledby="kept">
      <h2 id="kept">{words.yours}</h2>
      <div class="row">
        <button
          type="button"
          disabled={isBusy}
          onClick={during(async () => download('ravn.json', await everything(client)))}
        >
          {words.exportAll}
        </button>
        <button type="button" class="danger" disabled={isBusy} onClick={() => dialog.current?.showModal()}>
          {words.erase}
        </button>
      </div>
      <dialog ref={dialog} aria-labelledby="erase-title">
        <form method="dialog" class="stack">
          <h2 id="erase-title">{words.eraseTitle}</h2>
          <p>{words.eraseSays}</p>
          <div class="row end">
            <button type="submit">{words.cancel}</button>
            <button type="submit" class="danger" onClick={during(async () => onErased(await client.eraseCustomer()))}>
              {words.eraseYes}
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}

interface ReceiptProps {
  receipt: EraseCustomerAnswer;
  onAgain: () => void;
}

export function Receipt({ receipt, onAgain }: ReceiptProps) {
  const words = useWords(phoneWords);
  const moment = new Intl.DateTimeFormat(localeOf(useLanguage()), { dateStyle: 'long', timeStyle: 'short' });
  const counts = Object.entries(receipt.counts).filter(([, count]) => count > 0);
  return (
    <section class="card stack receipt" aria-labelledby="receipt">
      <h2 id="receipt">{words.erased}</h2>
      <dl class="told">
        <dt>{words.receipt.erasedAt}</dt>
        <dd>{moment.format(receipt.erasedAt)}</dd>
        <dt>{words.receipt.goneBy}</dt>
        <dd>{moment.format(receipt.goneBy)}</dd>
        <dt>{words.receipt.backupsGoneBy}</dt>
        <dd>{moment.format(receipt.backupsGoneBy)}</dd>
        <dt>{words.receipt.counts}</dt>
        <dd>{counts.map(([kind, count]) => `${count} × ${words.kinds[kind] ?? kind}`).join(', ')}</dd>
        <dt>{words.receipt.signed}</dt>
        <dd class="signed">{receipt.receipt}</dd>
      </dl>
      <div class="row">
        <button type="button" onClick={() => download('receipt.json', receipt)}>
          {words.downloadReceipt}
        </button>
        <button type="button" class="main" onClick={onAgain}>
          {words.beginAnew}
        </button>
      </div>
    </section>
  );
}

/** All pages of the export as one: the lists of all pages belong together. */
async function everything(client: Calls): Promise<ExportCustomerAnswer> {
  const { next, ...first } = await client.exportCustomer();
  const whole: ExportCustomerAnswer = first;
  for (let cursor = next; cursor !== undefined; ) {
    const { next: after, ...page } = await client.exportCustomer({ cursor });
    for (const [name, list] of Object.entries(page)) {
      const before = (whole as Record<string, unknown>)[name];
      if (Array.isArray(before) && Array.isArray(list)) before.push(...list);
    }
    cursor = after;
  }
  return whole;
}

function download(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
