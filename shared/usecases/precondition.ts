// Preconditions: which version a change is meant for, so that nobody overwrites what they have not seen.
import type { Change } from '../model/authored.ts';
import { notFound, Refused } from './refused.ts';

/** `If-None-Match: *`: there must be none yet. `If-Match: *`: whichever there is. `If-Match: "7"`: this one. */
export type Precondition = 'none' | 'any' | { version: number };

export interface Wish {
  precondition: Precondition | undefined;
  by: string;
  /** What it is changed to is what there is. */
  same: boolean;
}

/**
 * Whether there is anything to do; throws Refused where the precondition does not hold. A change that was made already, by
 * the same person and under the same precondition, is the same request once more: its answer was lost.
 */
export function isToDo(before: Change | undefined, { precondition, by, same }: Wish, what: string): boolean {
  if (precondition === undefined) {
    throw new Refused(
      'precondition-required',
      'Say which version you mean: If-Match: "<version>", or If-None-Match: * for something new.',
    );
  }
  const isRepeated = same && before?.changedBy === by;
  if (precondition === 'none') {
    if (!before) return true;
    if (isRepeated) return false;
    throw changedMeanwhile(before, `There is ${what} by this name already`);
  }
  if (!before) throw notFound(`no ${what}`);
  if (precondition === 'any' || precondition.version === before.version) return !same;
  if (isRepeated && before.version === precondition.version + 1) return false;
  throw changedMeanwhile(before, `This is not version ${precondition.version} any more`);
}

function changedMeanwhile({ version, changedAt, changedBy }: Change, said: string): Refused {
  const when = new Date(changedAt).toISOString();
  return new Refused('changed-meanwhile', `${said}: it is at version ${version}, saved by ${changedBy} at ${when}.`);
}

/** What a record holds under an id: not what every object has, such as `toString`. */
export const heldUnder = <Held>(record: Readonly<Record<string, Held>>, id: string): Held | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined;
