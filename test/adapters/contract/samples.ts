// Things the contract suites store: valid by the model's own schemas.
import { type Decision, decision } from '../../../shared/model/decision.ts';

export function decisionAt(at: number, id: string): Decision {
  return decision.parse({
    id,
    at,
    facts: {
      signal: { kind: 'position', id: 'r1', at },
      deviceId: 'phone 1',
      transitions: [{ kind: 'enter', geofenceId: 'torvet', visit: 3 }],
      present: ['torvet'],
      consider: ['torvet'],
      leaseUntil: at + 1000,
    },
    catalogueVersion: 2,
    candidates: [
      { offerId: 'latte', geofenceId: 'torvet', reason: 'chosen', propensity: 0.25, score: 1.5 },
      { offerId: 'bun', geofenceId: 'torvet', reason: 'capped', compared: { sends: 2, limit: 2 } },
    ],
    reason: 'chosen',
    offerId: 'latte',
    geofenceId: 'torvet',
    visit: 3,
    deliveryId: 'd1',
    score: 1.5,
    probability: 0.98,
    expiresAt: at + 1000,
  });
}
