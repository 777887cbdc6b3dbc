// Offer gates in memory: exact, because nothing here waits between looking and taking.
import type { OfferGate, OfferGates } from '../../ports/offer-gates.ts';

export function memoryOfferGates(): OfferGates {
  const gates = new Map<string, OfferGate & { spent: number; taken: Set<string> }>();
  const leftOf = ({ budgetUnits, spent, taken }: { budgetUnits?: number; spent: number; taken: Set<string> }) =>
    budgetUnits === undefined ? undefined : budgetUnits - spent - taken.size;

  return {
    async set(gate) {
      const { version, spent, taken } = gates.get(gate.offerId) ?? { version: 0, spent: 0, taken: new Set<string>() };
      if (version > gate.version) return;
      gates.set(gate.offerId, { ...gate, spent, taken });
    },

    async take({ offerId, version, deliveryId, now }) {
      const gate = gates.get(offerId);
      if (!gate?.live) return 'not-live';
      if (gate.version !== version) return 'changed';
      if (gate.endsAt <= now) return 'ended';
      if (!gate.taken.has(deliveryId) && (leftOf(gate) ?? 1) < 1) return 'budget-spent';
      gate.taken.add(deliveryId);
      return 'taken';
    },

    async giveBack(offerId, deliveryId) {
      gates.get(offerId)?.taken.delete(deliveryId);
    },

    async settle(offerId, deliveryId) {
      const gate = gates.get(offerId);
      if (gate?.taken.delete(deliveryId)) gate.spent += 1;
    },

    async balance(offerId) {
      const gate = gates.get(offerId);
      return gate && { spent: gate.spent, taken: [...gate.taken], left: leftOf(gate) };
    },
  };
}
