// What is stored, queued or put on the bus: written by one deployment, read by the one before it and the one after.
import * as z from 'zod';

/**
 * An object of which fields that are not known here are kept, and not read: while a deployment is under way an older function
 * reads what a newer one wrote, and must not refuse it nor lose it by writing it back. What a stranger sends is a strictObject.
 */
export const storedObject = <Shape extends z.ZodRawShape>(shape: Shape) =>
  // The type stays closed, so that a misspelt field is still an error.
  z.looseObject(shape) as unknown as z.ZodObject<Shape, z.core.$strip>;
