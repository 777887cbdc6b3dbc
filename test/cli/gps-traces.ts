// GPS traces of people who walk among the stores of a town, 1–5 s apart, as an endless supply of report lines in the order of time.
// Run by itself it writes a replay's files: `node test/cli/gps-traces.ts <folder> <reports>`.
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { CatalogueFile } from '../../shared/model/catalogue.ts';
import { usualQuietHours } from '../../shared/model/offer.ts';
import { seeded } from './seeded.ts';

const centre = { lng: 12.5683, lat: 55.6761 };
/** Metres in a degree of latitude, and of longitude at the centre: good enough to draw a walk. */
const perDegree = { lat: 111_300, lng: 111_300 * Math.cos((centre.lat * Math.PI) / 180) };
/** A Saturday, 08:00 in Copenhagen. */
export const startsAt = Date.UTC(2026, 4, 30, 6);
const day = 24 * 60 * 60_000;

/** Forty stores within 2 km, one place that is left alone, and offers with caps, a budget and hours. */
export function townCatalogue(seed = 7): CatalogueFile {
  const random = seeded(seed);
  const place = (metres: number): [number, number] => [
    centre.lng + ((random() - 0.5) * metres) / perDegree.lng,
    centre.lat + ((random() - 0.5) * metres) / perDegree.lat,
  ];
  const stores = Array.from({ length: 40 }, (_, index) => ({
    id: `store-${index}`,
    name: `Store ${index}`,
    kind: 'store' as const,
    shape: { type: 'Circle' as const, center: place(4000), radiusMetres: 60 + Math.floor(random() * 90) },
    timeZone: 'Europe/Copenhagen',
    tags: [index % 2 === 0 ? 'bakery' : 'grocery'],
  }));
  const clinic = {
    id: 'clinic',
    name: 'Clinic',
    kind: 'exclusion' as const,
    shape: { type: 'Circle' as const, center: [centre.lng + 0.05, centre.lat] as [number, number], radiusMetres: 50 },
    timeZone: 'Europe/Copenhagen',
  };
  const offer = (id: string, category: string, tags: string[]) => ({
    id,
    state: 'live' as const,
    category,
    messages: { da: { title: id, body: id } },
    defaultLocale: 'da',
    where: { tags },
    startsAt: startsAt - day,
    endsAt: startsAt + 30 * day,
    value: 20,
    cost: 0.1,
    caps: [
      { per: 'offer' as const, limit: 1, windowMinutes: 60 },
      { per: 'customer' as const, limit: 3, windowMinutes: 120 },
    ],
    minimumPropensity: 0,
    quietHours: usualQuietHours,
    on: 'enter' as const,
    holdoutShare: 0,
  });
  return {
    geofences: [...stores, clinic],
    offers: [
      offer('coffee', 'coffee', ['bakery']),
      { ...offer('bread', 'bakery', ['bakery']), budgetUnits: 12 },
      offer('fruit', 'fruit', ['grocery']),
    ],
  };
}

interface Walker {
  id: string;
  lng: number;
  lat: number;
  goal: [number, number];
  metresPerSecond: number;
  stayUntil: number;
  nextAt: number;
  sequence: number;
}

/** Report lines of `customers` people, sorted by time. Holds one state per person and nothing else. */
export function* traces(reports: number, customers: number, seed: number): Generator<string> {
  const random = seeded(seed);
  const stores = townCatalogue().geofences.flatMap(({ shape }) => (shape.type === 'Circle' ? [shape.center] : []));
  const goal = () => stores[Math.floor(random() * stores.length)]!;
  const speed = () => (random() < 0.15 ? 5 + random() * 8 : 1 + random());
  const walkers: Walker[] = Array.from({ length: customers }, (_, index) => {
    const [lng, lat] = goal();
    const fresh = { goal: goal(), metresPerSecond: speed(), stayUntil: 0, sequence: 0 };
    return { ...fresh, id: `walker-${index}`, lng: lng + 0.003, lat, nextAt: startsAt + Math.floor(random() * 5000) };
  });

  let written = 0;
  for (let at = startsAt; written < reports; at += 1000) {
    const due = walkers.filter((walker) => walker.nextAt < at + 1000).sort((a, b) => a.nextAt - b.nextAt);
    for (const walker of due) {
      if (written++ >= reports) return;
      yield reportOf(walker);
      // One fix in 300 is followed by a gap: a tunnel, a cellar, an app that was killed.
      const seconds = random() < 1 / 300 ? 60 + random() * 600 : 1 + random() * 4;
      advance(walker, seconds);
    }
  }

  function reportOf(walker: Walker): string {
    walker.sequence += 1;
    const accuracyMetres = 4 + Math.floor(random() * 12);
    const noise = () => ((random() + random() + random() - 1.5) * accuracyMetres) / 1.5;
    return JSON.stringify({
      customerId: walker.id,
      id: `${walker.id}.${walker.sequence}`,
      at: walker.nextAt,
      lng: Number((walker.lng + noise() / perDegree.lng).toFixed(6)),
      lat: Number((walker.lat + noise() / perDegree.lat).toFixed(6)),
      accuracyMetres,
    });
  }

  function advance(walker: Walker, seconds: number) {
    walker.nextAt += Math.round(seconds * 1000);
    if (walker.nextAt < walker.stayUntil) return;
    const east = (walker.goal[0] - walker.lng) * perDegree.lng;
    const north = (walker.goal[1] - walker.lat) * perDegree.lat;
    const left = Math.hypot(east, north);
    const step = Math.min(left, walker.metresPerSecond * seconds);
    if (left > 0) {
      walker.lng += (east / left) * (step / perDegree.lng);
      walker.lat += (north / left) * (step / perDegree.lat);
    }
    if (step === left) {
      walker.goal = goal();
      walker.metresPerSecond = speed();
      walker.stayUntil = walker.nextAt + random() * 900_000;
    }
  }
}

/** Writes `catalogue.json` and `reports.jsonl.gz` (or `.jsonl`) into a folder; answers their paths. */
export async function writeReplay(folder: string, reports: number, customers = 200, seed = 1, zipped = true) {
  const paths = {
    catalogue: join(folder, 'catalogue.json'),
    reports: join(folder, `reports-${reports}.jsonl${zipped ? '.gz' : ''}`),
  };
  await writeFile(paths.catalogue, JSON.stringify(townCatalogue()));
  const file = createWriteStream(paths.reports);
  const source = Readable.from(inBlocks(traces(reports, customers, seed)));
  await (zipped ? pipeline(source, createGzip({ level: 1 }), file) : pipeline(source, file));
  return paths;
}

function* inBlocks(lines: Iterable<string>): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length > 64 * 1024) {
      yield block;
      block = '';
    }
  }
  yield block;
}

if (import.meta.main) {
  const [folder = '.', reports = '400000'] = process.argv.slice(2);
  console.log(await writeReplay(folder, Number(reports)));
}
