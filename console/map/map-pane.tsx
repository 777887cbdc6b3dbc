// The map in the page: made once for a theme, and told what to show whenever that changes.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../shell/language.ts';
import { useSession } from '../shell/session.ts';
import type { Theme } from './basemap.ts';
import type { Geofence, Shape } from './geofence.ts';
import type { MapView } from './map-view.ts';
import { mapWords } from './words.ts';

interface MapPaneProps {
  geofences: readonly Geofence[];
  /** Every one of them is here: the map is moved so that all are in sight, once. */
  isWhole: boolean;
  /** What is being edited. */
  shape?: Shape;
  /** Which geofence is open: the map goes there when that changes. */
  openId?: string;
  drawing?: 'circle' | 'polygon';
  onSelect: (id: string) => void;
  onShape: (shape: Shape, isFinished: boolean) => void;
}

export function MapPane(props: MapPaneProps) {
  const { geofences, isWhole, shape, openId, drawing } = props;
  const words = useWords(mapWords);
  const { config } = useSession();
  const theme = useTheme();
  const container = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const left = useRef<{ center: [number, number]; zoom: number } | undefined>(undefined);
  const [view, setView] = useState<MapView | undefined>(undefined);
  const [fault, setFault] = useState('');

  // a map is made anew only for another theme
  useEffect(() => {
    let made: MapView | undefined;
    let isOver = false;
    // 290 KB, over the wire, of map: the list beside it does not wait for them.
    import('./map-view.ts')
      .then(({ createMap }) =>
        createMap({
          container: container.current!,
          theme,
          style: config.mapStyle,
          view: left.current,
          attribution: words.coasts,
          onSelect: (id) => latest.current.onSelect(id),
          onShape: (changed, isFinished) => latest.current.onShape(changed, isFinished),
        }),
      )
      .then(
        (created) => {
          made = created;
          if (isOver) created.stop();
          else setView(created);
        },
        (error: unknown) => setFault(error instanceof Error ? error.message : String(error)),
      );
    return () => {
      isOver = true;
      if (!made) return;
      left.current = { center: made.map.getCenter().toArray() as [number, number], zoom: made.map.getZoom() };
      made.stop();
      setView(undefined);
    };
  }, [theme]);

  useEffect(() => view?.show(geofences), [view, geofences]);
  // not when one of them changes later
  useEffect(() => {
    if (view && isWhole && !left.current && !openId) view.fit(geofences);
  }, [view, isWhole]);
  useEffect(() => void view?.edit(shape), [view, shape]);
  // the map goes there when it is opened, not while it is changed
  useEffect(() => {
    if (openId && shape) view?.goTo(shape);
  }, [view, openId, shape === undefined]);
  useEffect(() => {
    if (drawing) void view?.draw(drawing);
    else view?.stopDrawing();
  }, [view, drawing]);

  return (
    <section class="map" aria-label={words.map} data-ready={view ? true : undefined}>
      <div class="canvas" ref={container} />
      {fault && (
        <p class="notice bad" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

function useTheme(): Theme {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [isDark, setDark] = useState(query.matches);
  useEffect(() => {
    const follow = (event: MediaQueryListEvent) => setDark(event.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return isDark ? 'dark' : 'light';
}
