// What places and offers are called, so that the feed reads as sentences: read once, and ids stand in until then.
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../shell/session.ts';
import type { Names } from './words.ts';

interface GeofencePage {
  geofences: { id: string; name: string }[];
  next?: string;
}

export function useNames(): Names {
  const { ask } = useSession();
  const [names, setNames] = useState<Names>({});
  useEffect(() => {
    const places = new Map<string, string>();
    const offers = new Map<string, string>();
    let isOver = false;
    void (async () => {
      const offersAnswer = await ask<{ offers: { id: string; title: string }[] }>('/v1/offers');
      if (offersAnswer.ok) for (const { id, title } of offersAnswer.body.offers) offers.set(id, `“${title}”`);
      let after: string | undefined = '';
      while (after !== undefined && !isOver) {
        const page: Awaited<ReturnType<typeof ask<GeofencePage>>> = await ask<GeofencePage>(
          `/v1/geofences?limit=1000${after && `&after=${encodeURIComponent(after)}`}`,
        );
        if (!page.ok) break;
        for (const { id, name } of page.body.geofences) places.set(id, name);
        after = page.body.next;
      }
      if (!isOver) setNames({ place: (id) => places.get(id), offer: (id) => offers.get(id) });
    })();
    return () => {
      isOver = true;
    };
  }, [ask]);
  return names;
}
