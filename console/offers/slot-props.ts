// What every part of the form gets: the offer, a way to change it, and what is wrong with a field.
import type { Offer } from './offer.ts';

export interface SlotProps {
  offer: Offer;
  set: (change: Partial<Offer>) => void;
  /** Of a field or anything within it: `messages.da.title`, `where`. */
  fault: (field: string) => string | undefined;
}

/** A number that is typed: nothing where the field is empty. */
export function numberFrom(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
  return Number.isNaN(number) ? undefined : number;
}

/** “Coffee, bakery” → coffee and bakery; undefined where there is none. */
export function labelsFrom(text: string): string[] | undefined {
  const labels = text
    .toLowerCase()
    .split(',')
    .map((label) => label.trim())
    .filter(Boolean);
  return labels.length > 0 ? [...new Set(labels)] : undefined;
}
