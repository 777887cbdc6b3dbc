// The quiet map under the geofences: land, water, borders and names of countries from Natural Earth (world-atlas, 1:50 m),
// and the project's own geofences upon it. No tile server: nothing is asked of anybody. Its coasts are coarse at street level.
import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl';
import { feature, mesh } from 'topojson-client';
import atlasUrl from 'world-atlas/countries-50m.json?url';
import { middleOf } from './geofence.ts';

export type Theme = 'light' | 'dark';
type Topology = Parameters<typeof feature>[0];

const colours = {
  light: {
    water: '#dbe5e8',
    land: '#f6f5f2',
    border: '#cfd0cb',
    name: '#6d7680',
    halo: '#f6f5f2',
    store: '#1f6f8b',
    area: '#6a51a3',
    exclusion: '#b3402b',
    ink: '#1b1f24',
    on: '#ffffff',
  },
  dark: {
    water: '#0c1115',
    land: '#1b2229',
    border: '#35404a',
    name: '#95a1ab',
    halo: '#1b2229',
    store: '#6cbdd6',
    area: '#b6a0e6',
    exclusion: '#f0866f',
    ink: '#e8eaec',
    on: '#0d1c22',
  },
};

export async function loadAtlas(): Promise<Topology> {
  const response = await fetch(atlasUrl);
  if (!response.ok) throw new Error(`The map's coasts: ${response.status}`);
  return (await response.json()) as Topology;
}

/**
 * Land, borders and names as sources and layers. Closer than 1:50 m is true, the coasts go, and a grid of metres comes in
 * their place (`gridLines`).
 */
export function basemap(atlas: Topology, theme: Theme): StyleSpecification {
  const { water, land, border, name, halo } = colours[theme];
  const countries = atlas.objects.countries!;
  const shapes = feature(atlas, countries) as FeatureCollection;
  const names: FeatureCollection = {
    type: 'FeatureCollection',
    features: shapes.features.map(({ geometry, properties }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: middleOfLargest(geometry) },
      properties,
    })),
  };
  const source = (data: FeatureCollection | GeoJSON.Geometry) =>
    ({ type: 'geojson', data: data as GeoJSON.GeoJSON, tolerance: 0.2 }) as const;
  return {
    version: 8,
    sources: {
      land: source(feature(atlas, atlas.objects.land!) as FeatureCollection),
      borders: source(mesh(atlas, countries as Parameters<typeof mesh>[1], (a, b) => a !== b)),
      names: source(names),
      grid: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
    },
    layers: [
      {
        id: 'water',
        type: 'background',
        paint: { 'background-color': ['interpolate', ['linear'], ['zoom'], 9, water, 10.5, land] },
      },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': land } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': border, 'line-width': 1 } },
      { id: 'grid', type: 'line', source: 'grid', minzoom: 9.5, paint: { 'line-color': border, 'line-opacity': 0.45 } },
      {
        id: 'names',
        type: 'symbol',
        source: 'names',
        minzoom: 2.5,
        maxzoom: 7,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['sans-serif'],
          'text-size': 12,
          'text-letter-spacing': 0.05,
        },
        paint: { 'text-color': name, 'text-halo-color': halo, 'text-halo-width': 1.5 },
      },
    ],
  };
}

function middleOfLargest(geometry: GeoJSON.Geometry): GeoJSON.Position {
  const polygons =
    geometry.type === 'MultiPolygon' ? geometry.coordinates : geometry.type === 'Polygon' ? [geometry.coordinates] : [];
  const largest = [...polygons].sort((a, b) => b[0]!.length - a[0]!.length)[0];
  return largest ? middleOf({ type: 'Polygon', coordinates: largest }) : [0, 0];
}

/** The layers of geofences: clusters far out, dots, true circles and names nearer by; excluded places never in a cluster. */
export function geofenceLayers(theme: Theme, font = ['sans-serif']): StyleSpecification['layers'] {
  const { store, area, exclusion, ink, halo, on } = colours[theme];
  const byKind: ExpressionSpecification = ['match', ['get', 'kind'], 'exclusion', exclusion, 'area', area, store];
  // Twice the pixels with every zoom: exact, and no ring of corners has to be made for each circle.
  const size: ExpressionSpecification = [
    'interpolate',
    ['exponential', 2],
    ['zoom'],
    0,
    ['/', ['get', 'size'], 2 ** 22],
    22,
    ['get', 'size'],
  ];
  const isSingle: ExpressionSpecification = ['!', ['has', 'point_count']];
  const ofPoints = (id: string, source: string): StyleSpecification['layers'] => [
    {
      id: `${id}-circles`,
      type: 'circle',
      source,
      minzoom: 9,
      filter: ['all', isSingle, ['>', ['get', 'size'], 0]],
      paint: {
        'circle-radius': size,
        'circle-color': byKind,
        'circle-opacity': 0.16,
        'circle-stroke-color': byKind,
        'circle-stroke-width': 1.5,
        'circle-pitch-alignment': 'map',
      },
    },
    {
      id: `${id}-dots`,
      type: 'circle',
      source,
      filter: isSingle,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 3, 12, 5],
        'circle-color': byKind,
        'circle-stroke-color': on,
        'circle-stroke-width': 1.25,
      },
    },
  ];
  return [
    { id: 'areas-fill', type: 'fill', source: 'areas', paint: { 'fill-color': byKind, 'fill-opacity': 0.16 } },
    { id: 'areas-line', type: 'line', source: 'areas', paint: { 'line-color': byKind, 'line-width': 1.5 } },
    ...ofPoints('stores', 'points'),
    ...ofPoints('exclusions', 'exclusions'),
    {
      id: 'clusters',
      type: 'circle',
      source: 'points',
      filter: ['has', 'point_count'],
      paint: {
        'circle-radius': ['step', ['get', 'point_count'], 13, 20, 16, 100, 20, 1000, 26],
        'circle-color': store,
        'circle-opacity': 0.92,
        'circle-stroke-color': on,
        'circle-stroke-width': 2,
        'circle-stroke-opacity': 0.7,
      },
    },
    {
      id: 'cluster-counts',
      type: 'symbol',
      source: 'points',
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['get', 'point_count_abbreviated'],
        'text-font': font,
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': on },
    },
    ...['points', 'exclusions'].map((source): StyleSpecification['layers'][number] => ({
      id: `${source}-names`,
      type: 'symbol',
      source,
      minzoom: 12.5,
      filter: isSingle,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': font,
        'text-size': 12,
        'text-anchor': 'top',
        'text-offset': [0, 0.7],
      },
      paint: { 'text-color': ink, 'text-halo-color': halo, 'text-halo-width': 1.5 },
    })),
    { id: 'edited-fill', type: 'fill', source: 'edited', paint: { 'fill-color': store, 'fill-opacity': 0.28 } },
    { id: 'edited-line', type: 'line', source: 'edited', paint: { 'line-color': store, 'line-width': 2.5 } },
  ];
}
