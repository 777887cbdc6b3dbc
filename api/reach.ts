// Reach: how many stores an offer, a drawn shape or a segment's offers meet customers at, and about how many are there now.
import * as z from 'zod';
import { shape } from '../shared/model/geofence.ts';
import { authoredId } from '../shared/model/identifier.ts';
import { offerContent } from '../shared/model/offer.ts';
import type { Route } from './route.ts';

export const measureReach = {
  operationId: 'measureReach',
  method: 'POST',
  path: '/v1/reach',
  caller: 'marketer',
  function: 'author-catalogue',
  summary: 'How many stores are reached, and about how many customers are there now',
  description:
    'Customers are counted in tens, fewer than 20 not at all, and only where there are at most 50 places to look at.',
  body: z
    .strictObject({
      where: offerContent.shape.where.optional(),
      shape: shape.optional(),
      /** The places of the offers in force that name it. */
      segmentId: authoredId.optional(),
    })
    .refine(
      ({ where, shape, segmentId }) => [where, shape, segmentId].filter((one) => one !== undefined).length === 1,
      'name where, shape or segmentId, one of them',
    ),
  maxBodyBytes: 600_000,
  answer: z.object({
    stores: z.int(),
    customersPresentNow: z.union([z.int(), z.literal('fewer than 20')]).optional(),
  }),
  problems: ['invalid-catalogue'],
  again: 'harmless',
  example: {
    body: { where: { tags: ['cafe'] } },
    answer: { stores: 12, customersPresentNow: 'fewer than 20' as const },
  },
} as const satisfies Route;
