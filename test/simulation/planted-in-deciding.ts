// Planted bugs in what is decided.
import { bug, type PlantedBug } from './planted-bug.ts';

const gates = 'core/decide/gates.ts';
const caps = 'core/decide/caps.ts';
const quiet = 'core/decide/quiet-hours.ts';
const chooses = 'core/decide/choose.ts';

export const plantedInDeciding: PlantedBug[] = [
  bug(
    'the holdout is drawn before the other gates',
    chooses,
    'return world.catalogue.offersAt(geofenceId).map(',
    'return world.catalogue.offersAt(geofenceId).filter((offer) => !isHeldOut(customer.customerId, offer.id, offer.holdoutShare)).map(',
  ),
  bug(
    'quiet hours go by the clock of the place only',
    quiet,
    'const zones = [geofenceZone, device?.timeZone]',
    'void device;\n  const zones = [geofenceZone]',
  ),
  bug(
    'the quiet hours she asked for are not kept',
    quiet,
    "{ whose: 'customer' as const, hours: customer.preferences?.quietHours },",
    '',
  ),
  bug(
    'a stay is long enough when the question comes',
    gates,
    'return stayedMinutes >= on.dwellMinutes ?',
    "return stayedMinutes >= on.dwellMinutes || facts.signal.kind === 'dwell' ?",
  ),
  bug(
    'a question is answered as often as it comes',
    'core/decide/present.ts',
    'if (wasAskedFor(visit, signal.id)) return undefined;',
    'void wasAskedFor;',
  ),
  bug(
    'only the last question is remembered',
    'core/decide/visits.ts',
    'return askedFor === asked || (askedBefore?.includes(asked) ?? false);',
    'void askedBefore;\n  return askedFor === asked;',
  ),
  bug(
    'the cooldown of a geofence is not asked',
    gates,
    'return coolingDown(customer, offer, geofence.id, now);',
    'void customer;\n  void geofence;\n  void now;\n  return undefined;',
  ),
  bug('the cap is not asked', gates, "['capped', capped],", "['capped', () => undefined],"),
  bug(
    'the cap counts calendar windows',
    caps,
    'now - send.at < cap.windowMinutes * minuteMs',
    'Math.floor(now / (cap.windowMinutes * minuteMs)) === Math.floor(send.at / (cap.windowMinutes * minuteMs))',
  ),
  bug('a second delivery may be reserved beside the first', gates, "['pending', pending],", ''),
  bug(
    'the same offer is tried twice in a visit',
    gates,
    'if (tried.includes(offer.id)) return { visit: visit.visit };',
    'void tried;',
  ),
  bug(
    'two decisions on one signal share an id',
    'core/decide/choose.ts',
    'ulid(now, chance(customer.customerId, facts.signal.id, customer.version))',
    'ulid(now, random)',
  ),
  bug(
    'what she has redeemed is not asked',
    gates,
    "['already-redeemed', alreadyRedeemed],",
    "['already-redeemed', () => undefined],",
  ),
];
