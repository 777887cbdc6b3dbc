// Text that people wrote: any characters, so long as they are characters.
import * as z from 'zod';

/** 1 to `maxLength` UTF-16 units. Half a surrogate pair (JSON may spell one) has no UTF-8 form and cannot be stored. */
export const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .refine((value) => value.isWellFormed(), 'well-formed Unicode: there is half a surrogate pair in it');
