// The setting of a choice, as it is counted: the hour and the weather there, and the share that is held out of the offer.
import type { GeofenceDetails, VersionedOffer } from '../../model/catalogue.ts';
import type { Facts } from '../../model/decision.ts';
import type { Setting } from '../../model/trial.ts';
import { isKnownZone, localMinute, minutesPerDay } from '../time/local-time.ts';
import { holds } from '../weather/current.ts';

export function settingOf(
  { holdoutShare }: VersionedOffer,
  { id, timeZone }: GeofenceDetails,
  facts: Facts,
  now: number,
): Setting {
  const observation = facts.weather?.[id]?.observation;
  const minuteOfDay = isKnownZone(timeZone) ? localMinute(timeZone, now) % minutesPerDay : undefined;
  return {
    holdoutShare,
    ...(minuteOfDay !== undefined && { hour: Math.floor(minuteOfDay / 60) }),
    ...(observation && holds(observation, now) && { weather: observation.kind }),
  };
}
