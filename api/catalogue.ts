// The catalogue: geofences and offers, replaced as one and compiled into the snapshot in force.
import * as z from 'zod';
import { catalogueFile } from '../shared/model/catalogue.ts';
import { fieldFault } from './problem.ts';
import type { Route } from './route.ts';

const answer = z.object({
  version: z.int(),
  geofences: z.int(),
  offers: z.int(),
  /** In force, and unwise. */
  warnings: z.array(fieldFault),
});
const example = { version: 7, geofences: 1, offers: 0, warnings: [] };

export const replaceCatalogue = {
  operationId: 'replaceCatalogue',
  method: 'PUT',
  path: '/v1/catalogue',
  caller: 'marketer',
  function: 'publish-catalogue',
  summary: 'Replace every geofence and offer, and publish',
  description:
    'One change by its caller: what the file leaves out is archived, but for drafts, and for segments where it names none. Refused as a whole, naming every fault, before anything is written.',
  body: catalogueFile,
  // below Lambda's own bound of 6 MB on a request
  maxBodyBytes: 5_500_000,
  answer,
  problems: ['invalid-catalogue'],
  again: 'alike',
  example: {
    body: {
      geofences: [
        {
          id: 'torvet',
          name: 'Torvet',
          shape: { type: 'Circle', center: [12.568, 55.676], radiusMetres: 120 },
          timeZone: 'Europe/Copenhagen',
        },
      ],
      offers: [],
    },
    answer: example,
  },
} as const satisfies Route;

export const republishCatalogue = {
  operationId: 'republishCatalogue',
  method: 'POST',
  path: '/v1/catalogue/publish',
  caller: 'marketer',
  function: 'publish-catalogue',
  summary: 'Compile what is stored once more, under a new version',
  answer,
  problems: ['invalid-catalogue'],
  again: 'new',
  example: { answer: example },
} as const satisfies Route;
