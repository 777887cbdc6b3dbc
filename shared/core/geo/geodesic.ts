// Distances on the WGS-84 ellipsoid: the exact one, a cheap one for short ways, and bounds to search by.
const radians = Math.PI / 180;

/** WGS-84 (NIMA TR8350.2): equatorial radius in metres, flattening, squared eccentricity. */
const equatorialRadius = 6_378_137;
const flattening = 1 / 298.257223563;
const eccentricitySquared = flattening * (2 - flattening);
const polarRadius = equatorialRadius * (1 - flattening);
/** IUGG mean radius, metres. */
const meanRadius = (2 * equatorialRadius + polarRadius) / 3;

/**
 * The smallest radius of curvature anywhere on the ellipsoid, a(1 − e²), metres. The metric is M²dφ² + N²cos²φ dλ² with
 * M ≥ a(1 − e²) and N ≥ a, so a great-circle angle between geodetic coordinates times this never exceeds the geodesic.
 */
export const leastRadius = equatorialRadius * (1 - eccentricitySquared);

/** A longitude in [−180, 180); one that is there already is not touched. */
export function normalLng(lng: number): number {
  return lng >= -180 && lng < 180 ? lng : lng - 360 * Math.floor((lng + 180) / 360);
}

/**
 * The geodesic distance in metres. Vincenty's inverse formula (Survey Review 23 (176), 1975), within 0.5 mm where it
 * converges; within about half a degree of the antipode, where it doesn't, the great circle on the mean sphere, within 0.6 %.
 */
export function distanceMetres(lng1: number, lat1: number, lng2: number, lat2: number): number {
  const u1 = Math.atan((1 - flattening) * Math.tan(lat1 * radians));
  const u2 = Math.atan((1 - flattening) * Math.tan(lat2 * radians));
  const sinU1 = Math.sin(u1);
  const cosU1 = Math.cos(u1);
  const sinU2 = Math.sin(u2);
  const cosU2 = Math.cos(u2);
  const lambda0 = normalLng(lng2 - lng1) * radians;
  let lambda = lambda0;
  for (let round = 0; round < 50; round++) {
    const sinLambda = Math.sin(lambda);
    const cosLambda = Math.cos(lambda);
    const east = cosU2 * sinLambda;
    const north = cosU1 * sinU2 - sinU1 * cosU2 * cosLambda;
    const sinSigma = Math.sqrt(east * east + north * north);
    if (sinSigma === 0 && cosLambda > 0) return 0;
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosLambda;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = sinSigma === 0 ? 0 : (cosU1 * cosU2 * sinLambda) / sinSigma;
    const cosSqAlpha = 1 - sinAlpha * sinAlpha;
    // along the equator cosSqAlpha is 0 and the term has no meaning
    const cos2SigmaM = cosSqAlpha < 1e-15 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cosSqAlpha;
    const c = (flattening / 16) * cosSqAlpha * (4 + flattening * (4 - 3 * cosSqAlpha));
    const square = 2 * cos2SigmaM * cos2SigmaM - 1;
    const before = lambda;
    lambda = lambda0 + (1 - c) * flattening * sinAlpha * (sigma + c * sinSigma * (cos2SigmaM + c * cosSigma * square));
    if (Math.abs(lambda) > Math.PI) break;
    // 1e-12 rad is 6 micrometres
    if (Math.abs(lambda - before) > 1e-12) continue;
    const uSq = cosSqAlpha * ((equatorialRadius / polarRadius) ** 2 - 1);
    const a = 1 + (uSq / 16384) * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
    const b = (uSq / 1024) * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
    const last = (b / 6) * cos2SigmaM * (4 * sinSigma * sinSigma - 3) * (2 * square - 1);
    const deltaSigma = b * sinSigma * (cos2SigmaM + (b / 4) * (cosSigma * square - last));
    return polarRadius * a * (sigma - deltaSigma);
  }
  return meanRadius * greatCircleAngle(lambda0, lat1 * radians, lat2 * radians);
}

/** Radians between two places on a sphere (haversine), from the longitude difference and both latitudes in radians. */
function greatCircleAngle(deltaLng: number, lat1: number, lat2: number): number {
  return 2 * Math.asin(Math.min(1, Math.sqrt(haversine(deltaLng, lat1, lat2))));
}

function haversine(deltaLng: number, lat1: number, lat2: number): number {
  const east = Math.sin(deltaLng / 2);
  const north = Math.sin((lat2 - lat1) / 2);
  return north * north + Math.cos(lat1) * Math.cos(lat2) * east * east;
}

/**
 * Squared metres between two places a short way apart: Pythagoras with the ellipsoid's metres per degree at the mid-latitude
 * (Bomford, Geodesy, §2.12). Off by less than `flatErrorMetres` up to 5 km and 85° of latitude.
 */
export function flatSquaredMetres(lng1: number, lat1: number, lng2: number, lat2: number): number {
  const sinLat = Math.sin(((lat1 + lat2) / 2) * radians);
  const w = 1 / (1 - eccentricitySquared * sinLat * sinLat);
  const perDegree = equatorialRadius * radians * Math.sqrt(w);
  const north = (lat2 - lat1) * perDegree * w * (1 - eccentricitySquared);
  const east = normalLng(lng2 - lng1) * perDegree;
  return north * north + east * east * (1 - sinLat * sinLat);
}
export const flatLimitMetres = 5_000;
export const flatLimitLatitude = 85;
/** Against Karney's geodesics 8 mm was the worst of 200,000 ways; d³tan²φ/24R² gives 17 mm at 5 km and 85°. Three times that. */
export const flatErrorMetres = 0.05;

/**
 * A lower bound, in metres, of the way from a place to a box of longitudes and latitudes (degrees; west in [−180, 180), east may
 * pass 180), and −Infinity inside it, where a signed distance has no such bound.
 */
export function leastMetresToBox(lng: number, lat: number, w: number, s: number, e: number, n: number): number {
  if ((lng >= w && lng <= e) || lng + 360 <= e) {
    if (lat >= s && lat <= n) return Number.NEGATIVE_INFINITY;
    return leastRadius * radians * (lat < s ? s - lat : lat - n);
  }
  const toWest = Math.abs(normalLng(w - lng));
  const toEast = Math.abs(normalLng(e - lng));
  const deltaLng = Math.min(toWest, toEast) * radians;
  const phi = lat * radians;
  const south = s * radians;
  const north = n * radians;
  // along the nearer side the angle is smallest at one end, or where the great circle from here meets it at right angles
  let least = Math.min(haversine(deltaLng, phi, south), haversine(deltaLng, phi, north));
  const foot = Math.atan2(Math.sin(phi), Math.cos(phi) * Math.cos(deltaLng));
  if (foot > south && foot < north) least = Math.min(least, haversine(deltaLng, phi, foot));
  return leastRadius * 2 * Math.asin(Math.min(1, Math.sqrt(least)));
}

/** Earth-centred, earth-fixed metres of a place at height 0, written to `out` at `at`. */
export function toCartesian(lng: number, lat: number, out: Float64Array, at = 0): void {
  const sinLat = Math.sin(lat * radians);
  const cosLat = Math.cos(lat * radians);
  const n = equatorialRadius / Math.sqrt(1 - eccentricitySquared * sinLat * sinLat);
  out[at] = n * cosLat * Math.cos(lng * radians);
  out[at + 1] = n * cosLat * Math.sin(lng * radians);
  out[at + 2] = n * (1 - eccentricitySquared) * sinLat;
}

const origin = new Float64Array(3);

/**
 * The place [lng, lat] that lies `east` and `north` metres from another on the plane that touches the earth there. Good at the
 * poles too; the plane stands 31 m above the earth at 20 km, which moves the place by decimetres.
 */
export function offset(lng: number, lat: number, east: number, north: number): [number, number] {
  toCartesian(lng, lat, origin);
  const sinLng = Math.sin(lng * radians);
  const cosLng = Math.cos(lng * radians);
  const sinLat = Math.sin(lat * radians);
  const outward = -north * sinLat;
  const x = origin[0]! - east * sinLng + outward * cosLng;
  const y = origin[1]! + east * cosLng + outward * sinLng;
  const z = origin[2]! + north * Math.cos(lat * radians);
  const onAxis = Math.sqrt(x * x + y * y) * (1 - eccentricitySquared);
  return [Math.atan2(y, x) / radians, Math.atan2(z, onAxis) / radians];
}
