// Segments: audiences with a name, which offers refer to.
import * as z from 'zod';
import { authoredId } from '../shared/model/identifier.ts';
import { segment } from '../shared/model/segment.ts';
import type { Route } from './route.ts';
import { changed, forChange, forPut, versionsNote } from './versions.ts';

const pathParameters = z.strictObject({ segmentId: authoredId });
const authored = z.object({ ...segment.shape, ...changed });
const answer = z.object({ segment: authored, version: z.int(), catalogueVersion: z.int() });
const { id: _, ...content } = segment.shape;

const regulars = { name: 'Stamgæster', audience: { visits: { atLeast: 3 } } };
const shown = { id: 'regulars', ...regulars, version: 7, changedAt: 1_780_394_400_000, changedBy: 'mette' };
const path = { segmentId: 'regulars' };
const common = { caller: 'marketer', function: 'author-catalogue' } as const;

export const listSegments = {
  ...common,
  operationId: 'listSegments',
  method: 'GET',
  path: '/v1/segments',
  summary: 'Every segment, sorted by id',
  answer: z.object({ segments: z.array(authored) }),
  problems: [],
  again: 'alike',
  example: { answer: { segments: [shown] } },
} as const satisfies Route;

export const showSegment = {
  ...common,
  operationId: 'showSegment',
  method: 'GET',
  path: '/v1/segments/{segmentId}',
  summary: 'One segment',
  pathParameters,
  answer: authored,
  problems: ['not-found'],
  again: 'alike',
  example: { path, answer: shown },
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
