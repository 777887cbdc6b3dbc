// A report: what an offer brought, in counts of twenty and more.
import * as z from 'zod';
import { authoredId } from './identifier.ts';
import { offerReason } from './reason.ts';
import { day } from './trial.ts';

/** In steps of twenty; `null` where there are fewer, or where it would tell of fewer elsewhere. */
const count = z.int().min(20).nullable();
const share = z.number().min(-1).max(1);
const interval = z.tuple([share, share]);

export const verdict = z.enum(['helped', 'hurt', 'undecided', 'too-few']);

const arm = z.object({ customers: count, converted: count });

export const upliftReport = z.object({
  /** The first day that is in it; absent where nothing has been counted. */
  since: day.optional(),
  push: arm,
  holdout: arm,
  /** Of the shares that converted, push less holdout; absent where a count behind it may not be shown. */
  difference: share.optional(),
  /** 95 %, however often it is looked at; the verdict goes by it. */
  interval: interval.optional(),
  /** 95 % for one look at a moment fixed beforehand. */
  fixedInterval: interval.optional(),
  verdict,
  needsAboutMoreCustomers: z.int().min(1).optional(),
  /** Absent while the arms are small, or nobody is to be held out. */
  sampleRatio: z.object({ expectedHoldoutShare: z.number(), p: z.number(), ok: z.boolean() }).optional(),
});
export type UpliftReport = z.infer<typeof upliftReport>;

/** Customers by their first delivery of the offer. An empty key is what was not known, or not told apart. */
export const reportRow = z.object({
  key: z.string(),
  /** Of a store. */
  name: z.string().optional(),
  sent: count,
  opened: count,
  redeemed: count,
  heldOut: count,
  heldOutRedeemed: count,
});
export type ReportRow = z.infer<typeof reportRow>;

export const offerReport = z.object({
  offerId: authoredId,
  from: day,
  to: day,
  /** Events, except for the last four: customers, each with her first delivery, who consent to profiling. */
  funnel: z.object({
    evaluated: count,
    chosen: count,
    reserved: count,
    sent: count,
    heldOut: count,
    rejected: count,
    unknown: count,
    cancelled: count,
    expired: count,
    measured: count,
    opened: count,
    dismissed: count,
    redeemed: count,
  }),
  reasons: z.partialRecord(offerReason, z.int()),
  uplift: upliftReport,
  by: z.object({ weather: z.array(reportRow), hour: z.array(reportRow), store: z.array(reportRow) }),
});
export type OfferReport = z.infer<typeof offerReport>;

export const offerSummary = z.object({
  offerId: authoredId,
  title: z.string(),
  sent: count,
  measured: count,
  opened: count,
  redeemed: count,
  verdict,
  difference: share.optional(),
});
export type OfferSummary = z.infer<typeof offerSummary>;
