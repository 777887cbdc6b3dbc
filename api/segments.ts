// Segments: audiences with a name, which offers refer to.
import * as z from 'zod';
import { offerState } from '../shared/model/authored.ts';
import { authoredId } from '../shared/model/identifier.ts';
import { segment } from '../shared/model/segment.ts';
import type { Route } from './route.ts';
import { changed, forChange, forPut, kept, keptNote, versionsNote } from './versions.ts';

const pathParameters = z.strictObject({ segmentId: authoredId });
const authored = z.object({ ...segment.shape, ...changed });
/** With the offers that name it; archived ones are none. */
const seen = authored.extend({
  usedBy: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: offerState.exclude(['archived']),
      /** False where only its draft names it. */
      isInForce: z.boolean(),
    }),
  ),
});
const answer = z.object({ segment: authored, version: z.int(), catalogueVersion: z.int() });
const { id: _, ...content } = segment.shape;

const regulars = { name: 'Stamgæster', audience: { visits: { atLeast: 3 } } };
const shown = { id: 'regulars', ...regulars, version: 7, changedAt: 1_780_394_400_000, changedBy: 'mette' };
const usedBy = [{ id: 'cocoa', title: 'Varm kakao −20 %', state: 'live' as const, isInForce: true }];
const path = { segmentId: 'regulars' };
const common = { caller: 'marketer', function: 'author-catalogue' } as const;

export const listSegments = {
  ...common,
  operationId: 'listSegments',
  method: 'GET',
  path: '/v1/segments',
  summary: 'Every segment, sorted by id, with the offers that name it',
  answer: z.object({ segments: z.array(seen) }),
  problems: [],
  again: 'alike',
  example: { answer: { segments: [{ ...shown, usedBy }] } },
} as const satisfies Route;

export const showSegment = {
  ...common,
  operationId: 'showSegment',
  method: 'GET',
  path: '/v1/segments/{segmentId}',
  summary: 'One segment, with the offers that name it',
  pathParameters,
  answer: seen,
  problems: ['not-found'],
  again: 'alike',
  example: { path, answer: { ...shown, usedBy } },
} as const satisfies Route;

export const putSegment = {
  ...common,
  operationId: 'putSegment',
  method: 'PUT',
  path: '/v1/segments/{segmentId}',
  summary: 'Make or change a segment; offers in force that name it are published with it',
  description: `Deliveries that were reserved before go on. ${versionsNote}`,
  pathParameters,
  headers: forPut,
  body: z.strictObject(content),
  maxBodyBytes: 200_000,
  answer,
  problems: ['precondition-required', 'changed-meanwhile', 'not-found', 'invalid-catalogue'],
  again: 'alike',
  example: {
    path,
    headers: { 'if-match': '"6"' },
    body: regulars,
    answer: { segment: shown, version: 7, catalogueVersion: 12 },
  },
} as const satisfies Route;

export const archiveSegment = {
  ...common,
  operationId: 'archiveSegment',
  method: 'DELETE',
  path: '/v1/segments/{segmentId}',
  summary: 'Archive a segment that no offer in force names',
  description: versionsNote,
  pathParameters,
  headers: forChange,
  answer,
  problems: ['precondition-required', 'changed-meanwhile', 'not-found', 'in-use', 'invalid-catalogue'],
  again: 'alike',
  example: {
    path,
    headers: { 'if-match': '"6"' },
    answer: { segment: shown, version: 7, catalogueVersion: 12 },
  },
} as const satisfies Route;

export const listSegmentVersions = {
  ...common,
  operationId: 'listSegmentVersions',
  method: 'GET',
  path: '/v1/segments/{segmentId}/versions',
  summary: 'The last 50 versions of a segment, newest first: what, when, by whom',
  description: keptNote,
  pathParameters,
  answer: z.object({ versions: z.array(z.object({ ...kept, segment: z.object(segment.shape) })) }),
  problems: ['not-found'],
  again: 'alike',
  example: {
    path,
    answer: {
      versions: [
        {
          version: 7,
          at: shown.changedAt,
          by: 'mette',
          what: 'saved' as const,
          segment: { id: 'regulars', ...regulars },
        },
      ],
    },
  },
} as const satisfies Route;
