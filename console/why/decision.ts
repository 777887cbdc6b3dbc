// Decisions about one customer as the API tells them, and which of them belong to an hour.
export interface Decision {
  id: string;
  at: number;
  reason: string;
  offerId?: string;
  geofenceId?: string;
  end?: { state: string };
  candidates: {
    offerId: string;
    geofenceId: string;
    reason: string;
    compared?: Record<string, string | number | boolean>;
  }[];
  explanation: { marketer: string; customer: string; flip?: string };
}

/** From when until when a day, or one hour of it, lasts by this computer's clock: epoch milliseconds. */
export function span(day: string, hour: string): { from: number; to: number } | undefined {
  if (day === '') return undefined;
  const from = new Date(`${day}T${hour === '' ? '00' : hour.padStart(2, '0')}:00`).getTime();
  if (Number.isNaN(from)) return undefined;
  if (hour !== '') return { from, to: from + 3_600_000 };
  const next = new Date(`${day}T00:00`);
  next.setDate(next.getDate() + 1);
  return { from, to: next.getTime() };
}

/** Asks for the time too; an API that does not know it answers with the newest, of which those within are taken. */
export function within(decisions: readonly Decision[], time: { from: number; to: number } | undefined): Decision[] {
  return decisions.filter(({ at }) => !time || (at >= time.from && at < time.to));
}
