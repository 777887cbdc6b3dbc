// Drawing by hand: circles and polygons, and moving a polygon's corners (terra-draw), loaded when somebody draws.
import type { Map as MapLibre } from 'maplibre-gl';
import {
  type GeoJSONStoreFeatures,
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Theme } from './basemap.ts';
import { metresBetween, middleOf, type Shape } from './geofence.ts';

export type Drawing = ReturnType<typeof createDrawing>;

/** `onShape` hears of every change while it happens, and at its end. */
export function createDrawing(map: MapLibre, theme: Theme, onShape: (shape: Shape, isFinished: boolean) => void) {
  const colour = theme === 'dark' ? '#6cbdd6' : '#1f6f8b';
  const styles = { fillColor: colour, fillOpacity: 0.28, outlineColor: colour, outlineWidth: 2.5 } as const;
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7 }),
    modes: [
      new TerraDrawCircleMode({ styles }),
      new TerraDrawPolygonMode({ styles: { ...styles, closingPointColor: colour, closingPointWidth: 6 } }),
      new TerraDrawSelectMode({
        styles: {
          selectedPolygonColor: colour,
          selectedPolygonFillOpacity: 0.28,
          selectedPolygonOutlineColor: colour,
          selectedPolygonOutlineWidth: 2.5,
          selectionPointColor: '#ffffff',
          selectionPointOutlineColor: colour,
          selectionPointOutlineWidth: 2,
          selectionPointWidth: 6,
          midPointColor: colour,
          midPointWidth: 4,
        },
        flags: {
          polygon: { feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } } },
        },
      }),
    ],
  });
  draw.start();

  const shapeOf = ({ geometry, properties }: GeoJSONStoreFeatures): Shape | undefined => {
    if (geometry.type !== 'Polygon') return undefined;
    const polygon: Shape = { type: 'Polygon', coordinates: geometry.coordinates };
    if (properties.mode !== 'circle') return polygon;
    const center = middleOf(polygon).map((degrees) => Math.round(degrees * 1e6) / 1e6);
    const radiusMetres = Math.max(10, Math.round(metresBetween(center, geometry.coordinates[0]![0]!)));
    return { type: 'Circle', center, radiusMetres: Math.min(100_000, radiusMetres) };
  };
  const current = () =>
    draw.getSnapshot().find(({ properties }) => ['circle', 'polygon'].includes(String(properties.mode)));

  /** Being selected is no change of the shape. */
  let isSelecting = false;
  draw.on('change', (_ids, type) => {
    if (isSelecting) return;
    const feature = type === 'delete' ? undefined : current();
    const shape = feature && draw.getMode() === 'select' ? shapeOf(feature) : undefined;
    if (shape && type === 'update') onShape(shape, false);
  });
  draw.on('finish', (id, { action }) => {
    const feature = draw.getSnapshotFeature(id);
    const shape = feature && shapeOf(feature);
    if (!shape) return;
    if (action === 'draw') {
      if (shape.type === 'Circle') clear();
      else select(shape);
    }
    onShape(shape, true);
  });

  function clear(): void {
    draw.setMode('static');
    draw.clear();
  }

  /** False where the shape crosses itself or the like: it is then changed by its fields. */
  function select({ coordinates }: Extract<Shape, { type: 'Polygon' }>): boolean {
    clear();
    const rounded = coordinates.map((ring) =>
      ring.map((position) => position.map((degrees) => Math.round(degrees * 1e7) / 1e7)),
    );
    const [added] = draw.addFeatures([
      { type: 'Feature', geometry: { type: 'Polygon', coordinates: rounded }, properties: { mode: 'polygon' } },
    ]);
    if (!added?.valid || added.id === undefined) return false;
    isSelecting = true;
    draw.setMode('select');
    draw.selectFeature(added.id);
    isSelecting = false;
    return true;
  }

  return {
    draw(mode: 'circle' | 'polygon'): void {
      clear();
      draw.setMode(mode);
    },
    edit: select,
    clear,
    stop: () => draw.stop(),
  };
}
