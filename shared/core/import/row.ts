// A row of any source: what it says, as text, and where it stands, so that a person finds it again.
import type { Field } from './columns.ts';

export interface Place {
  /** The line the row begins on, from 1. */
  line: number;
  /** The line it ends on, where a quoted field holds line breaks. */
  lastLine?: number;
  /** Its index in a GeoJSON collection, from 0. */
  feature?: number;
}

export interface Row {
  place: Place;
  fields: Partial<Record<Field, string>>;
  /** The combined column's own header says longitude first. */
  longitudeFirst?: boolean;
  /** A GeoJSON geometry, unchecked. */
  geometry?: unknown;
  /** Opening hours as the model writes them, unchecked: GeoJSON properties may hold them. */
  openingHours?: unknown;
  /** What makes the row unreadable as a whole. */
  broken?: Refusal;
}

/** A text that is no store list at all. */
export class UnreadableList extends Error {
  /** Where a header was looked for and none was understood: what stood there. */
  readonly headers: string[] | undefined;

  constructor(message: string, { headers, cause }: { headers?: string[]; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'UnreadableList';
    this.headers = headers;
  }
}

type RefusalReason =
  | 'missing-coordinate'
  | 'not-a-number'
  | 'out-of-range'
  | 'swapped'
  | 'zero-zero'
  | 'missing-id'
  | 'bad-id'
  | 'duplicate-id'
  | 'bad-time-zone'
  | 'bad-radius'
  | 'name-too-long'
  | 'column-count'
  | 'not-json'
  | 'bad-shape';

export interface Refusal {
  reason: RefusalReason;
  /** One sentence for a person, naming the value. */
  detail: string;
}

/** `line 17`, `lines 17–19`, `features[4] (line 90)`. */
export function placeName({ line, lastLine, feature }: Place): string {
  const lines = lastLine !== undefined && lastLine > line ? `lines ${line}–${lastLine}` : `line ${line}`;
  return feature === undefined ? lines : `features[${feature}] (${lines})`;
}
