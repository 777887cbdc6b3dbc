// A segment: an audience with a name, which several offers are meant for.
import * as z from 'zod';
import { authoredId } from './identifier.ts';
import { audience } from './offer.ts';
import { text } from './text.ts';

export const segment = z.strictObject({ id: authoredId, name: text(200), audience });
export type Segment = z.infer<typeof segment>;
