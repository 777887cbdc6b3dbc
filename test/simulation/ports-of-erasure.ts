// What an invocation sees of an erasure: tombstones, their archive, and every item that names somebody.
import type { ErasedCounts, Receipt } from '../../shared/model/erasure.ts';
import type { RecordKey } from '../../shared/ports/personal-records.ts';
import type { Calls } from './invocation.ts';

function tombstones({ state, read, write, note }: Calls) {
  const { tombstones: stored } = state;
  return {
    read: (subject: string) => read('tombstones.read', () => stored.read(subject)),
    put: (subject: string, erasedAt: number) => write('tombstones.put', () => stored.put(subject, erasedAt)),
    note: (subject: string, erasedAt: number, noted: { counts: ErasedCounts } | { closedAt: number }) =>
      write('tombstones.note', () => stored.note(subject, erasedAt, noted)),
    settle: (subject: string, erasedAt: number, at: number) =>
      write('tombstones.settle', () => {
        note({ kind: 'erasure-settled', subject });
        return stored.settle(subject, erasedAt, at);
      }),
  };
}

const archive = ({ state, write }: Calls) => ({
  keep: (subject: string, erasedAt: number) => write('archive.keep', () => state.archive.keep(subject, erasedAt)),
  all: () => state.archive.all(),
});

function records({ state, read, write, note }: Calls) {
  const { rows, customers, closed, ends } = state;
  const keyOf = ({ kind, pk, sk }: RecordKey) => ({ kind, pk, sk });
  const isOwn = ({ pk }: RecordKey) => pk.startsWith('CUSTOMER#');
  const recordsOf = (customerId: string, wanted: (key: RecordKey) => boolean) =>
    rows
      .of(customerId)
      .filter(wanted)
      .map((row) => ({ ...keyOf(row), kind: 'other' as const, body: { ...row } }));
  const removeAll = (keys: RecordKey[]) =>
    write('records.remove', async () => {
      for (const { kind, pk, sk } of keys) {
        rows.delete(pk, sk);
        const [name, id] = [pk.split('#')[1]!, sk.split('#')[1]!];
        if (kind === 'presence')
          await state.presence.leave({ geofenceId: name, customerId: id, enteredAt: Number.POSITIVE_INFINITY });
        if (kind === 'code') state.redemptions.delete(name);
        if (kind === 'decision') {
          state.decisions.delete(id);
          ends.delete(id);
        }
      }
    });
  return {
    page: (customerId: string) => read('records.page', () => ({ records: recordsOf(customerId, isOwn) })),
    elsewhere: (customerId: string) => read('records.elsewhere', () => recordsOf(customerId, (key) => !isOwn(key))),
    keysOf: (customerId: string) => read('records.keysOf', () => rows.of(customerId).map(keyOf)),
    // Several batches, of which each may be the last before a crash.
    async remove(keys: RecordKey[]) {
      const half = Math.ceil(keys.length / 2);
      await removeAll(keys.slice(0, half));
      await removeAll(keys.slice(half));
    },
    close: (customerId: string) =>
      write('records.close', () => {
        const former = customers.get(customerId);
        note({ kind: 'closed', customerId, former });
        customers.delete(customerId);
        closed.add(customerId);
        return former;
      }),
    discard: (customerId: string) =>
      write('records.discard', () => {
        closed.delete(customerId);
      }),
    async *everybody(): AsyncGenerator<string> {},
  };
}

/** No secret, and nothing that takes time: signing and hashing are tested where they are done. */
export const plainSeal = {
  subjectsOf: (customerId: string): [string] => [`hash-of-${customerId}`],
  recognises: () => true,
  sign: async (receipt: Receipt) => JSON.stringify(receipt),
  publicKeyOf: async () => ({}),
};

export const portsOfErasure = { tombstones, archive, records };
