// A simulation: an offer tried before it is launched, on what was decided, on walkers made up, or on reports of a team's own.
import * as z from 'zod';
import { customerId, epochMilliseconds } from './identifier.ts';
import { audience, offer } from './offer.ts';
import { offerReason } from './reason.ts';
import { positionReport } from './signal.ts';
import { storedObject } from './stored.ts';

/** A report as phones send it, with whose it is. What else a log may hold on its lines is passed over. */
export const reportLine = z.object({ customerId, ...positionReport.shape });
export type ReportLine = z.infer<typeof reportLine>;

/** What is told by day has to fit an item. */
function isSeason(lines: readonly ReportLine[]): boolean {
  const moments = lines.map(({ at }) => at);
  return Math.max(...moments) - Math.min(...moments) <= 92 * 24 * 60 * 60_000;
}

/** What the draft is tried on. Reports are worked off within the request: no coordinate is kept. */
export const simulationSource = z.discriminatedUnion('kind', [
  /** The decisions of the last days, of a sample of customers. */
  z.strictObject({ kind: z.literal('decisions'), days: z.int().min(1).max(90) }),
  /** Walkers made up, through the geofences that the offer names, for a week. */
  z.strictObject({ kind: z.literal('sample') }),
  z.strictObject({
    kind: z.literal('reports'),
    lines: z.array(z.strictObject(reportLine.shape)).min(1).max(5000).refine(isSeason, 'at most 92 days'),
  }),
]);
export type SimulationSource = z.infer<typeof simulationSource>;

/** `POST /v1/simulations`. */
export const simulationRequest = z.strictObject({
  /** The whole draft. Its state is passed over: it is tried as if it were live. */
  offer,
  source: simulationSource,
  /**
   * What it is compared with: what was really sent of this offer, where decisions are replayed; else what the offer in
   * force would send to the same people.
   */
  compareWith: z.literal('live').optional(),
});
export type SimulationRequest = z.infer<typeof simulationRequest>;

const count = z.int().min(0);
/** By day, `2026-06-02` by the clock of the geofence. */
const day = z.string();

const storeCount = storedObject({ geofenceId: z.string(), sends: count });

/** What the draft's own conditions could not be asked of the source and was taken to hold. */
export const assumption = z.enum(['dates', 'weather', 'context', 'trigger']);
export type Assumption = z.infer<typeof assumption>;

export const simulationResult = storedObject({
  /** How often the offer was weighed, by what came of it: `reasons` adds up to it. */
  considered: count,
  /** Offers pushed; those held out are counted apart. */
  sends: count,
  heldOut: count,
  /** Who would have been sent it at least once; and how many were replayed. */
  customers: count,
  customersReplayed: count,
  reasons: z.partialRecord(offerReason, count),
  perDay: z.array(storedObject({ day, sends: count, liveSends: count.optional() })),
  /** By the hour of the geofence's clock, 0 to 23. */
  byHour: z.array(count).length(24),
  /** The 50 with the most. */
  byStore: z.array(storeCount),
  capPressure: storedObject({ capped: count, cooldown: count, pending: count, outranked: count }),
  /** In the unit of the offer's `cost`: of the sends counted, and of a day of everybody's. */
  cost: storedObject({ sends: z.number(), perDay: z.number().optional() }),
  /** Sends a day if everybody were replayed, and what share of customers was. Only where decisions were. */
  estimate: storedObject({
    sendsPerDay: z.number(),
    share: z.number(),
    /** How long the draft's budget would last. */
    budgetDays: z.number().optional(),
  }).optional(),
  difference: storedObject({ gained: count, lost: count, same: count }).optional(),
  /** Sends of every other offer in the same decisions: what the draft takes from them. `live` is what it is compared with. */
  others: storedObject({ sends: count, live: count.optional() }),
  assumed: z.array(assumption),
  examples: z.array(
    storedObject({
      /** To the hour. */
      at: epochMilliseconds,
      geofenceId: z.string(),
      reason: offerReason,
      text: z.string(),
    }),
  ),
});
export type SimulationResult = z.infer<typeof simulationResult>;

/** `failed`: it was interrupted too often. No job is stored so: nobody is left to write it down. */
export const simulationState = z.enum(['waiting', 'running', 'done', 'stopped', 'failed']);
export type SimulationState = z.infer<typeof simulationState>;

/** What has been counted so far; adds up from page to page. */
export const trialCounts = storedObject({
  heldOut: count,
  customers: count,
  customersReplayed: count,
  reasons: z.partialRecord(offerReason, count),
  days: z.record(day, storedObject({ sends: count, live: count })),
  byHour: z.array(count).length(24),
  stores: z.array(storeCount),
  gained: count,
  lost: count,
  same: count,
  others: storedObject({ sends: count, live: count }),
  /** The first and the last moment of what was replayed. */
  from: epochMilliseconds.optional(),
  to: epochMilliseconds.optional(),
  examples: simulationResult.shape.examples,
});
export type TrialCounts = z.infer<typeof trialCounts>;

/** Where a job goes on: in the list of sampled customers, or at the walker with this number. */
export const simulationPlace = storedObject({ shard: count, after: z.string().optional() });
export type SimulationPlace = z.infer<typeof simulationPlace>;

/** A job as it is kept, a day long. Nobody is named in it, and no place but geofences. */
export const simulationJob = storedObject({
  id: z.string(),
  state: simulationState,
  /** Who began it: the `sub` of the token. */
  by: z.string(),
  startedAt: epochMilliseconds,
  /** When the last page was counted. */
  touchedAt: epochMilliseconds,
  /** What is tried; not where it was on reports, which is done at once. */
  /** With the audience of its segment, as that was when the trial began. */
  offer: offer.safeExtend({ segmentAudience: audience.optional() }).optional(),
  source: z.union([
    storedObject({ kind: z.literal('decisions'), days: z.int() }),
    storedObject({ kind: z.literal('sample') }),
    storedObject({ kind: z.literal('reports') }),
  ]),
  compares: z.boolean(),
  /** In which examples are told. */
  language: z.string(),
  /** How many pages have been counted: the next one holds only if it is the next. */
  pages: count,
  /** The run that counted the last of them. */
  run: z.string().optional(),
  next: simulationPlace.optional(),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  counts: trialCounts.optional(),
  result: simulationResult.optional(),
});
export type SimulationJob = z.infer<typeof simulationJob>;

/** Carries a job on. `run`: the run that sent it; absent where nobody has begun. */
export const simulationMessage = storedObject({ id: z.string(), run: z.string().optional() });
export type SimulationMessage = z.infer<typeof simulationMessage>;

/** ULIDs, as they are handed out. */
export const simulationId = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'the id of a simulation');
