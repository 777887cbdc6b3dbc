// Reporting positions: the main job. A batch of fixes comes in; reasons, and perhaps one reserved offer, come out.
import { chance } from '../core/decide/chance.ts';
import { choose } from '../core/decide/choose.ts';
import { dwellsAhead } from '../core/decide/dwell.ts';
import { type Region, regionsAt } from '../core/decide/regions.ts';
import { sense } from '../core/decide/sense.ts';
import { type Silence, unwanted } from '../core/decide/silence.ts';
import type { World } from '../core/decide/world.ts';
import type { Customer } from '../model/customer.ts';
import type { Reason } from '../model/reason.ts';
import type { Fix, PositionReport } from '../model/signal.ts';
import type { DwellQueue } from '../ports/dwell-queue.ts';
import { type CommitPorts, commit, type Effects } from './commit.ts';
import { askWhenDue } from './decide-present.ts';
import { type Known, withKnown } from './known.ts';
import { Contended, writeAttempts } from './refused.ts';
import type { Worlds } from './worlds.ts';

export interface ReportedPositions {
  customerId: string;
  deviceId?: string;
  /** Whether the nearest geofences are asked for. */
  regions?: boolean;
  /** 1–50, sorted by `at`. */
  reports: PositionReport[];
}

export interface ReportAnswer {
  results: { id: string; reason: Reason; decisionId?: string }[];
  next: Silence;
  /** Where asked for. Empty where no position is wanted. */
  regions?: Region[];
}

/** Answers every report with exactly one reason. Throws Contended when others write the customer without end. */
export async function reportPositions(
  ports: CommitPorts & Known & { worlds: Worlds; dwellQueue: DwellQueue },
  reported: ReportedPositions,
  now: number,
): Promise<ReportAnswer> {
  const world = await ports.worlds.current(now);
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    // 1. read the customer; whom we do not know has given no consent
    const customer = await ports.customers.load(reported.customerId);
    if (!customer) return withoutConsent(reported);

    // 2. decide, report by report
    const { after, effects, answer } = await decideBatch(ports, world, customer, reported, now);

    if (after === customer) return answer;

    // 3. the question whether she is still there: superfluous if the write fails, so it goes first
    const questions = effects.facts.flatMap((facts) => dwellsAhead(world.catalogue, after, facts, now));
    await Promise.all(questions.map((question) => askWhenDue(ports.dwellQueue, question, now)));

    // 4. write what changed
    if (await commit(ports, customer, after, effects, now)) return answer;
  }
  throw new Contended('the customer');
}

async function decideBatch(known: Known, world: World, customer: Customer, reported: ReportedPositions, now: number) {
  const { deviceId, reports } = reported;
  const effects: Effects = { facts: [], decisions: [], ended: [], learnables: [] };
  const results: ReportAnswer['results'] = [];
  let after = customer;
  let next = unwanted;
  let before: Fix | undefined;

  for (const report of reports) {
    const sensed = sense(world, after, { ...report, previous: report.previous ?? before }, now, deviceId);
    before = report;
    next = sensed.next;
    if (sensed.reason !== undefined) {
      results.push({ id: report.id, reason: sensed.reason });
      continue;
    }
    const facts = await withKnown(known, world.catalogue, sensed.facts, now);
    const choice = choose(world, after, facts, now, chance(customer.customerId, report.id));
    after = choice.customer;
    effects.facts.push(facts);
    if (choice.decision) effects.decisions.push(choice.decision);
    if (choice.ended) effects.ended.push(choice.ended);
    effects.learnables.push(...choice.learnables);
    results.push({ id: report.id, reason: choice.reason, decisionId: choice.decision?.id });
  }
  const answer: ReportAnswer = { results, next };
  if (reported.regions) {
    const wanted = customer.consents.location?.granted && !(now < (customer.pausedUntil ?? 0));
    const platform = deviceId === undefined ? undefined : after.devices[deviceId]?.platform;
    answer.regions = wanted ? regionsAt(world, before!, platform) : [];
  }
  return { after, effects, answer };
}

function withoutConsent({ reports, regions }: ReportedPositions): ReportAnswer {
  return {
    results: reports.map(({ id }) => ({ id, reason: 'no-location-consent' })),
    next: unwanted,
    ...(regions && { regions: [] }),
  };
}
