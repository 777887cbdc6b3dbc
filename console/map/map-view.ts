// The map itself: MapLibre with the quiet basemap (or a configured style), the geofences, and what is being drawn or edited.
import {
  AttributionControl,
  type GeoJSONSource,
  LngLatBounds,
  Map as MapLibre,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { basemap, geofenceLayers, loadAtlas, type Theme } from './basemap.ts';
import type { Drawing } from './drawing.ts';
import { areas, boundsOf, eastOf, type Geofence, metresBetween, outline, points, type Shape } from './geofence.ts';
import { gridLines } from './grid.ts';

// MapLibre looks for its worker beside itself; in a bundle it lies elsewhere.
setWorkerUrl(workerUrl);

export interface MapOptions {
  container: HTMLElement;
  theme: Theme;
  /** Somebody else's style, in place of the quiet one. */
  style?: string;
  /** Where it was left before, if it was. */
  view?: { center: [number, number]; zoom: number };
  attribution: string;
  onSelect: (id: string) => void;
  /** While a shape is being drawn or changed by hand. */
  onShape: (shape: Shape, isFinished: boolean) => void;
}

export type MapView = Awaited<ReturnType<typeof createMap>>;

/** Resolves when land and sea are there; geofences may be shown from then on. */
export async function createMap({ container, theme, style, view, attribution, onSelect, onShape }: MapOptions) {
  const map = new MapLibre({
    container,
    style: style ?? basemap(await loadAtlas(), theme),
    center: view?.center ?? [10.5, 55.9],
    zoom: view?.zoom ?? 5.5,
    maxZoom: 19,
    attributionControl: false,
    fadeDuration: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-right');
  map.addControl(
    new AttributionControl({ compact: true, customAttribution: style ? undefined : attribution }),
    'bottom-left',
  );
  await new Promise<void>((done) => map.once('style.load', () => done()));

  const empty = points([]);
  map.addSource('points', { type: 'geojson', data: empty, cluster: true, clusterRadius: 46, clusterMaxZoom: 11 });
  for (const name of ['exclusions', 'areas', 'edited']) map.addSource(name, { type: 'geojson', data: empty });
  for (const layer of geofenceLayers(theme, style ? fontOf(map) : undefined)) map.addLayer(layer);
  const setData = (name: string, data: GeoJSON.FeatureCollection) => map.getSource<GeoJSONSource>(name)!.setData(data);

  if (!style) {
    const drawGrid = () => {
      const [[west, south], [east, north]] = map.getBounds().toArray();
      setData('grid', gridLines({ west, south, east, north }));
    };
    map.on('moveend', drawGrid);
    drawGrid();
  }

  let isDrawing = false;
  let drawing: Drawing | undefined;
  const withDrawing = async () => {
    drawing ??= (await import('./drawing.ts')).createDrawing(map, theme, report);
    return drawing;
  };
  /** What was told last: it comes back as what is to be edited, and is on the map already. */
  let told: Shape | undefined;
  function report(shape: Shape, isFinished: boolean): void {
    told = shape;
    if (isFinished) isDrawing = false;
    onShape(shape, isFinished);
  }
  const handles = circleHandles(map, (shape, isFinished) => {
    setData('edited', outline(shape));
    report(shape, isFinished);
  });

  const selectable = ['stores-dots', 'stores-circles', 'exclusions-dots', 'exclusions-circles', 'areas-fill'];
  map.on('click', (event) => {
    if (isDrawing) return;
    const [cluster] = map.queryRenderedFeatures(event.point, { layers: ['clusters'] });
    if (cluster) {
      const source = map.getSource<GeoJSONSource>('points')!;
      void source.getClusterExpansionZoom(cluster.properties.cluster_id).then((zoom) => {
        const center = (cluster.geometry as GeoJSON.Point).coordinates as [number, number];
        map.easeTo({ center, zoom: zoom + 0.5 });
      });
      return;
    }
    const [found] = map.queryRenderedFeatures(event.point, { layers: selectable });
    if (found) onSelect(String(found.properties.id));
  });
  for (const layer of ['clusters', ...selectable]) {
    map.on('mouseenter', layer, () => {
      if (!isDrawing) map.getCanvas().style.cursor = 'pointer';
    });
    map.on('mouseleave', layer, () => {
      map.getCanvas().style.cursor = '';
    });
  }

  return {
    map,
    show(geofences: readonly Geofence[]): void {
      const isExcluded = ({ kind }: Geofence) => kind === 'exclusion';
      setData('points', points(geofences.filter((geofence) => !isExcluded(geofence))));
      setData('exclusions', points(geofences.filter(isExcluded)));
      setData('areas', areas(geofences));
    },
    fit(geofences: readonly Geofence[]): void {
      const bounds = boundsOf(geofences);
      if (bounds) map.fitBounds(new LngLatBounds(bounds), { padding: 60, maxZoom: 14, animate: false });
    },
    /** Moves there, unless the shape is in sight as it is. */
    goTo(shape: Shape): void {
      const bounds = new LngLatBounds();
      for (const { geometry } of outline(shape).features)
        for (const position of cornersOf(geometry)) bounds.extend(position as [number, number]);
      const [southWest, northEast] = [map.project(bounds.getSouthWest()), map.project(bounds.getNorthEast())];
      const isLarge = Math.max(northEast.x - southWest.x, southWest.y - northEast.y) > 60;
      const inSight = map.getBounds();
      if (isLarge && inSight.contains(bounds.getSouthWest()) && inSight.contains(bounds.getNorthEast())) return;
      map.fitBounds(bounds, { padding: 120, maxZoom: 16, duration: 500 });
    },
    /** Shows a shape with what changes it by hand: handles on a circle, corners on a polygon. */
    async edit(shape: Shape | undefined): Promise<void> {
      if (shape === told && shape !== undefined && shape.type !== 'Circle') return;
      const hasCorners = shape?.type === 'Polygon' && shape.coordinates.length === 1;
      if (shape !== told) drawing?.clear();
      handles.show(shape?.type === 'Circle' ? shape : undefined);
      setData('edited', outline(hasCorners ? undefined : shape));
      if (hasCorners && !(await withDrawing()).edit(shape)) setData('edited', outline(shape));
    },
    async draw(mode: 'circle' | 'polygon'): Promise<void> {
      isDrawing = true;
      (await withDrawing()).draw(mode);
    },
    stopDrawing(): void {
      // what has been drawn to its end stays, to be edited
      if (isDrawing) drawing?.clear();
      isDrawing = false;
    },
    stop(): void {
      drawing?.stop();
      map.remove();
    },
  };
}

/** The font a configured style writes its first names in: its server has no other for certain. */
function fontOf(map: MapLibre): string[] | undefined {
  for (const layer of map.getStyle().layers) {
    const font: unknown = layer.type === 'symbol' ? layer.layout?.['text-font'] : undefined;
    if (Array.isArray(font) && font.every((name) => typeof name === 'string' && name !== 'step')) return font;
  }
  return undefined;
}

/** A circle is moved by its middle and widened by a handle at its edge. Fields beside the map do the same without a mouse. */
function circleHandles(map: MapLibre, onShape: (shape: Shape, isFinished: boolean) => void) {
  const marker = (className: string) => {
    const element = document.createElement('div');
    element.className = className;
    return new Marker({ element, draggable: true });
  };
  const middle = marker('handle middle');
  const edge = marker('handle edge');
  let circle: Extract<Shape, { type: 'Circle' }> | undefined;

  const follow = (isFinished: boolean, change: () => Partial<NonNullable<typeof circle>>) => {
    if (!circle) return;
    circle = { ...circle, ...change() };
    place(circle);
    onShape(circle, isFinished);
  };
  const toMiddle = () => ({ center: middle.getLngLat().toArray().map(rounded) });
  const toEdge = () => ({
    radiusMetres: Math.min(
      100_000,
      Math.max(10, Math.round(metresBetween(circle!.center, edge.getLngLat().toArray()))),
    ),
  });
  middle.on('drag', () => follow(false, toMiddle));
  middle.on('dragend', () => follow(true, toMiddle));
  edge.on('drag', () => follow(false, toEdge));
  edge.on('dragend', () => follow(true, toEdge));

  function place({ center, radiusMetres }: NonNullable<typeof circle>): void {
    middle.setLngLat(center as [number, number]);
    edge.setLngLat(eastOf(center, radiusMetres) as [number, number]);
  }

  return {
    show(shape: typeof circle): void {
      circle = shape;
      if (!shape) {
        middle.remove();
        edge.remove();
        return;
      }
      place(shape);
      middle.addTo(map);
      edge.addTo(map);
    },
  };
}

function cornersOf(geometry: GeoJSON.Geometry): GeoJSON.Position[] {
  if (geometry.type === 'Polygon') return geometry.coordinates.flat();
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat(2) : [];
}

/** Six decimals are a decimetre: nobody draws more exactly. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
