// What an invocation sees of the customers: their items, decisions, codes, consents, phones, and the gates of the offers.
import type { ConsentLine } from '../../shared/model/consent.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { Decision } from '../../shared/model/decision.ts';
import type { DeliveryEnd } from '../../shared/model/delivery.ts';
import type { IssuedCode } from '../../shared/model/redemption.ts';
import type { PushTarget } from '../../shared/ports/devices.ts';
import type { OfferGate } from '../../shared/ports/offer-gates.ts';
import type { Stay } from '../../shared/ports/presence.ts';
import type { PushMessage, PushOutcome } from '../../shared/ports/push-provider.ts';
import { deepFreeze } from './deep-freeze.ts';
import { tableOf } from './device-table.ts';
import type { Calls } from './invocation.ts';

function customers({ state, read, write, note }: Calls) {
  const { customers: items, closed } = state;
  const put = (after: Customer) => {
    const before = items.get(after.customerId);
    items.set(after.customerId, deepFreeze(after));
    note({ kind: 'wrote', before, after });
  };
  return {
    load: (customerId: string) =>
      read('customers.load', () => {
        const customer = items.get(customerId);
        note({ kind: 'loaded', customer });
        return customer;
      }),
    create: (created: Customer) =>
      write('customers.create', () => {
        if (items.has(created.customerId) || closed.has(created.customerId)) return false;
        put(created);
        return true;
      }),
    save: (changed: Customer) =>
      write('customers.save', () => {
        if (items.get(changed.customerId)?.version !== changed.version) return false;
        put({ ...changed, version: changed.version + 1 });
        return true;
      }),
  };
}

function redemptions({ state, write }: Calls) {
  return {
    issue: (issued: IssuedCode) =>
      write('redemptions.issue', async () => {
        const isNew = await state.redemptions.issue(issued);
        if (isNew) state.rows.put('code', `CODE#${issued.code}`, 'REDEMPTION', issued.customerId);
        return isNew;
      }),
    redeem: (code: string, redemptionId: string, now: number) =>
      write('redemptions.redeem', () => state.redemptions.redeem(code, redemptionId, now)),
  };
}

function decisions({ state, read, write, note }: Calls) {
  const { rows, ends } = state;
  return {
    record: (customerId: string, decision: Decision) =>
      write('decisions.record', () => {
        if (state.decisions.has(decision.id)) return false;
        state.decisions.set(decision.id, decision);
        rows.own('decision', customerId, `DECISION#${decision.id}`);
        note({ kind: 'recorded', customerId, decision: deepFreeze(decision) });
        return true;
      }),
    recordEnd: (customerId: string, end: DeliveryEnd) =>
      write('decisions.recordEnd', () => {
        const first = !ends.has(end.decisionId);
        if (first) ends.set(end.decisionId, deepFreeze(end));
        rows.own('decision', customerId, `DECISION#${end.decisionId}`);
        note({ kind: 'end-recorded', customerId, end, first });
      }),
    find: (_customerId: string, decisionId: string) =>
      read('decisions.find', () => {
        const decision = state.decisions.get(decisionId);
        return decision && { ...decision, end: ends.get(decisionId) };
      }),
    latest: async () => [],
  };
}

function offerGates({ state, write, note }: Calls) {
  const { gates } = state;
  return {
    set: (gate: OfferGate) =>
      write('offerGates.set', () => {
        note({ kind: 'gate-set', gate });
        return gates.set(gate);
      }),
    take: (claim: { offerId: string; version: number; deliveryId: string; now: number }) =>
      write('offerGates.take', async () => {
        const taken = await gates.take(claim);
        if (taken === 'taken') note({ kind: 'took', ...claim });
        return taken;
      }),
    giveBack: (offerId: string, deliveryId: string) =>
      write('offerGates.giveBack', () => {
        note({ kind: 'gave-back', offerId, deliveryId });
        return gates.giveBack(offerId, deliveryId);
      }),
    settle: (offerId: string, deliveryId: string) =>
      write('offerGates.settle', () => {
        note({ kind: 'settled', offerId, deliveryId });
        return gates.settle(offerId, deliveryId);
      }),
    balance: (offerId: string) => gates.balance(offerId),
  };
}

function presence({ state, read, write }: Calls) {
  const { rows } = state;
  return {
    arrive: (stay: Stay, leaseUntil: number) =>
      write('presence.arrive', () => {
        rows.put('presence', `PRESENT#${stay.geofenceId}`, `CUSTOMER#${stay.customerId}`, stay.customerId);
        return state.presence.arrive(stay, leaseUntil);
      }),
    leave: (stay: Stay) =>
      write('presence.leave', async () => {
        await state.presence.leave(stay);
        const { customerIds } = await state.presence.page({ ...stay, shard: 0 }, Number.POSITIVE_INFINITY, 0);
        // who has come again since is still there
        if (!customerIds.includes(stay.customerId))
          rows.delete(`PRESENT#${stay.geofenceId}`, `CUSTOMER#${stay.customerId}`);
      }),
    page: (at: { geofenceId: string; shard: number; after?: string }, limit: number, now: number) =>
      read('presence.page', () => state.presence.page(at, limit, now)),
  };
}

function push({ state, by, once, note }: Calls) {
  return {
    push: (target: PushTarget, message: PushMessage) => {
      let told: PushOutcome | undefined;
      const pushing = once('push', () => {
        const { accepted, outcome } = state.answerOf(message);
        told = outcome;
        note({ kind: 'pushed', customerId: by.about, token: target.token, message, accepted, told: outcome.kind });
        if (accepted) state.subscribers.read(by.about, message.body);
        return outcome;
      });
      return pushing.catch((cause) => {
        // Whatever came of it, the caller learns nothing.
        if (told) note({ kind: 'fault', fault: 'answer-lost', point: 'push' });
        throw cause;
      });
    },
  };
}

function ledger({ state, write, note }: Calls) {
  return {
    append: (line: ConsentLine) =>
      write('ledger.append', () => {
        note({ kind: 'said', line });
        state.rows.own('consent', line.customerId, `CONSENT#${line.id}`);
        return state.ledger.append(line);
      }),
  };
}

/** The adapter as deployed, on a table that is simulated. */
const devices = ({ state, read, write, note }: Calls) => state.devicesAt(tableOf(state.items, read, write, note));

function dueWindows({ state, write }: Calls) {
  return {
    note: (customerId: string, dueAt: number) =>
      write('dueWindows.note', () =>
        state.rows.put('dueWindow', `WINDOW#${Math.floor(dueAt / 3_600_000)}`, `CUSTOMER#${customerId}`, customerId),
      ),
  };
}

export const portsOfCustomers = {
  customers,
  redemptions,
  decisions,
  offerGates,
  presence,
  push,
  ledger,
  devices,
  dueWindows,
};
