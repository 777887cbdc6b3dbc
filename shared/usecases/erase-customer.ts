// Erasing a customer: she is closed at once, what names her is deleted, and a quarter of an hour later it is looked once more.
// Every step may be interrupted: the queue's message, or the customer asking again, goes on from there.
import type { Customer } from '../model/customer.ts';
import {
  type ErasedCounts,
  type ErasureMessage,
  type Receipt,
  receiptOf,
  settleAfterMs,
  type Tombstone,
} from '../model/erasure.ts';
import type { Customers } from '../ports/customers.ts';
import type { Decisions } from '../ports/decisions.ts';
import type { ErasureQueue } from '../ports/erasure-queue.ts';
import type { OfferGates } from '../ports/offer-gates.ts';
import type { PersonalRecords, RecordKey } from '../ports/personal-records.ts';
import type { Seal } from '../ports/seal.ts';
import type { TombstoneArchive, Tombstones } from '../ports/tombstones.ts';
import { bookEnd } from './commit.ts';
import { knownTombstones } from './known-tombstones.ts';

export interface ErasePorts {
  customers: Customers;
  decisions: Decisions;
  records: PersonalRecords;
  tombstones: Tombstones;
  archive: TombstoneArchive;
  offerGates: OfferGates;
  erasureQueue: ErasureQueue;
  seal: Seal;
}

export interface Erased extends Receipt {
  /** The receipt as a signed JWS, and the key to verify it with. */
  receipt: string;
  publicKey: Record<string, unknown>;
}

/** Erases the customer and answers with the receipt. Asked again, it goes on where it was interrupted and answers the same. */
export async function eraseCustomer(ports: ErasePorts, customerId: string, now: number): Promise<Erased> {
  const [[known], customer] = await Promise.all([knownTombstones(ports, customerId), ports.customers.load(customerId)]);
  const before = known?.tombstone;
  // Erased, and nobody by this id since.
  if (before?.settledAt !== undefined && !customer) return receive(ports, known!.subject, before);
  // What is under way goes on under the key it was begun with.
  const subject = before && before.settledAt === undefined ? known!.subject : ports.seal.subjectsOf(customerId)[0];

  // 1. the message that finishes what may be interrupted
  const erasedAt = before?.settledAt === undefined ? (before?.erasedAt ?? now) : now;
  await ports.erasureQueue.send({ customerId, erasedAt }, settleAfterMs / 1000);

  // 2. the rest
  return receive(ports, subject, await erase(ports, customerId, subject, erasedAt, now));
}

/** The last look. Returns when the message may be deleted, and why where it is let go; throws where the queue shall deliver it again. */
export async function finishErasure(
  ports: ErasePorts,
  message: ErasureMessage,
  now: number,
): Promise<'over' | 'consented-since' | undefined> {
  const { customerId, erasedAt } = message;
  const known = await knownTombstones(ports, customerId);
  // Two may be under way where the key was rotated in between: each message settles its own.
  const own = known.find((one) => one.tombstone.erasedAt === erasedAt);
  // Another erasure is under way or has begun since, with a message of its own.
  if (!own && known.some(({ tombstone }) => tombstone.settledAt === undefined || tombstone.erasedAt > erasedAt))
    return 'over';
  const subject = own?.subject ?? ports.seal.subjectsOf(customerId)[0];
  const tombstone = own?.tombstone;
  if (tombstone?.settledAt !== undefined) return 'over';
  if (!tombstone) {
    const customer = await ports.customers.load(customerId);
    if (hasSpokenSince(customer, erasedAt)) return 'consented-since';
    // erased before this was asked for, by a request at the same time; who has lived by this id since goes once more
    if (!customer && known.length > 0) return 'over';
  }

  // 1. what the request did not come to
  const { closedAt = now } = tombstone?.closedAt ? tombstone : await erase(ports, customerId, subject, erasedAt, now);

  // 2. too early: who read her before she was closed may still be writing
  const settlesIn = closedAt + settleAfterMs - now;
  if (settlesIn > 0) {
    await ports.erasureQueue.send(message, Math.ceil(settlesIn / 1000));
    return undefined;
  }

  // 3. what came late
  await ports.records.remove(await ports.records.keysOf(customerId));
  await ports.records.discard(customerId);
  await ports.tombstones.settle(subject, erasedAt, now);
  return undefined;
}

/** An erasure that failed, and after it a consent, or a whole new beginning: that counts. */
function hasSpokenSince(customer: Customer | undefined, erasedAt: number): boolean {
  if ((customer?.createdAt ?? 0) > erasedAt) return true;
  return Object.values(customer?.consents ?? {}).some((said) => said.granted && said.at > erasedAt);
}

async function erase(
  ports: ErasePorts,
  customerId: string,
  subject: string,
  erasedAt: number,
  now: number,
): Promise<Tombstone> {
  const { records, tombstones, archive } = ports;

  // 1. the tombstones: from here on no consent makes her anew
  const { erasedAt: inForce } = await tombstones.put(subject, erasedAt);
  await archive.keep(subject, inForce);
  const customer = await ports.customers.load(customerId);
  const found = countOf(await records.keysOf(customerId), customer !== undefined);
  await tombstones.note(subject, inForce, { counts: found });

  // 2. she is closed: no claim, no write and no read finds her. Before that the end that nobody may have come to book: what she did
  // with that delivery may be counted, so the delivery has to be
  if (customer?.lastEnd) await bookEnd(ports, customerId, customer.lastEnd);
  const former = await records.close(customerId, inForce);

  // 3. the unit of what was under way; one handed to the provider is booked by whoever handed it over
  const { pending, lastEnd } = former ?? {};
  if (pending?.state === 'reserved') await ports.offerGates.giveBack(pending.offerId, pending.deliveryId);
  if (lastEnd && lastEnd.deliveryId !== customer?.lastEnd?.deliveryId) await bookEnd(ports, customerId, lastEnd);

  // 4. everything that names her
  await records.remove(await records.keysOf(customerId));
  return tombstones.note(subject, inForce, { closedAt: now });
}

function countOf(keys: RecordKey[], known: boolean): ErasedCounts {
  const counts: ErasedCounts = { customer: known ? 1 : 0 };
  for (const { kind } of keys) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

async function receive({ seal }: ErasePorts, subject: string, tombstone: Tombstone): Promise<Erased> {
  const said = receiptOf(subject, tombstone);
  return { ...said, receipt: await seal.sign(said), publicKey: await seal.publicKeyOf(subject) };
}
