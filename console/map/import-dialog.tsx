// A list of stores, dropped or chosen: first a dry run that shows what would happen, then the import.
import { useEffect, useRef, useState } from 'preact/hooks';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { type Failed, useSession } from '../shell/session.ts';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { mapWords } from './words.ts';

interface ImportAnswer {
  accepted: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: { row: string; reason: string }[];
  refusedCount: number;
}

/** What the route takes. */
const maxBytes = 5.5e6;

export function ImportDialog({
  file: dropped,
  onClose,
  onImported,
}: {
  file?: File;
  onClose: () => void;
  onImported: () => void;
}) {
  const words = useWords(mapWords);
  const number = new Intl.NumberFormat(localeOf(useLanguage()));
  const { ask, say } = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [file, setFile] = useState(dropped);
  const [radiusMetres, setRadius] = useState(150);
  const [dryRun, setDryRun] = useState<ImportAnswer | undefined>(undefined);
  const [failed, setFailed] = useState<Failed | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const isTooLarge = file !== undefined && file.size > maxBytes;

  useEffect(() => {
    const shown = dialog.current!;
    shown.showModal();
    // closing gives the focus back, taking it off the page does not
    return () => shown.close();
  }, []);
  const run = async (isDry: boolean) => {
    if (!file || file.size > maxBytes) return;
    setBusy(true);
    setFailed(undefined);
    const format = /json$/i.test(file.name) ? 'geojson' : 'csv';
    const answer = await ask<ImportAnswer>(`/v1/geofences/import?dryRun=${isDry}&radiusMetres=${radiusMetres}`, {
      method: 'POST',
      body: { format, text: await file.text() },
    });
    setBusy(false);
    if (!answer.ok) return setFailed(answer);
    if (isDry) return setDryRun(answer.body);
    say(words.imported(number.format(answer.body.accepted)));
    onImported();
  };
  // asked anew for another file or radius only
  useEffect(() => {
    setDryRun(undefined);
    const timer = setTimeout(() => void run(true), 250);
    return () => clearTimeout(timer);
  }, [file, radiusMetres]);

  return (
    <dialog ref={dialog} aria-labelledby="import-title" onClose={onClose}>
      <div class="stack">
        <h2 id="import-title">{words.importTitle}</h2>
        <p class="hint">{words.importHint}</p>
        <div class="row">
          <label class="button">
            {file?.name ?? words.chooseFile}
            <input
              class="visually-hidden"
              type="file"
              accept=".csv,.txt,.json,.geojson,text/csv,application/geo+json"
              onChange={(event) => setFile(event.currentTarget.files?.[0])}
            />
          </label>
        </div>
        <Field label={words.importRadius}>
          {(control) => (
            <input
              {...control}
              type="number"
              min={10}
              max={100_000}
              value={radiusMetres}
              onInput={(event) => setRadius(event.currentTarget.valueAsNumber || 150)}
            />
          )}
        </Field>
        {isTooLarge && <p class="notice bad">{words.tooLarge}</p>}
        {failed && <Failure answer={failed} retry={() => void run(true)} />}
        <div role="status">
          {isBusy && <p class="quiet">{words.checking}</p>}
          {dryRun &&
            (dryRun.accepted > 0 ? (
              <p class="notice good">
                {words.importCounts(
                  number.format(dryRun.created),
                  number.format(dryRun.changed),
                  number.format(dryRun.unchanged),
                )}
              </p>
            ) : (
              <p class="notice warm">{words.nothingToImport}</p>
            ))}
        </div>
        {dryRun && dryRun.refusedCount > 0 && (
          <section>
            <h3>{words.refused(number.format(dryRun.refusedCount))}</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
            <section class="scroll refused" tabIndex={0} aria-label={words.refused(number.format(dryRun.refusedCount))}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{words.row}</th>
                    <th scope="col">{words.reason}</th>
                  </tr>
                </thead>
                <tbody>
                  {dryRun.refused.map(({ row, reason }) => (
                    <tr key={`${row} ${reason}`}>
                      <td>{row}</td>
                      <td>{reason}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
            {dryRun.refusedCount > dryRun.refused.length && (
              <p class="quiet small">{words.andMore(number.format(dryRun.refusedCount - dryRun.refused.length))}</p>
            )}
          </section>
        )}
        <div class="row end">
          <button type="button" onClick={() => dialog.current?.close()}>
            {words.cancel}
          </button>
          <button type="button" class="main" disabled={isBusy || !dryRun?.accepted} onClick={() => void run(false)}>
            {words.confirmImport(number.format(dryRun?.accepted ?? 0))}
          </button>
        </div>
      </div>
    </dialog>
  );
}
