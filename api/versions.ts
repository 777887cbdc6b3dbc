// Versions: what everything authored carries, and the headers by which a change says which version it is meant for.
import * as z from 'zod';
import { epochMilliseconds } from '../shared/model/identifier.ts';

/** In the body of every answer; `"7"` in `If-Match` is version 7. */
export const changed = {
  version: z.int(),
  changedAt: epochMilliseconds,
  /** The `sub` of the token. */
  changedBy: z.string(),
};

const ifMatch = z
  .string()
  .regex(/^(?:\*|"[1-9][0-9]{0,14}")$/, 'the version in quotes, such as "7", or * for whichever there is')
  .optional();
const ifNoneMatch = z.literal('*', { error: '* is all that is understood: for something new' }).optional();

/** For what may be new. */
export const forPut = z.object({ 'if-match': ifMatch, 'if-none-match': ifNoneMatch });
/** For what is there. */
export const forChange = z.object({ 'if-match': ifMatch });

export const versionsNote =
  'Which version is meant stands in `If-Match: "<version>"` (`*`: whichever there is); something new is made with `If-None-Match: *`. The version is in every answer. The same request once more is answered alike.';
