// Daylight: whether the sun stands above the horizon, where a provider does not say.

const degree = Math.PI / 180;
/** 2000-01-01T12:00Z */
const j2000 = 946_728_000_000;
const dayMs = 86_400_000;
/** Refraction lifts the sun by 34′ at the horizon, and its upper edge is 16′ above its middle. */
const risesAt = -0.833;

/**
 * Whether the sun is up at a place (degrees) and a moment (epoch milliseconds). The low-precision formulas of the
 * Astronomical Almanac (page C24): within 0.01° from 1950 to 2050, which is a few seconds of a sunset in middle latitudes.
 */
export function isDaylight(lng: number, lat: number, at: number): boolean {
  const days = (at - j2000) / dayMs;
  const anomaly = (357.528 + 0.9856003 * days) * degree;
  const longitude = (280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * degree;
  const obliquity = (23.439 - 0.0000004 * days) * degree;
  const rightAscension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude));
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const siderealTime = (280.46062 + 360.98564737 * days + lng) * degree;
  const altitude = Math.asin(
    Math.sin(lat * degree) * Math.sin(declination) +
      Math.cos(lat * degree) * Math.cos(declination) * Math.cos(siderealTime - rightAscension),
  );
  return altitude / degree > risesAt;
}
