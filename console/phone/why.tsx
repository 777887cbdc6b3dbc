// Why did I get this: one decision told to the customer, and the calls that get her fewer of these.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Calls, ShowDecisionAnswer } from '../../client/index.ts';
import { useLanguage, useWords } from '../shell/language.ts';
import type { ArrivedPush } from './pushes.ts';
import { phoneWords } from './words.ts';

interface WhyProps {
  client: Calls;
  push: ArrivedPush;
  onClose: () => void;
  onMuted: (said: string) => void;
  onError: (error: unknown) => void;
}

export function Why({ client, push, onClose, onMuted, onError }: WhyProps) {
  const words = useWords(phoneWords);
  const language = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const [told, setTold] = useState<ShowDecisionAnswer | undefined>();
  const [done, setDone] = useState<readonly string[]>([]);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    decisionOf(client, push.deliveryId, language).then(setTold, (error) => {
      onError(error);
      onClose();
    });
  }, [push.deliveryId, language]);

  const others = told?.compared.filter(({ reason }) => reason !== 'chosen') ?? [];
  const mute = async ({ says, body }: ShowDecisionAnswer['fewer'][number]) => {
    try {
      await client.setMute(body);
      setDone([...done, says]);
      onMuted(words.done(says));
    } catch (error) {
      onError(error);
    }
  };
  return (
    <dialog ref={dialog} class="why" aria-labelledby="why-title" onClose={onClose}>
      <h2 id="why-title">{push.title}</h2>
      {!told && <p class="quiet">{words.loading}</p>}
      {told && (
        <>
          {told.place && <p class="quiet">{told.place.name}</p>}
          <dl class="told">
            <dt>{words.whyThis}</dt>
            <dd>{told.whyThis}</dd>
            <dt>{words.whyNow}</dt>
            <dd>{told.whyNow}</dd>
          </dl>
          {others.length > 0 && (
            <>
              <h3>{words.compared}</h3>
              <ul class="compared">
                {others.map(({ offerId, geofenceId, title, says }) => (
                  <li key={`${offerId} ${geofenceId}`}>
                    {title}: {says}
                  </li>
                ))}
                {told.omitted > 0 && <li>{words.omitted(told.omitted)}</li>}
              </ul>
            </>
          )}
          {told.nearest && <p class="quiet">{told.nearest}</p>}
          {told.fewer.length > 0 && (
            <>
              <h3>{words.fewer}</h3>
              <div class="row">
                {told.fewer.map((link) => (
                  <button
                    key={link.says}
                    type="button"
                    disabled={done.includes(link.says)}
                    onClick={() => void mute(link)}
                  >
                    {link.says}
                  </button>
                ))}
              </div>
            </>
          )}
        </>
      )}
      <div class="row end">
        <button type="button" class="main" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}

/** A push names its delivery; the decision that led to it is among the newest. */
async function decisionOf(client: Calls, deliveryId: string, language: string): Promise<ShowDecisionAnswer> {
  const { decisions } = await client.listDecisions({ language });
  const found = decisions.find((decision) => decision.deliveryId === deliveryId);
  if (!found) throw new Error(`no decision for delivery ${deliveryId}`);
  return found;
}
