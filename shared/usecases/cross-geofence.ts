// Crossing a geofence: a tracker of Amazon Location says that a customer has come in or left. The same decision as for a report.
import { chance } from '../core/decide/chance.ts';
import { choose } from '../core/decide/choose.ts';
import { type Crossing, customerOfDevice, remember, senseCrossing } from '../core/decide/cross.ts';
import { dwellsAhead } from '../core/decide/dwell.ts';
import type { Reason } from '../model/reason.ts';
import type { DwellQueue } from '../ports/dwell-queue.ts';
import { type CommitPorts, commit } from './commit.ts';
import { askWhenDue } from './decide-present.ts';
import { type Known, withKnown } from './known.ts';
import { Contended, writeAttempts } from './refused.ts';
import type { Worlds } from './worlds.ts';

/** The one reason the crossing ends with. Throws Contended when others write the customer without end: the event comes again. */
export async function crossGeofence(
  ports: CommitPorts & Known & { worlds: Worlds; dwellQueue: DwellQueue },
  { deviceId, ...crossing }: Crossing & { deviceId: string },
  now: number,
): Promise<Reason> {
  const world = await ports.worlds.current(now);
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    // 1. whose it is; whom we do not know has given no consent
    const customer = await ports.customers.load(customerOfDevice(deviceId));
    if (!customer) return 'no-location-consent';

    // 2. what it means, and what follows from it
    const crossed = senseCrossing(world, customer, crossing, now);
    if (crossed.reason !== undefined) return crossed.reason;
    const facts = await withKnown(ports, world.catalogue, crossed.facts, now);
    const { decision, ended, reason, learnables, ...choice } = choose(
      world,
      customer,
      facts,
      now,
      chance(customer.customerId, crossing.id),
    );
    const after = remember(choice.customer, crossing);

    // 3. the question whether she stays goes first, then the write
    const questions = dwellsAhead(world.catalogue, after, facts, now);
    await Promise.all(questions.map((question) => askWhenDue(ports.dwellQueue, question, now)));
    const effects = { facts: [facts], decisions: decision ? [decision] : [], ended: ended ? [ended] : [], learnables };
    if (await commit(ports, customer, after, effects, now)) return reason;
  }
  throw new Contended('the customer');
}
