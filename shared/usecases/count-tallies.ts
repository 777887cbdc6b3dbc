// Counting tallies: a batch becomes one write for each offer and day in it. A batch that is delivered again, or half of it, adds nothing more.
import { countTallies } from '../core/uplift/count.ts';
import type { Tally } from '../model/tally.ts';
import type { Stats } from '../ports/stats.ts';
import { Contended, writeAttempts } from './refused.ts';

/** So many items are written at a time. */
const atATime = 16;

/** Throws Contended where others write one of the items without end; the batch is then to come again, and what was counted of it is known. */
export async function countAll({ stats }: { stats: Pick<Stats, 'load' | 'save'> }, tallies: Tally[]): Promise<void> {
  const items = [...Map.groupBy(tallies, ({ offerId, day }) => `${offerId}#${day}`).values()].values();
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (const ofOne of items) await countInto(stats, ofOne);
    }),
  );
}

async function countInto(stats: Pick<Stats, 'load' | 'save'>, tallies: Tally[]): Promise<void> {
  const { offerId, day } = tallies[0]!;
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const next = countTallies(await stats.load(offerId, day), tallies);
    if (!next || (await stats.save(next))) return;
  }
  throw new Contended('the counts of an offer');
}
