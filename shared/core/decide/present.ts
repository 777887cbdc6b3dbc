// Being present: the facts of a signal for somebody who has not moved. Something turned round her, or she has stayed long enough.
import type { Customer } from '../../model/customer.ts';
import type { Facts } from '../../model/decision.ts';
import type { FanOutMessage } from '../../model/fan-out.ts';
import { wasAskedFor } from './visits.ts';

/** Nothing where she has left, her lease has run out, she may not be looked at, or has been asked already. */
export function factsOfPresent(customer: Customer, message: FanOutMessage, now: number): Facts | undefined {
  const { geofenceId, signal, turned } = message;
  const visit = customer.openVisits.find(
    (open) => open.geofenceId === geofenceId && (message.visit === undefined || open.visit === message.visit),
  );
  const mayLook =
    customer.consents.location?.granted && !(customer.pausedUntil !== undefined && now < customer.pausedUntil);
  if (!visit || now >= visit.leaseUntil || !mayLook) return undefined;
  // One signal, one decision: the message was sent twice, or worked on twice.
  if (wasAskedFor(visit, signal.id)) return undefined;
  return {
    signal,
    deviceId: visit.deviceId,
    transitions: [],
    present: [],
    consider: [geofenceId],
    ...(turned && { turned }),
    leaseUntil: visit.leaseUntil,
  };
}
