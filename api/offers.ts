// Offers: the marketer's, worked on as drafts, launched, paused and archived.
import * as z from 'zod';
import { offerState } from '../shared/model/authored.ts';
import { authoredId, epochMilliseconds } from '../shared/model/identifier.ts';
import { offerContent } from '../shared/model/offer.ts';
import { fieldFault } from './problem.ts';
import type { Route } from './route.ts';
import { changed, forChange, forPut, kept, versionsNote } from './versions.ts';

const pathParameters = z.strictObject({ offerId: authoredId });
const told = z.object({ ...offerContent.shape, id: z.string() });
const head = { id: z.string(), state: offerState, ...changed, liveVersion: z.int().optional() };
const answer = z.object({
  ...head,
  /** What is in force; of an archived offer, what was last. */
  offer: told.optional(),
  /** The working copy, where it differs. */
  draft: told.optional(),
});
const changeAnswer = answer.extend({
  catalogueVersion: z.int(),
  /** Unwise, or, of a draft, what would keep it from being launched. */
  warnings: z.array(fieldFault),
});

const cocoa = {
  category: 'cocoa',
  messages: { da: { title: 'Varm kakao −20 %', body: 'På {geofenceName}, lige nu' } },
  defaultLocale: 'da',
  where: { tags: ['cafe'] },
  startsAt: 1_780_394_400_000,
  endsAt: 4_102_444_800_000,
  quietHours: { from: '21:00', until: '08:00' },
  on: 'enter' as const,
  value: 10,
  cost: 0,
  caps: [{ per: 'offer' as const, limit: 1, windowMinutes: 1440 }],
  holdoutShare: 0.1,
  minimumPropensity: 0,
};
const path = { offerId: 'cocoa' };
const is = { version: 7, changedAt: 1_780_394_400_000, changedBy: 'mette' };
const live = { id: 'cocoa', state: 'live' as const, ...is, liveVersion: 7, offer: { id: 'cocoa', ...cocoa } };
const published = { catalogueVersion: 12, warnings: [] };

const common = { caller: 'marketer', function: 'author-catalogue' } as const;

export const listOffers = {
  ...common,
  operationId: 'listOffers',
  method: 'GET',
  path: '/v1/offers',
  summary: 'Every offer, sorted by id',
  description:
    'What was archived is listed for 91 days, the latest thousand at the most. After that it is found by its id alone.',
  answer: z.object({
    offers: z.array(
      z.object({
        ...head,
        category: z.string(),
        title: z.string(),
        startsAt: epochMilliseconds,
        endsAt: epochMilliseconds,
        hasDraft: z.boolean(),
      }),
    ),
  }),
  problems: [],
  again: 'alike',
  example: {
    answer: {
      offers: [
        {
          id: 'cocoa',
          state: 'live' as const,
          ...is,
          liveVersion: 7,
          category: 'cocoa',
          title: 'Varm kakao −20 %',
          startsAt: cocoa.startsAt,
          endsAt: cocoa.endsAt,
          hasDraft: false,
        },
      ],
    },
  },
} as const satisfies Route;

export const showOffer = {
  ...common,
  operationId: 'showOffer',
  method: 'GET',
  path: '/v1/offers/{offerId}',
  summary: 'One offer: what is in force, and the draft',
  pathParameters,
  answer,
  problems: ['not-found'],
  again: 'alike',
  example: { path, answer: live },
} as const satisfies Route;

export const saveOffer = {
  ...common,
  operationId: 'saveOffer',
  method: 'PUT',
  path: '/v1/offers/{offerId}',
  summary: 'Save the draft of an offer',
  description: `What is in force stays as it is until the draft is launched. ${versionsNote}`,
  pathParameters,
  headers: forPut,
  body: offerContent,
  // what was is kept as an item, and DynamoDB takes 400 KB
  maxBodyBytes: 300_000,
  answer: changeAnswer,
  problems: ['precondition-required', 'changed-meanwhile', 'not-found', 'invalid-catalogue'],
  again: 'alike',
  example: {
    path,
    headers: { 'if-none-match': '*' },
    body: cocoa,
    answer: { id: 'cocoa', state: 'draft' as const, ...is, version: 1, draft: { id: 'cocoa', ...cocoa }, ...published },
  },
} as const satisfies Route;

export const archiveOffer = {
  ...common,
  operationId: 'archiveOffer',
  method: 'DELETE',
  path: '/v1/offers/{offerId}',
  summary: 'Archive an offer: out of the catalogue, its history kept',
  description: versionsNote,
  pathParameters,
  headers: forChange,
  answer: changeAnswer,
  problems: ['precondition-required', 'changed-meanwhile', 'not-found', 'invalid-catalogue'],
  again: 'alike',
  example: { path, headers: { 'if-match': '"6"' }, answer: { ...live, state: 'archived' as const, ...published } },
} as const satisfies Route;

export const launchOffer = {
  ...common,
  operationId: 'launchOffer',
  method: 'POST',
  path: '/v1/offers/{offerId}/launch',
  summary: 'Put the draft in force, or what is paused',
  description: `Refused where it could not be sent as it is, naming each field. ${versionsNote}`,
  pathParameters,
  headers: forChange,
  answer: changeAnswer,
  problems: ['precondition-required', 'changed-meanwhile', 'not-found', 'nothing-to-launch', 'invalid-catalogue'],
  again: 'alike',
  example: { path, headers: { 'if-match': '"6"' }, answer: { ...live, ...published } },
} as const satisfies Route;

export const pauseOffer = {
  ...common,
  operationId: 'pauseOffer',
  method: 'POST',
  path: '/v1/offers/{offerId}/pause',
  summary: 'Pause an offer: no claim passes from here on',
  description:
    'Without `If-Match`, whichever version is in force: a pause is not refused because somebody saved a draft.',
  pathParameters,
  headers: forChange,
  answer: changeAnswer,
  problems: ['changed-meanwhile', 'not-found', 'not-in-force', 'invalid-catalogue'],
  again: 'alike',
  example: { path, answer: { ...live, state: 'paused' as const, ...published } },
} as const satisfies Route;

export const listOfferVersions = {
  ...common,
  operationId: 'listOfferVersions',
  method: 'GET',
  path: '/v1/offers/{offerId}/versions',
  summary: 'The last 50 versions of an offer, newest first: what, when, by whom',
  description: 'Fewer where the offers are so large that an answer does not hold 50.',
  pathParameters,
  answer: z.object({
    versions: z.array(z.object({ ...kept, offer: told })),
  }),
  problems: ['not-found'],
  again: 'alike',
  example: {
    path,
    answer: { versions: [{ version: 7, at: is.changedAt, by: 'mette', what: 'launched' as const, offer: live.offer }] },
  },
} as const satisfies Route;
