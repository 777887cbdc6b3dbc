// What is kept about the customer: everything of it to take along, and the end of it.
import * as z from 'zod';
import { receipt } from '../shared/model/erasure.ts';
import { exportPage } from '../shared/model/export-page.ts';
import type { Route } from './route.ts';

export const exportCustomer = {
  operationId: 'exportCustomer',
  method: 'GET',
  path: '/v1/export',
  caller: 'customer',
  function: 'export-customer',
  summary: 'Everything that is kept about me',
  description:
    'In pages: as long as there is a `next`, ask again with it as `cursor`; the lists of all pages belong together. A page can be asked for again. Deliveries are in `customer` (what is under way, how the last one ended, what counts against caps) and in the `end` of decisions. Positions are not in it, because none is kept.',
  query: z.strictObject({
    cursor: z
      .string()
      .max(400)
      .regex(/^[A-Za-z0-9_-]{2,}$/, 'the `next` of the page before')
      .optional(),
  }),
  answer: exportPage,
  problems: [],
  again: 'alike',
  example: {
    answer: { devices: [], consents: [], decisions: [], present: [], codes: [], recentEvents: [], other: [] },
  },
} as const satisfies Route;

export const eraseCustomer = {
  operationId: 'eraseCustomer',
  method: 'DELETE',
  path: '/v1/me',
  caller: 'customer',
  function: 'erase-customer',
  summary: 'Erase me',
  description:
    'From the answer on nothing is readable and nothing is sent. A quarter of an hour later what was under way is swept up; only then can the same id give a consent again. `receipt` is a JWS (EdDSA) of the other fields but `publicKey`, which verifies it.',
  answer: receipt.extend({ receipt: z.string(), publicKey: z.record(z.string(), z.unknown()) }),
  problems: [],
  again: 'alike',
  example: {
    answer: {
      subject: '5f2a…',
      erasedAt: 1_780_000_000_000,
      counts: { customer: 1, consent: 3, device: 1, token: 1, decision: 12 },
      goneBy: 1_780_004_500_000,
      backupsGoneBy: 1_783_028_500_000,
      receipt: 'eyJhbGciOiJFZERTQSJ9…',
      publicKey: { kty: 'OKP', crv: 'Ed25519', x: '…' },
    },
  },
} as const satisfies Route;
