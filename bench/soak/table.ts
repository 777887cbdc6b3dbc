// The table of the soak: items with the size and the time to live that the DynamoDB adapters give them; what is over is removed.
import type { Customer } from '../../shared/model/customer.ts';
import { keptMs, ttlAfter } from '../../shared/model/retention.ts';
import type { DayCounts } from '../../shared/model/tally.ts';
import type { Customers } from '../../shared/ports/customers.ts';
import type { Decisions } from '../../shared/ports/decisions.ts';
import type { DueWindows } from '../../shared/ports/due-windows.ts';
import type { Presence } from '../../shared/ports/presence.ts';
import type { Redemptions } from '../../shared/ports/redemptions.ts';
import type { Stats } from '../../shared/ports/stats.ts';
import { itemBytes } from './item-bytes.ts';

export const kinds = ['decision', 'presence', 'due window', 'code', 'counts'] as const;
export type Kind = (typeof kinds)[number];

interface Item {
  kind: Kind;
  bytes: number;
  /** Epoch seconds. */
  ttl: number;
  /** What the use cases read of it again, and nothing else: a body that nobody reads would only fill the memory. */
  read?: unknown;
}

const hourMs = 3_600_000;

/** Ports of one table, for what has a time to live there: the port's promises as far as the soak's use cases ask for them. */
export function soakTable() {
  const items = new Map<string, Item>();
  const put = (
    kind: Kind,
    key: { pk: string; sk: string },
    { ttl, ...body }: Record<string, unknown> & { ttl: number },
    read?: unknown,
  ) => items.set(`${key.pk} ${key.sk}`, { kind, bytes: itemBytes({ ...key, ...body, ttl }), ttl, read });

  // Never copied: no use case changes a customer in place (the fault schedules freeze her).
  const stored = new Map<string, Customer>();
  const customers: Customers = {
    async load(customerId) {
      return stored.get(customerId);
    },
    async create(created) {
      stored.set(created.customerId, created);
      return true;
    },
    async save(changed) {
      if (stored.get(changed.customerId)?.version !== changed.version) return false;
      stored.set(changed.customerId, { ...changed, version: changed.version + 1 });
      return true;
    },
  };

  const decisions: Pick<Decisions, 'record' | 'recordEnd' | 'find'> = {
    async record(customerId, decision) {
      const [pk, sk] = [`CUSTOMER#${customerId}`, `DECISION#${decision.id}`];
      if (items.has(`${pk} ${sk}`)) return false;
      put('decision', { pk, sk }, { decision, ttl: ttlAfter(decision.at, keptMs.decision) });
      return true;
    },
    async recordEnd(customerId, end) {
      const item = items.get(`CUSTOMER#${customerId} DECISION#${end.decisionId}`);
      // every end here is told after its decision
      if (!item) throw new Error(`the end of ${end.decisionId} came before it`);
      if (item.read) return;
      item.bytes += itemBytes({ end });
      item.read = { end };
    },
    async find(customerId, decisionId) {
      return items.get(`CUSTOMER#${customerId} DECISION#${decisionId}`)?.read as never;
    },
  };

  const presence: Pick<Presence, 'arrive' | 'leave'> = {
    async arrive({ geofenceId, customerId, enteredAt }, leaseUntil) {
      const key = { pk: `PRESENT#${geofenceId}#0`, sk: `CUSTOMER#${customerId}` };
      put('presence', key, { leaseUntil, enteredAt, listed: key.sk, ttl: ttlAfter(leaseUntil, 0) }, enteredAt);
    },
    async leave({ geofenceId, customerId, enteredAt }) {
      const key = `PRESENT#${geofenceId}#0 CUSTOMER#${customerId}`;
      if (((items.get(key)?.read as number | undefined) ?? 0) <= enteredAt) items.delete(key);
    },
  };

  /** By the hour, for the page: as the key of the table finds them. */
  const due = new Map<number, Set<string>>();
  const dueWindows: DueWindows = {
    async note(customerId, dueAt) {
      const hourAt = dueAt - (dueAt % hourMs);
      const key = { pk: `WINDOW#${new Date(hourAt).toISOString().slice(0, 13)}#0`, sk: `CUSTOMER#${customerId}` };
      put('due window', key, { listed: key.sk, windowDueAt: dueAt, ttl: ttlAfter(dueAt, keptMs.dueWindow) });
      due.set(hourAt, (due.get(hourAt) ?? new Set()).add(customerId));
    },
    async page({ hourAt, shard }) {
      return { customerIds: shard === 0 ? [...(due.get(hourAt) ?? [])] : [] };
    },
  };

  const redemptions: Pick<Redemptions, 'issue'> = {
    async issue(code) {
      const key = { pk: `CODE#${code.code}`, sk: 'REDEMPTION' };
      if (items.has(`${key.pk} ${key.sk}`)) return false;
      const ttl = ttlAfter(code.expiresAt, keptMs.redemptionCode);
      put('code', key, { ...code, listed: `CUSTOMER#${code.customerId}`, ttl });
      return true;
    },
  };

  const stats: Pick<Stats, 'load' | 'save'> = {
    async load(offerId, day) {
      return items.get(`STATS#${offerId} DAY#${day}`)?.read as DayCounts | undefined;
    },
    async save(counts) {
      const key = { pk: `STATS#${counts.offerId}`, sk: `DAY#${counts.day}` };
      put('counts', key, { ...counts, ttl: ttlAfter(Date.parse(counts.day), keptMs.stats) }, counts);
      return true;
    },
  };

  return {
    customers,
    decisions: { ...decisions, latest: async () => [] } satisfies Decisions,
    presence: { ...presence, page: async () => ({ customerIds: [] }) } satisfies Presence,
    dueWindows,
    redemptions: { ...redemptions, redeem: async () => ({ result: 'unknown' as const }) } satisfies Redemptions,
    stats,

    /** Removes what is over, as DynamoDB does in its own time. */
    sweep(now: number): void {
      for (const [key, { ttl }] of items) if (ttl * 1000 <= now) items.delete(key);
      for (const hourAt of due.keys()) if (hourAt + hourMs + keptMs.dueWindow <= now) due.delete(hourAt);
    },

    customerItems: () => [...stored.values()],

    /** Each customer's item. */
    customerBytes(): number[] {
      return [...stored.values()].map((customer) =>
        itemBytes({ pk: `CUSTOMER#${customer.customerId}`, sk: 'STATE', ...customer }),
      );
    },

    /** How many items of each kind there are, and how many bytes. */
    held(): Record<Kind, { items: number; bytes: number }> {
      const held = Object.fromEntries(kinds.map((kind) => [kind, { items: 0, bytes: 0 }]));
      for (const { kind, bytes } of items.values()) {
        held[kind]!.items++;
        held[kind]!.bytes += bytes;
      }
      return held as Record<Kind, { items: number; bytes: number }>;
    },
  };
}
