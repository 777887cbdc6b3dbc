// A grid of whole metres under the geofences, close by: where the coasts are too coarse to tell anything, it tells distances.
import type { FeatureCollection, Position } from 'geojson';

const metresPerDegree = 111_195;
const steps = [100, 200, 500, 1000, 2000, 5000, 10_000];

interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Lines some 1/6 of the view apart and no more than 40 of them, at round distances; none where they would be further apart than 10 km. */
export function gridLines({ west, south, east, north }: Box): FeatureCollection {
  const lat = (south + north) / 2;
  const perDegreeEast = metresPerDegree * Math.cos((lat * Math.PI) / 180);
  const wanted = ((east - west) * perDegreeEast) / 6;
  const metres = steps.find((step) => step >= wanted / 1.6);
  if (metres === undefined || wanted <= 0) return { type: 'FeatureCollection', features: [] };
  // On a latitude that does not change while the map is dragged a little: else the lines would swim.
  const steady = metresPerDegree * Math.cos((Math.round(lat) * Math.PI) / 180);
  const columns = multiples(west, east, metres / steady).map((lng): Position[] => [
    [lng, south - 1],
    [lng, north + 1],
  ]);
  const rows = multiples(south, north, metres / metresPerDegree).map((at): Position[] => [
    [west - 1, at],
    [east + 1, at],
  ]);
  return {
    type: 'FeatureCollection',
    features: [
      { type: 'Feature', geometry: { type: 'MultiLineString', coordinates: [...columns, ...rows] }, properties: {} },
    ],
  };
}

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.floor(from / step);
  const count = Math.min(40, Math.ceil(to / step) - first + 1);
  return Array.from({ length: count }, (_, n) => (first + n) * step);
}
