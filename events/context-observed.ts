// ContextObserved: what any system of the team may put on the bus: stock, the length of a queue, a match won.
import * as z from 'zod';
import { contextObservation } from '../shared/model/context.ts';

/** The detail of a `ContextObserved`, from any source. Late and repeated ones change nothing. */
export const contextObserved = z.strictObject({ schemaVersion: z.literal(1), ...contextObservation.shape });
