// Reports saved by a phone that honours `next`, against one that reports every 30 s, and what it misses: by situation, over whole days.
import { sense } from '../shared/core/decide/sense.ts';
import { applyFacts } from '../shared/core/decide/visits.ts';
import { distanceMetres } from '../shared/core/geo/geodesic.ts';
import { type Customer, newCustomer } from '../shared/model/customer.ts';
import { aDay, type Fix, fixEverySeconds, type Situation, situations } from './silence/day.ts';
import { aTown } from './silence/town.ts';

const days = 120;
const startsAt = Date.UTC(2026, 5, 2);

interface Tally {
  fixes: number;
  reports: number;
  writes: number;
  transitions: number;
  missed: number;
}

export async function run(): Promise<void> {
  const town = aTown(1);
  const tallies = new Map<Situation, Tally>(situations.map((situation) => [situation, none()]));
  const always = none();

  for (let seed = 1; seed <= days; seed++) {
    let honouring = consenting();
    let talkative = consenting();
    let spoken: { fix: Fix; withinMetres: number; beforeSeconds: number } | undefined;
    for (const fix of aDay(town, seed, startsAt)) {
      const told = sense(town.world, talkative, fix, fix.at);
      if (told.facts) {
        always.writes++;
        always.transitions += told.facts.transitions.length;
        talkative = applyFacts(talkative, told.facts, 1);
      }

      const tally = tallies.get(fix.situation)!;
      tally.fixes++;
      const sensed = sense(town.world, honouring, fix, fix.at);
      if (spoken && isSilent(spoken, fix)) {
        tally.missed += sensed.facts?.transitions.length ?? 0;
        continue;
      }
      tally.reports++;
      spoken = { fix, ...sensed.next };
      if (!sensed.facts) continue;
      tally.writes++;
      tally.transitions += sensed.facts.transitions.length;
      honouring = applyFacts(honouring, sensed.facts, 1);
    }
  }

  const hours = (fixes: number) => (fixes * fixEverySeconds) / 3600;
  const total = none();
  process.stdout.write(
    `\n${days} days, ${town.world.catalogue.index.size} geofences, a fix every ${fixEverySeconds} s\n\n`,
  );
  process.stdout.write(`${row(['', 'hours', 'reports', 'saved', 'reports/h', 'writes', 'enter/exit', 'missed'])}\n`);
  const print = (name: string, { fixes, reports, writes, transitions, missed }: Tally) => {
    const saved = `${(100 * (1 - reports / fixes)).toFixed(1)} %`;
    const perHour = (reports / hours(fixes)).toFixed(1);
    process.stdout.write(
      `${row([name, hours(fixes).toFixed(0), reports, saved, perHour, writes, transitions, missed])}\n`,
    );
  };
  for (const [situation, tally] of tallies) {
    print(situation, tally);
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += tally[key];
  }
  print('whole days', total);
  process.stdout.write(
    `\nper device and day: ${(total.reports / days).toFixed(0)} reports, ${(total.writes / days).toFixed(1)} writes; reporting every ${fixEverySeconds} s: ${(total.fixes / days).toFixed(0)} reports, ${(always.writes / days).toFixed(1)} writes, and ${always.transitions} transitions against ${total.transitions}\n`,
  );
  if (total.missed > 0) process.exitCode = 1;
}

function isSilent(spoken: { fix: Fix; withinMetres: number; beforeSeconds: number }, fix: Fix): boolean {
  return (
    fix.at - spoken.fix.at < spoken.beforeSeconds * 1000 &&
    distanceMetres(spoken.fix.lng, spoken.fix.lat, fix.lng, fix.lat) <= spoken.withinMetres
  );
}

function consenting(): Customer {
  return { ...newCustomer('bench'), consents: { location: { granted: true, at: startsAt } } };
}

function none(): Tally {
  return { fixes: 0, reports: 0, writes: 0, transitions: 0, missed: 0 };
}

function row([first, ...cells]: (string | number)[]): string {
  return `${String(first).padEnd(22)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;
}
