// A simulation as the API tells it, and what can be asked for.
import type { Offer } from '../offers/offer.ts';
import { authored } from '../offers/use-offer.ts';

export type Source = { kind: 'decisions'; days: number } | { kind: 'sample' } | { kind: 'reports'; lines: unknown[] };

export interface SimulationResult {
  considered: number;
  sends: number;
  heldOut: number;
  customers: number;
  customersReplayed: number;
  reasons: Record<string, number>;
  perDay: { day: string; sends: number; liveSends?: number }[];
  byHour: number[];
  byStore: { geofenceId: string; sends: number }[];
  capPressure: { capped: number; cooldown: number; pending: number; outranked: number };
  /** In the unit of the offer's cost: of the sends counted, and of a day of everybody's. */
  cost: { sends: number; perDay?: number };
  /** A day of everybody's, and what share of customers was replayed. */
  estimate?: { sendsPerDay: number; share: number; budgetDays?: number };
  /** What could not be asked of the source, and was taken to hold. */
  assumed: string[];
  others: { sends: number; live?: number };
  difference?: { gained: number; lost: number; same: number };
  examples: { at: number; geofenceId: string; reason: string; text: string }[];
}

export interface Simulation {
  id: string;
  state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  /** 0 to 1. */
  done: number;
  result?: SimulationResult;
}

/** The most lines the API takes. */
export const maxLines = 5000;

/** Traces of a team's own: a JSON object a line. Undefined, or the number of the line that is none. */
export function readReports(text: string): { lines: unknown[] } | { badLine: number } {
  const lines: unknown[] = [];
  for (const [n, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      lines.push(JSON.parse(line));
    } catch {
      return { badLine: n + 1 };
    }
  }
  return { lines };
}

export function request(offer: Offer, source: Source, hasLive: boolean): Record<string, unknown> {
  return { offer: { ...authored(offer), id: offer.id || 'draft' }, source, ...(hasLive && { compareWith: 'live' }) };
}
