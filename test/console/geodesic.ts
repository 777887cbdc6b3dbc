// Karney's distance, for tests of what the console draws.
import geodesic from 'geographiclib-geodesic';

export function distanceMetres([lng1, lat1]: number[], [lng2, lat2]: number[]): number {
  return geodesic.Geodesic.WGS84.Inverse(lat1!, lng1!, lat2!, lng2!).s12!;
}
