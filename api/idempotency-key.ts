// The Idempotency-Key header (IETF draft-ietf-httpapi-idempotency-key-header-07) of the partner routes that must not be done twice.
import * as z from 'zod';
import type { ProblemCode } from './problem.ts';

/** A UUID, say. Quoted, as the draft writes it (`"8e03978e-…"`), or bare, as most clients do: both are the same key. */
export const idempotencyKey = z.object({
  'idempotency-key': z
    .string({ error: 'send an Idempotency-Key: a UUID, the same each time this request is sent' })
    .min(1)
    .max(130)
    .regex(/^"?[!#-~]{1,128}"?$/, '1 to 128 printable ASCII characters, quoted or not'),
});

/** The key without its quotes. */
export const keyIn = (headers: z.infer<typeof idempotencyKey>): string =>
  headers['idempotency-key'].replaceAll('"', '');

export const keyProblems = ['key-in-flight', 'key-reused'] as const satisfies ProblemCode[];

export const exampleKey = { 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' };
