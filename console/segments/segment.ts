// Segments as the API tells them, and what follows from who uses one: pure, so that it is tested without a page.
import type { Audience } from '../offers/offer.ts';

/** What a segment says. */
export interface Content {
  name: string;
  audience?: Audience;
}

/** An offer that names it. */
export interface User {
  id: string;
  title: string;
  state: 'draft' | 'live' | 'paused';
  /** False where only its draft names it. */
  isInForce: boolean;
}

export interface Segment extends Content {
  id: string;
  version: number;
  changedAt: number;
  changedBy: string;
  usedBy: User[];
}

export const pathOf = (id: string): string => `/v1/segments/${encodeURIComponent(id)}`;

/** What is sent: nobody has said to whom yet, and the API says what is missing. */
export const sent = ({ name, audience = {} }: Content): Required<Content> => ({ name, audience });

/** The offers in force that go by it, and the drafts that will. */
export function usersOf(usedBy: readonly User[]): { inForce: User[]; drafts: User[] } {
  return { inForce: usedBy.filter((one) => one.isInForce), drafts: usedBy.filter((one) => !one.isInForce) };
}
