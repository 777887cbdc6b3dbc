// Names for a record's ids, from the catalogue in force.

import type { PersonalizationCeiling } from '../../model/preferences.ts';
import { tagFor } from '../decide/message.ts';
import { tellingAtMost } from '../decide/personalization.ts';
import { isOn } from '../decide/window.ts';
import type { Catalogue } from '../decide/world.ts';
import type { Names } from './explain.ts';

const stepMs = 15 * 60_000;
const daysAhead = 7;

/**
 * @param recordedVersion the catalogue the decision was made by. Hours may have changed since, so when a later catalogue is in
 * force nothing is said of them.
 * @param ceiling what a title may let show of the customer; an offer that has none such is called by its category.
 */
export function namesFrom(
  catalogue: Catalogue,
  recordedVersion: number,
  language: string,
  ceiling: PersonalizationCeiling = 'history',
): Names {
  return {
    geofence: (id) => catalogue.geofence(id),
    offer(id) {
      const offer = catalogue.offer(id);
      if (!offer) return undefined;
      const allowed = tellingAtMost(ceiling, offer);
      const title = allowed ? allowed.messages[tagFor(allowed, language)]!.title : offer.category;
      return { title, category: offer.category };
    },
    opensAt(offerId, geofenceId, after) {
      const offer = catalogue.offer(offerId);
      const geofence = catalogue.geofence(geofenceId);
      if (!offer || !geofence || catalogue.version !== recordedVersion) return undefined;
      // By quarters of an hour, as hours are written; a window shorter than that may be overlooked.
      const limit = Math.min(offer.endsAt, after + daysAhead * 24 * 60 * 60_000);
      for (let at = Math.ceil(after / stepMs) * stepMs; at < limit; at += stepMs) {
        if (isOn(offer, geofence, at)) return at;
      }
      return undefined;
    },
  };
}
