// What trying an offer costs: decisions on record replayed per second on one core, and made-up walkers.
import { parseArgs } from 'node:util';
import { compileCatalogue } from '../shared/core/decide/compile.ts';
import { openCatalogue, type World } from '../shared/core/decide/world.ts';
import { type Recorded, relive } from '../shared/core/replay/decisions.ts';
import { newcomer } from '../shared/core/replay/newcomer.ts';
import { replayReports } from '../shared/core/replay/reports.ts';
import { walker } from '../shared/core/replay/walkers.ts';
import { geofence } from '../shared/model/geofence.ts';
import { offer } from '../shared/model/offer.ts';

const start = Date.parse('2026-06-01T00:00:00Z');
const dayMs = 86_400_000;
const categories = ['coffee', 'bakery', 'fashion', 'books', 'toys'];

/** A street of 40 stores, each with as many offers as are asked for. */
function worldWith(offers: number): World {
  const geofences = Array.from({ length: 40 }, (_, n) =>
    geofence.parse({
      id: `store-${n}`,
      name: `Store ${n}`,
      shape: { type: 'Circle', center: [12.5683 + 0.006 * n, 55.6761], radiusMetres: 100 },
      timeZone: 'Europe/Copenhagen',
      tags: ['shop'],
    }),
  );
  const written = Array.from({ length: offers }, (_, n) =>
    offer.parse({
      id: `offer-${n}`,
      category: categories[n % categories.length],
      messages: { da: { title: 'Et tilbud', body: 'Til dig' } },
      defaultLocale: 'da',
      where: { tags: ['shop'] },
      startsAt: start - dayMs,
      endsAt: start + 365 * dayMs,
      value: 5 + (n % 7),
      caps: [
        { per: 'offer', limit: 1, windowMinutes: 24 * 60 },
        { per: 'customer', limit: 3, windowMinutes: 7 * 24 * 60 },
      ],
    }),
  );
  return { catalogue: openCatalogue(compileCatalogue({ geofences, offers: written }, 1)) };
}

/** Walkers' weeks, as they would have been recorded. */
function lived(world: World, customers: number) {
  const ids = [...world.catalogue.geofences()].map(({ id }) => id);
  const replay = replayReports(world);
  const records = new Map<string, Recorded[]>();
  let reports = 0;
  for (let number = 0; number < customers; number++) {
    const customerId = `customer-${number}`;
    const own: Recorded[] = [];
    for (const report of walker(world.catalogue, ids, 'bench', number, start)) {
      reports += 1;
      const { weighed } = replay.step({ ...report, customerId });
      if (!weighed) continue;
      const { decision, delivered } = weighed;
      const { id, at, deliveryId, offerId, geofenceId } = decision;
      const end = delivered && { deliveryId: deliveryId!, decisionId: id, offerId: offerId!, geofenceId: geofenceId! };
      own.push({ ...decision, ...(end && { end: { ...end, state: 'sent' as const, at } }) });
    }
    records.set(customerId, own);
  }
  return { records, reports };
}

/** What this process used, so that what else the machine does counts for nothing. */
const processorSeconds = () => process.cpuUsage().user / 1e6;

export async function run(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: { customers: { type: 'string', default: '3000' } },
  });
  const customers = Number(values.customers);
  process.stdout.write(
    '| offers at a place | decisions on record | replayed a processor second | walkers’ reports |\n|--:|--:|--:|--:|\n',
  );
  for (const offers of [1, 5, 25]) {
    const world = worldWith(offers);
    lived(world, 200); // warming up
    const begun = processorSeconds();
    const { records, reports } = lived(world, customers);
    const walked = processorSeconds() - begun;
    const today = (customerId: string) => newcomer({ customerId });
    const total = [...records.values()].reduce((sum, { length }) => sum + length, 0);
    const t0 = processorSeconds();
    let sends = 0;
    for (const [id, own] of records)
      for (const { tried } of relive(world, today(id), own, 0)) if (tried?.delivered) sends += 1;
    const seconds = processorSeconds() - t0;
    const was = [...records.values()].flat().filter(({ end }) => end).length;
    if (sends !== was)
      throw new Error(`${was} sends on record, ${sends} replayed: a past without a change is the same`);
    const row = [offers, total, Math.round(total / seconds), Math.round(reports / walked)];
    process.stdout.write(`| ${row.map((cell) => cell.toLocaleString('en')).join(' | ')} |\n`);
  }
}
