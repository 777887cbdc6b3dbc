// How likely a fix of a given accuracy lies in a geofence: a fix is a distribution, not a point.
import type { GeofenceIndex } from './index.ts';

/** Android's accuracy is the radius that holds 68 % (Location.getAccuracy), 1.51 standard deviations of a 2-D normal. */
const sigmasInAccuracy = 1.51;
/**
 * Phones report 1.7 m while they are 200 m off; under open sky they are typically within 4.9 m (GPS.gov, "GPS
 * Accuracy"), and stores don't stand under open sky: twice that is the least that is believed.
 */
const accuracyFloorMetres = 10;
/** Beyond three standard deviations from the boundary less than 1.2 % of the distribution lies on the other side. */
const farSigmas = 3;

/** Equal shares of a 2-D normal in standard deviations: rings of equal probability, turned by the golden angle. */
const samples = Float64Array.from({ length: 2 * 64 }, (_, k) => {
  const i = k >> 1;
  const radius = Math.sqrt(-2 * Math.log(1 - (i + 0.5) / 64));
  const angle = i * Math.PI * (3 - Math.sqrt(5));
  return radius * (k % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
});

/**
 * The probability, 0 to 1 in steps of 1/64, that the phone is in the geofence: the share of 64 fixed equal-probability points
 * that lie in it. 0 or 1 without sampling when the boundary is 3σ away or more. Throws a RangeError for an unknown id, a place
 * off the earth, or an accuracy that is negative or not finite. `signedMetres` is the signed distance where it is known already.
 */
export function probabilityInside(
  index: Pick<GeofenceIndex, 'shareInside' | 'signedDistance'>,
  id: string,
  lng: number,
  lat: number,
  accuracyMetres: number,
  signedMetres?: number,
): number {
  if (!(accuracyMetres >= 0 && Number.isFinite(accuracyMetres))) {
    throw new RangeError(`accuracy ${accuracyMetres} is not a number of metres`);
  }
  const sigma = Math.max(accuracyFloorMetres, accuracyMetres) / sigmasInAccuracy;
  const signed = signedMetres ?? index.signedDistance(id, lng, lat);
  if (Math.abs(signed) >= farSigmas * sigma) return signed < 0 ? 1 : 0;
  return index.shareInside(id, lng, lat, samples, sigma);
}
