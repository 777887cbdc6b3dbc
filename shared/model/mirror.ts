// The mirror: the message that a catalogue was published, for the copy of its geofences at Amazon Location.
import * as z from 'zod';
import { storedObject } from './stored.ts';

export const mirrorMessage = storedObject({ catalogueVersion: z.int() });
export type MirrorMessage = z.infer<typeof mirrorMessage>;
