// Reports: what offers brought, in aggregates.
import * as z from 'zod';
import { authoredId } from '../shared/model/identifier.ts';
import { offerReport, offerSummary } from '../shared/model/report.ts';
import { day } from '../shared/model/trial.ts';
import type { Route } from './route.ts';

/** Four weeks before the year 1 are no date of ISO 8601 that anybody reads. */
const someDay = day.refine((said) => said >= '2000', 'a day from 2000-01-01 on');

const query = z
  .strictObject({
    /** The last four weeks where nothing is said; UTC, both days included. */
    from: someDay.optional(),
    to: someDay.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'must not be before from',
  });

const arm = (customers: number, converted: number) => ({ customers, converted });
const exampleRow = { sent: 2660, opened: 420, redeemed: 180, heldOut: 280, heldOutRedeemed: null };

export const reportOffer = {
  operationId: 'reportOffer',
  method: 'GET',
  path: '/v1/offers/{offerId}/report',
  caller: 'marketer',
  function: 'report-offers',
  summary: 'What an offer brought: the funnel, why it was not chosen, and whether it helped',
  description:
    'Counts come in steps of twenty of the running total; `null` is fewer, or a count from which one of fewer would follow. Whether it helped is judged over all days up to `to`. An offer of which nothing was counted, and one that does not exist, have nothing but `null`.',
  pathParameters: z.strictObject({ offerId: authoredId }),
  query,
  answer: offerReport,
  problems: [],
  again: 'alike',
  example: {
    path: { offerId: 'cocoa' },
    query: { from: '2026-06-01', to: '2026-06-28' },
    answer: {
      offerId: 'cocoa',
      from: '2026-06-01',
      to: '2026-06-28',
      funnel: {
        evaluated: 18_400,
        chosen: 5800,
        reserved: 5800,
        sent: 5080,
        heldOut: 560,
        rejected: 40,
        unknown: null,
        cancelled: 80,
        expired: null,
        measured: 4140,
        opened: 660,
        dismissed: 220,
        redeemed: 280,
      },
      reasons: { 'outside-hours': 6200, capped: 4100, 'below-propensity': 2280, chosen: 5800 },
      uplift: {
        since: '2026-06-01',
        push: arm(4140, 280),
        holdout: arm(440, 20),
        difference: 0.0188,
        interval: [-0.0245, 0.0458],
        fixedInterval: [-0.0069, 0.0376],
        verdict: 'undecided',
        needsAboutMoreCustomers: 16_000,
        sampleRatio: { expectedHoldoutShare: 0.1, p: 0.55, ok: true },
      },
      by: {
        weather: [{ key: 'rain', ...exampleRow }],
        hour: [{ key: '14', ...exampleRow }],
        store: [{ key: 'torvet', name: 'Torvet', ...exampleRow }],
      },
    },
  },
} as const satisfies Route;

export const reportOffers = {
  operationId: 'reportOffers',
  method: 'GET',
  path: '/v1/report',
  caller: 'marketer',
  function: 'report-offers',
  summary: 'What the offers of the catalogue brought, side by side',
  description: 'The 200 that began last. Counts come in steps of twenty; `null` is fewer.',
  query,
  answer: z.object({ offers: z.array(offerSummary) }),
  problems: [],
  again: 'alike',
  example: {
    query: { from: '2026-06-01', to: '2026-06-28' },
    answer: {
      offers: [
        {
          offerId: 'cocoa',
          title: 'Hot cocoa',
          sent: 5080,
          measured: 4140,
          opened: 660,
          redeemed: 280,
          verdict: 'undecided',
          difference: 0.0188,
        },
      ],
    },
  },
} as const satisfies Route;
