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

/** As far as this the chord through the earth tells the geodesic to 0.1 mm; farther ways are Vincenty's. */
const chordLimitMetres = 100_000;

/**
 * The geodesic distance in metres, within 0.5 mm; within about half a degree of the antipode, where Vincenty's formula doesn't
 * converge, within 0.6 %. To 100 km it is the chord between the two places and the arc over it, on the circle that curves as the
 * ellipsoid does half-way in that direction (Euler's theorem; Bomford, Geodesy, §2.13): five times cheaper, good at the poles.
 */
export function distanceMetres(lng1: number, lat1: number, lng2: number, lat2: number): number {
  const sin1 = Math.sin(lat1 * radians);
  const sin2 = Math.sin(lat2 * radians);
  const n1 = equatorialRadius / Math.sqrt(1 - eccentricitySquared * sin1 * sin1);
  const n2 = equatorialRadius / Math.sqrt(1 - eccentricitySquared * sin2 * sin2);
  const onAxis1 = n1 * Math.cos(lat1 * radians);
  const onAxis2 = n2 * Math.cos(lat2 * radians);
  const sinHalf = Math.sin((normalLng(lng2 - lng1) * radians) / 2);
  const inward = onAxis2 - onAxis1;
  const upward = (1 - eccentricitySquared) * (n2 * sin2 - n1 * sin1);
  const north = inward * inward + upward * upward;
  const east = 4 * onAxis1 * onAxis2 * sinHalf * sinHalf;
  const chordSquared = north + east;
  if (chordSquared > chordLimitMetres * chordLimitMetres) return longWayMetres(lng1, lat1, lng2, lat2);
  if (chordSquared === 0) return 0;
  const sinMiddle = (sin1 + sin2) / 2;
  const w = 1 - eccentricitySquared * sinMiddle * sinMiddle;
  // curvature along the meridian and across it
  const along = (w * Math.sqrt(w)) / (equatorialRadius * (1 - eccentricitySquared));
  const across = Math.sqrt(w) / equatorialRadius;
  const curvature = (north * along + east * across) / chordSquared;
  // arcsine of half the chord, as a series: what is left out is 15 s⁷/(7 · 2¹⁰ · 48 R⁶), less than a nanometre
  const half = (chordSquared * curvature * curvature) / 4;
  return Math.sqrt(chordSquared) * (1 + half / 6 + (3 * half * half) / 40);
}

/** Vincenty's inverse formula (Survey Review 23 (176), 1975); where it doesn't converge, the great circle on the mean sphere. */
function longWayMetres(lng1: number, lat1: number, lng2: number, lat2: number): number {
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
 * The plane that is as good as the earth for short ways from a place, as four numbers: metres per degree east and how that changes
 * per degree of the other place's latitude, and the same for north. Pythagoras with the ellipsoid's metres per degree at the
 * mid-latitude (Bomford, Geodesy, §2.12), of which these are the first terms of Taylor's series: d(N cos φ)/dφ = −M sin φ,
 * dM/dφ = 3 M e² sin φ cos φ / (1 − e² sin²φ). Good to `flatErrorMetres` up to 5 km and 85° of latitude.
 */
export function flatPlane(lat: number, out: Float64Array): void {
  // Taylor's series to x¹⁵ instead of Math.sin and Math.cos: off by less than 3e-12 at 85°, and three times as fast
  const phi = lat * radians;
  const x = phi * phi;
  const sinLat =
    phi *
    (1 -
      x *
        (1 / 6) *
        (1 -
          x *
            (1 / 20) *
            (1 - x * (1 / 42) * (1 - x * (1 / 72) * (1 - x * (1 / 110) * (1 - x * (1 / 156) * (1 - x * (1 / 210))))))));
  const cosLat = Math.sqrt(Math.max(0, 1 - sinLat * sinLat));
  // (1 − k)^−½ as a series, what is left out is below 1e-9
  const k = eccentricitySquared * sinLat * sinLat;
  const root = 1 + k * (1 / 2 + k * (3 / 8 + (k * 5) / 16));
  const n = equatorialRadius * root;
  const m = n * root * root * (1 - eccentricitySquared);
  out[0] = n * cosLat * radians;
  out[1] = (-m * sinLat * radians * radians) / 2;
  out[2] = m * radians;
  out[3] = (3 * m * eccentricitySquared * sinLat * cosLat * root * root * radians * radians) / 2;
}

/** Squared metres to a place so many degrees east and north, on a plane's four numbers. */
export function onPlane(dLng: number, dLat: number, e: number, de: number, n: number, dn: number): number {
  const east = dLng * (e + de * dLat);
  const north = dLat * (n + dn * dLat);
  return east * east + north * north;
}

/** Below this latitude, and to 1.5° east and half a degree north, the flat formula is within 0.1 %; 1 % is left for it. */
const wideLimitLatitude = 84;
const wideShare = 0.99;
/** The largest radius of curvature of the ellipsoid, at the poles: a²/b. What bends least is longest over a chord, after Schur. */
const mostRadius = equatorialRadius / (1 - flattening);
const there = new Float64Array(3);

/** Numbers `startWays` writes. */
export const wayNumbers = 10;

/** Begins at a place, whose longitude must be normal: what `leastWay` needs of it. */
export function startWays(lng: number, lat: number, out: Float64Array): void {
  flatPlane(lat, out);
  out[4] = lng;
  out[5] = lat;
  out[6] = Math.abs(lat) < wideLimitLatitude ? 1 : 0;
  // where it lies in space is worked out once it is asked for
  out[7] = Number.NaN;
}

/**
 * A lower bound of the way from there to a place with a normal longitude, metres: within 5 cm (twice `flatErrorMetres` at the
 * poles' side) where it is less than `flatLimitMetres` and below 84°, and mostly within 1 % elsewhere; at a fraction of the cost.
 */
export function leastWay(start: Float64Array, lng: number, lat: number): number {
  let dLng = lng - start[4]!;
  if (dLng > 180) dLng -= 360;
  else if (dLng < -180) dLng += 360;
  const dLat = lat - start[5]!;
  if (start[6] === 1 && dLng < 1.5 && dLng > -1.5 && dLat < 0.5 && dLat > -0.5) {
    const metres = Math.sqrt(onPlane(dLng, dLat, start[0]!, start[1]!, start[2]!, start[3]!));
    return metres < flatLimitMetres
      ? Math.max(0, metres - flatErrorMetres)
      : Math.max(flatLimitMetres - flatErrorMetres, wideShare * metres);
  }
  if (Number.isNaN(start[7]!)) toCartesian(start[4]!, start[5]!, start, 7);
  toCartesian(lng, lat, there);
  const x = there[0]! - start[7]!;
  const y = there[1]! - start[8]!;
  const z = there[2]! - start[9]!;
  const chord = Math.sqrt(x * x + y * y + z * z);
  const half = chord / (2 * mostRadius);
  // the first term of the arcsine's series
  return chord * (1 + (half * half) / 6) - 1e-6;
}

const plane = new Float64Array(4);

/** The same for two places. */
export function flatSquaredMetres(lng1: number, lat1: number, lng2: number, lat2: number): number {
  flatPlane(lat1, plane);
  return onPlane(normalLng(lng2 - lng1), lat2 - lat1, plane[0]!, plane[1]!, plane[2]!, plane[3]!);
}
export const flatLimitMetres = 5_000;
export const flatLimitLatitude = 85;
/** Against Karney's geodesics 8 mm was the worst of 200,000 ways; d³tan²φ/24R² gives 17 mm at 5 km and 85°. Three times that. */
export const flatErrorMetres = 0.05;

/**
 * A lower bound of the squared metres from a place to a box of longitudes and latitudes (degrees; west in [−180, 180), east may
 * pass 180): 0 inside it. `cosLat` is the cosine of the place's latitude, `leastCos` one not above any in the box. With p and q
 * the differences of latitude and longitude, haversine's formula and sin²x ≥ x²(1 − x²/3) give (d/R)² ≥ p²(1 − p²/12) +
 * cos φ cos φ′ q²(1 − q²/12), and `leastRadius` never makes a way longer: no trigonometry.
 */
export function leastSquaredMetres(
  lng: number,
  lat: number,
  cosLat: number,
  w: number,
  s: number,
  e: number,
  n: number,
  leastCos: number,
): number {
  const p = (lat < s ? s - lat : lat > n ? lat - n : 0) * radians;
  let q = 0;
  if (lng < w ? lng + 360 > e : lng > e)
    q = Math.min(Math.abs(normalLng(w - lng)), Math.abs(normalLng(e - lng))) * radians;
  const pp = p * p;
  const qq = q * q;
  return leastRadius * leastRadius * (pp * (1 - pp / 12) + cosLat * leastCos * qq * (1 - qq / 12));
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
