// All geofences, page by page: the first thousand are on the map while the rest is still on its way.
import { useEffect, useState } from 'preact/hooks';
import { type Failed, useSession } from '../shell/session.ts';
import type { Geofence, Saved } from './geofence.ts';

export type SavedGeofence = Geofence & Saved;

interface Page {
  geofences: SavedGeofence[];
  next?: string;
}

export function useGeofences() {
  const { ask } = useSession();
  const [geofences, setGeofences] = useState<readonly SavedGeofence[]>([]);
  const [isWhole, setWhole] = useState(false);
  const [failed, setFailed] = useState<Failed | undefined>(undefined);
  const [turn, setTurn] = useState(0);

  // `turn` is what reads again
  useEffect(() => {
    let isOver = false;
    void (async () => {
      setFailed(undefined);
      const all: SavedGeofence[] = [];
      let after = '';
      do {
        const answer = await ask<Page>(`/v1/geofences?limit=1000${after && `&after=${encodeURIComponent(after)}`}`);
        if (isOver) return;
        if (!answer.ok) return setFailed(answer);
        all.push(...answer.body.geofences);
        // Drawn when the first page is here and when all are: each drawing of ten thousand costs a tenth of a second.
        if (!after && answer.body.next) setGeofences([...all]);
        after = answer.body.next ?? '';
      } while (after);
      setGeofences(all);
      setWhole(true);
    })();
    return () => {
      isOver = true;
    };
  }, [ask, turn]);

  return {
    geofences,
    isWhole,
    failed,
    reload: () => setTurn((before) => before + 1),
    put: (saved: SavedGeofence) =>
      setGeofences((all) =>
        all.some(({ id }) => id === saved.id) ? all.map((one) => (one.id === saved.id ? saved : one)) : [saved, ...all],
      ),
    remove: (id: string) => setGeofences((all) => all.filter((one) => one.id !== id)),
  };
}
