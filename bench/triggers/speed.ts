// How fast: a million reports of 100,000 phones among 100,000 geofences, with certainty, visits and safe radius.
import { normal, pick, randomFrom } from '../../demo/random.ts';
import { compileCatalogue } from '../../shared/core/decide/compile.ts';
import { sense } from '../../shared/core/decide/sense.ts';
import { applyFacts } from '../../shared/core/decide/visits.ts';
import { openCatalogue } from '../../shared/core/decide/world.ts';
import { type Customer, newCustomer } from '../../shared/model/customer.ts';
import type { Fix } from '../../shared/model/signal.ts';
import { cpuMs } from '../geofence/track.ts';
import { around, position, somewhere } from '../traces/town.ts';

const [phones, rounds, everyMs] = [100_000, 10, 30_000];
/** A chain in 400 towns: shops as thick as in one town, over an area 400 times as large. */
const shopsInTown = 250;

/** Phones walk among shops and report in turn. Only `sense` and `applyFacts` are timed. */
export async function reportsPerSecond(): Promise<string> {
  const random = randomFrom('speed');
  const middles = Array.from({ length: 400 }, (_, n) => [(n % 20) * 30_000, Math.floor(n / 20) * 30_000] as const);
  const inTown = (town: readonly [number, number]) => {
    const [east, north] = somewhere(random);
    return [town[0] + 2 * east, town[1] + 2 * north] as [number, number];
  };
  const geofences = middles.flatMap((town, t) =>
    Array.from({ length: shopsInTown }, (_, n) => ({
      id: `shop-${t}-${n}`,
      name: 'shop',
      kind: 'store' as const,
      shape: { type: 'Circle' as const, center: position(inTown(town)), radiusMetres: 50 + Math.round(100 * random()) },
      timeZone: 'Europe/Copenhagen',
      tags: [],
    })),
  );
  const world = { catalogue: openCatalogue(compileCatalogue({ geofences, offers: [] }, 1)) };
  const startsAt = Date.UTC(2026, 4, 30, 6);
  const granted = { location: { granted: true, at: startsAt } };
  const places = Array.from({ length: phones }, () => inTown(pick(random, middles)));
  const customers: Customer[] = places.map((_, n) => ({ ...newCustomer(`c${n}`), consents: granted }));
  const last: (Fix | undefined)[] = places.map(() => undefined);

  let [seconds, transitions] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const at = startsAt + round * everyMs;
    const reports = places.map((place, n) => {
      places[n] = around(random, place, Math.abs(40 * normal(random)));
      const [lng, lat] = position(places[n]!);
      const fix = { at, lng, lat, accuracyMetres: 5 + 20 * random() };
      const report = { id: `r${round}`, ...fix, previous: last[n] };
      last[n] = fix;
      return report;
    });
    const from = cpuMs();
    for (let n = 0; n < phones; n++) {
      const { facts } = sense(world, customers[n]!, reports[n]!, at);
      if (!facts) continue;
      transitions += facts.transitions.length;
      customers[n] = applyFacts(customers[n]!, facts, 1);
    }
    seconds += (cpuMs() - from) / 1000;
  }
  const perSecond = (phones * rounds) / seconds / 1e6;
  return `${perSecond.toFixed(3)} M reports/s with certainty, visits and safe radius: ${phones * rounds} reports of ${phones} phones in order, ${geofences.length} circles, ${transitions} transitions, one core`;
}
