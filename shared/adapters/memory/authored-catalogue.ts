// The authored catalogue in memory.
import type { VersionedOffer } from '../../model/catalogue.ts';
import type { Geofence } from '../../model/geofence.ts';
import type { AuthoredCatalogue } from '../../ports/catalogue.ts';

export function memoryAuthoredCatalogue(): AuthoredCatalogue {
  const geofences = new Map<string, Geofence>();
  const offers = new Map<string, VersionedOffer>();
  return {
    async all() {
      return structuredClone({ geofences: [...geofences.values()], offers: [...offers.values()] });
    },
    async putGeofences(authored) {
      for (const geofence of authored) geofences.set(geofence.id, structuredClone(geofence));
    },
    async putOffers(authored) {
      for (const offer of authored) offers.set(offer.id, structuredClone(offer));
    },
    async deleteGeofences(ids) {
      for (const id of ids) geofences.delete(id);
    },
    async deleteOffers(ids) {
      for (const id of ids) offers.delete(id);
    },
  };
}
