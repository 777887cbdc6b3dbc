// Trying an offer before it is launched: on what, how far it is, and what would have happened.
import { useState } from 'preact/hooks';
import type { Offer } from '../offers/offer.ts';
import type { Place } from '../offers/where-slot.tsx';
import { localeOf, useLanguage, useWords } from '../shell/language.ts';
import { Failure } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';
import { maxLines, readReports, request, type Source } from './simulation.ts';
import '../ui/figures.css';
import './try.css';
import { TryResult } from './try-result.tsx';
import { useSimulation } from './use-simulation.ts';
import { tryWords } from './words.ts';

const kinds = ['decisions', 'sample', 'reports'] as const;

export function TryPanel({ offer, hasLive, places }: { offer: Offer; hasLive: boolean; places: readonly Place[] }) {
  const words = useWords(tryWords);
  const language = useLanguage();
  const locale = localeOf(language);
  const [kind, setKind] = useState<Source['kind']>('decisions');
  const [days, setDays] = useState(30);
  const [lines, setLines] = useState<unknown[]>([]);
  const [badFile, setBadFile] = useState('');
  const { simulation, failed, start, stop } = useSimulation();
  const isRunning = simulation?.state === 'waiting' || simulation?.state === 'running';
  const source: Source = kind === 'decisions' ? { kind, days } : kind === 'sample' ? { kind } : { kind, lines };

  const read = async (file?: File) => {
    setLines([]);
    setBadFile('');
    if (!file) return;
    const answer = readReports(await file.text());
    if ('badLine' in answer) setBadFile(words.badLine(answer.badLine));
    else if (answer.lines.length > maxLines) setBadFile(words.tooMany(answer.lines.length.toLocaleString(locale)));
    else setLines(answer.lines);
  };
  return (
    <div class="stack">
      <section class="card stack">
        <div>
          <h2>{words.title}</h2>
          <p class="quiet">{words.lead}</p>
        </div>
        <fieldset class="sources" aria-label={words.source}>
          {kinds.map((one) => (
            <label key={one}>
              <input type="radio" name="source" checked={kind === one} onChange={() => setKind(one)} />
              <span>
                {words[one]}
                <span class="hint">{words[`${one}Hint`]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div class="row try-row">
          {kind === 'decisions' && (
            <Field label={words.days}>
              {(control) => (
                <input
                  {...control}
                  type="number"
                  min={1}
                  max={90}
                  value={days}
                  onInput={(event) => setDays(Math.min(90, Math.max(1, event.currentTarget.valueAsNumber || 1)))}
                />
              )}
            </Field>
          )}
          {kind === 'reports' && (
            <Field label={words.chooseFile} fault={badFile}>
              {(control) => (
                <input
                  {...control}
                  type="file"
                  accept=".jsonl,.ndjson,.json,.txt"
                  onChange={(event) => void read(event.currentTarget.files?.[0])}
                />
              )}
            </Field>
          )}
          {isRunning ? (
            <button type="button" onClick={() => void stop()}>
              {words.stop}
            </button>
          ) : (
            <button
              type="button"
              class="main"
              disabled={kind === 'reports' && lines.length === 0}
              onClick={() => void start(request(offer, source, hasLive), language)}
            >
              {simulation ? words.again : words.run}
            </button>
          )}
        </div>
        <div role="status">
          {isRunning && (
            <p class="progress">
              {simulation.state === 'waiting'
                ? words.waiting
                : words.running(simulation.done.toLocaleString(locale, { style: 'percent' }))}
              <progress max={1} value={simulation.done} aria-hidden="true" />
            </p>
          )}
          {simulation?.state === 'stopped' && <p class="notice warm">{words.stopped}</p>}
          {simulation?.state === 'failed' && <p class="notice bad">{words.failed}</p>}
        </div>
        {failed && <Failure answer={failed} />}
      </section>
      {simulation?.state === 'done' && simulation.result && <TryResult result={simulation.result} places={places} />}
    </div>
  );
}
