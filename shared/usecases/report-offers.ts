// Reports: what one offer brought, and all that are in the catalogue side by side.
import { reportOf } from '../core/uplift/report.ts';
import { dayOf } from '../core/uplift/trials.ts';
import type { OfferReport, OfferSummary } from '../model/report.ts';
import type { Stats } from '../ports/stats.ts';
import type { Worlds } from './worlds.ts';

interface ReportPorts {
  stats: Pick<Stats, 'upTo'>;
  worlds: Worlds;
}

/** `yyyy-mm-dd`, UTC, both included. */
export interface Range {
  from?: string;
  to?: string;
}

const dayMs = 86_400_000;
/** Four weeks, so that every weekday is in it as often. */
const usualDays = 28;

/** An offer of which nothing has been counted has a report of nothing. */
export async function reportOffer(
  { stats, worlds }: ReportPorts,
  offerId: string,
  range: Range,
  now: number,
): Promise<OfferReport> {
  const { from, to } = daysOf(range, now);
  const [days, { catalogue }] = await Promise.all([stats.upTo(offerId, to, now), worlds.current(now)]);
  const report = reportOf(days, offerId, from, to);
  const store = report.by.store.map((row) => {
    const name = catalogue.geofence(row.key)?.name;
    return { ...row, ...(name !== undefined && { name }) };
  });
  return { ...report, by: { ...report.by, store } };
}

/** So many offers are compared, the last to begin: each is a query of its own. */
const mostOffers = 200;
const atATime = 16;

export async function reportOffers(
  { stats, worlds }: ReportPorts,
  range: Range,
  now: number,
): Promise<{ offers: OfferSummary[] }> {
  const { from, to } = daysOf(range, now);
  const { catalogue } = await worlds.current(now);
  const offers = [...catalogue.offers()].sort((a, b) => b.startsAt - a.startsAt).slice(0, mostOffers);
  const summaries: OfferSummary[] = [];
  const waiting = offers.entries();
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (const [index, { id, messages, defaultLocale }] of waiting) {
        const { funnel, uplift } = reportOf(await stats.upTo(id, to, now), id, from, to);
        const { sent, measured, opened, redeemed } = funnel;
        const { verdict, difference } = uplift;
        const title = messages[defaultLocale]?.title ?? id;
        summaries[index] = {
          ...{ offerId: id, title, sent, measured, opened, redeemed, verdict },
          ...(difference !== undefined && { difference }),
        };
      }
    }),
  );
  return { offers: summaries };
}

function daysOf({ from, to }: Range, now: number): { from: string; to: string } {
  const last = to ?? dayOf(now);
  return { from: from ?? dayOf(Date.parse(last) - (usualDays - 1) * dayMs), to: last };
}
