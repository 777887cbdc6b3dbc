// A circle round a shape: for phones, whose own monitoring knows nothing else.
import type { Shape } from '../../model/geofence.ts';
import { distanceMetres, normalLng } from './geodesic.ts';
import { layFlat, polygonsOf, type Ring } from './rings.ts';

export interface Circle {
  /** [longitude, latitude] in degrees. */
  center: [number, number];
  radiusMetres: number;
}

/** With n steps the radius is within 1/√n of the least (Bădoiu and Clarkson, Smaller core-sets for balls, 2003); 1–2 % as a rule. */
const steps = 128;
/** Edges are straight in longitude and latitude. Cut this short, they stray from the geodesic by l² tan φ / 8R < 1.3 m. */
const pieceDegrees = 0.1;
const strayMetres = 1.3;
const radians = Math.PI / 180;
/** Half the way round the earth, from above: what reaches farther than a quarter may hold the place opposite. */
const halfRoundMetres = 20_004_000;

/** A circle that holds the whole shape: a circle is its own, a polygon's is nearly the smallest. Metres rounded up. */
export function enclosingCircle(shape: Shape): Circle {
  if (shape.type === 'Circle') {
    const [lng, lat] = shape.center;
    return { center: [normalLng(lng), lat], radiusMetres: shape.radiusMetres };
  }
  const rings = layFlat(polygonsOf(shape)).map(([outer]) => outer!);
  const center = middleOf(rings);
  const farthest = farthestMetres(rings, center);
  const radiusMetres = farthest > halfRoundMetres / 2 ? halfRoundMetres : Math.ceil(farthest + strayMetres);
  return { center, radiusMetres };
}

/**
 * Goes from the first vertex towards whichever is farthest, by ever smaller shares, and so to the middle of the smallest ball round
 * them all. Places are the directions of their verticals: neither the antimeridian nor a pole is anything special there.
 */
function middleOf(rings: readonly Ring[]): [number, number] {
  const vertices = rings.flat();
  const places = new Float64Array(vertices.length * 3);
  vertices.forEach(([lng, lat], i) => {
    const onAxis = Math.cos(lat * radians);
    places.set([onAxis * Math.cos(lng * radians), onAxis * Math.sin(lng * radians), Math.sin(lat * radians)], i * 3);
  });
  const middle = places.slice(0, 3);
  for (let step = 1; step <= steps; step++) {
    let farthest = 0;
    let most = -1;
    for (let i = 0; i < places.length; i += 3) {
      const squared =
        (places[i]! - middle[0]!) ** 2 + (places[i + 1]! - middle[1]!) ** 2 + (places[i + 2]! - middle[2]!) ** 2;
      if (squared > most) {
        most = squared;
        farthest = i;
      }
    }
    for (let k = 0; k < 3; k++) middle[k]! += (places[farthest + k]! - middle[k]!) / (step + 1);
  }
  const [x, y, z] = middle as unknown as [number, number, number];
  const lng = Math.atan2(y, x) / radians;
  const lat = Math.atan2(z, Math.hypot(x, y)) / radians;
  // Seven digits are a centimetre.
  return [Number(lng.toFixed(7)), Number(lat.toFixed(7))];
}

function farthestMetres(rings: readonly Ring[], [lng, lat]: [number, number]): number {
  let most = 0;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1]!;
      const [x2, y2] = ring[i]!;
      const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1)) / pieceDegrees));
      for (let piece = 1; piece <= pieces; piece++) {
        const share = piece / pieces;
        most = Math.max(most, distanceMetres(lng, lat, x1 + share * (x2 - x1), y1 + share * (y2 - y1)));
      }
    }
  }
  return most;
}
