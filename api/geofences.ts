// Geofences: the marketer's, one by one and imported; every change is published at once.
import * as z from 'zod';
import { geofence } from '../shared/model/geofence.ts';
import { authoredId, label } from '../shared/model/identifier.ts';
import { fieldFault } from './problem.ts';
import type { Route } from './route.ts';
import { changed, forChange, forPut, kept, keptNote, versionsNote } from './versions.ts';

const authored = z.object({ ...geofence.shape, ...changed });
const warnings = z.array(fieldFault);
const answer = z.object({ geofence: authored, version: z.int(), catalogueVersion: z.int(), warnings });
const pathParameters = z.strictObject({ geofenceId: authoredId });

const { id: _, ...content } = geofence.shape;
const nytorv = {
  name: 'Nytorv',
  kind: 'store' as const,
  shape: { type: 'Circle' as const, center: [12.5725, 55.6779] as [number, number], radiusMetres: 120 },
  timeZone: 'Europe/Copenhagen',
};
const shown = { id: 'nytorv', ...nytorv, version: 7, changedAt: 1_780_394_400_000, changedBy: 'mette' };
const path = { geofenceId: 'nytorv' };

export const listGeofences = {
  operationId: 'listGeofences',
  method: 'GET',
  path: '/v1/geofences',
  caller: 'marketer',
  function: 'author-catalogue',
  summary: 'The geofences in force, sorted by id',
  description: '`next` is the `after` of the next page; absent after the last. A page may hold fewer than `limit`.',
  query: z.strictObject({
    after: authoredId.optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(1000),
    tag: label.optional(),
    kind: geofence.shape.kind.removeDefault().optional(),
  }),
  answer: z.object({
    geofences: z.array(authored.extend({ warnings: warnings.optional() })),
    next: z.string().optional(),
  }),
  problems: [],
  again: 'alike',
  example: { query: { limit: '100' }, answer: { geofences: [shown] } },
} as const satisfies Route;

export const showGeofence = {
  operationId: 'showGeofence',
  method: 'GET',
  path: '/v1/geofences/{geofenceId}',
  caller: 'marketer',
  function: 'author-catalogue',
  summary: 'One geofence in force',
  pathParameters,
  answer: authored,
  problems: ['not-found'],
  again: 'alike',
  example: { path, answer: shown },
} as const satisfies Route;

export const putGeofence = {
  operationId: 'putGeofence',
  method: 'PUT',
  path: '/v1/geofences/{geofenceId}',
  caller: 'marketer',
  function: 'author-catalogue',
  summary: 'Draw or change a geofence, and publish it',
  description: versionsNote,
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
    body: nytorv,
    answer: { geofence: shown, version: 7, catalogueVersion: 12, warnings: [] },
  },
} as const satisfies Route;

export const archiveGeofence = {
  operationId: 'archiveGeofence',
  method: 'DELETE',
  path: '/v1/geofences/{geofenceId}',
  caller: 'marketer',
  function: 'author-catalogue',
  summary: 'Archive a geofence, and publish',
  description: `Its former versions are kept. An offer in force that names it by its id is in the way; a tag is not. ${versionsNote}`,
  pathParameters,
  headers: forChange,
  answer,
  problems: ['precondition-required', 'changed-meanwhile', 'not-found', 'in-use', 'invalid-catalogue'],
  again: 'alike',
  example: {
    path,
    headers: { 'if-match': '"6"' },
    answer: { geofence: shown, version: 7, catalogueVersion: 12, warnings: [] },
  },
} as const satisfies Route;

export const listGeofenceVersions = {
  operationId: 'listGeofenceVersions',
  method: 'GET',
  path: '/v1/geofences/{geofenceId}/versions',
  caller: 'marketer',
  function: 'author-catalogue',
  summary: 'The last 50 versions of a geofence, newest first: what, when, by whom',
  description: keptNote,
  pathParameters,
  answer: z.object({ versions: z.array(z.object({ ...kept, geofence: z.object(geofence.shape) })) }),
  problems: ['not-found'],
  again: 'alike',
  example: {
    path,
    answer: {
      versions: [
        { version: 7, at: shown.changedAt, by: 'mette', what: 'saved' as const, geofence: { id: 'nytorv', ...nytorv } },
      ],
    },
  },
} as const satisfies Route;

export const importGeofences = {
  operationId: 'importGeofences',
  method: 'POST',
  path: '/v1/geofences/import',
  caller: 'marketer',
  function: 'import-geofences',
  summary: 'Geofences from a store list, published as one change',
  description:
    'Columns are found by their headers, time zones from coordinates; every row that is not taken is told with its reason. A geofence that is there already keeps what the list does not say. `dryRun=true` tells what would come of it.',
  query: z.strictObject({
    dryRun: z.enum(['true', 'false']).default('false'),
    radiusMetres: z.coerce.number().positive().max(100_000).default(150),
  }),
  body: z.strictObject({ format: z.enum(['csv', 'geojson']), text: z.string().min(1) }),
  // below Lambda's own bound of 6 MB on a request
  maxBodyBytes: 5_500_000,
  answer: z.object({
    /** Rows that are taken. */
    accepted: z.int(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    /** The first hundred. */
    refused: z.array(z.object({ row: z.string(), reason: z.string() })),
    refusedCount: z.int(),
    /** Absent after a dry run. */
    catalogueVersion: z.int().optional(),
    sample: z.array(z.object(geofence.shape)),
  }),
  problems: ['unreadable-import', 'invalid-catalogue'],
  again: 'harmless',
  example: {
    query: { dryRun: 'true' },
    body: { format: 'csv', text: 'id;navn;lat;lng\nnytorv;Nytorv;55,6779;12,5725\n' },
    answer: {
      accepted: 1,
      created: 1,
      changed: 0,
      unchanged: 0,
      refused: [],
      refusedCount: 0,
      sample: [{ id: 'nytorv', ...nytorv }],
    },
  },
} as const satisfies Route;
