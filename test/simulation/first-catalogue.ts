// The catalogue that is in force as a schedule begins: compiled and opened once, for it is the same in all of them.
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { nothingAuthored } from '../../shared/model/authored.ts';
import type { CatalogueSnapshot } from '../../shared/model/catalogue.ts';
import type { AuthoredRevision } from '../../shared/ports/catalogue.ts';
import { deepFreeze } from './deep-freeze.ts';
import { geofences, versioned } from './town.ts';

export const firstSnapshot = freezeSnapshot(compileCatalogue({ geofences, offers: versioned }, 1));

const since = { version: 1, changedAt: 0, changedBy: 'mette' };

export const firstAuthored: AuthoredRevision = deepFreeze({
  revision: 1,
  version: 1,
  authored: {
    ...nothingAuthored,
    geofences: geofences.map((geofence) => ({ ...geofence, ...since })),
    offers: versioned.map(({ version, ...offer }) => ({
      ...since,
      id: offer.id,
      state: offer.state,
      version,
      liveVersion: version,
      what: 'launched' as const,
      offer,
    })),
  },
});

/** A snapshot, but for its bytes, which cannot be frozen. */
function freezeSnapshot(snapshot: CatalogueSnapshot): CatalogueSnapshot {
  deepFreeze(snapshot.geofences);
  deepFreeze(snapshot.offers);
  return snapshot;
}
