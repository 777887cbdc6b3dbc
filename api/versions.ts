// Versions: what everything authored carries, and the headers by which a change says which version it is meant for.
import * as z from 'zod';
import { offerChange } from '../shared/model/authored.ts';
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

/** What stands beside a version of something. A geofence or segment is `saved` or `archived`. */
export const kept = {
  version: z.int(),
  at: epochMilliseconds,
  by: z.string(),
  what: offerChange,
};

export const keptNote =
  'Fewer where they are so large that an answer does not hold 50. Those of an archived one are told as well; a version is taken again by sending it as it was.';
