// The figures of docs/simulation.md, written by those who measured them: with the seeds and the commit, never by hand.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Hunt, huntBugs } from './hunt.ts';
import { faultsIn, inThreads, partsOf, sum } from './pool.ts';

export const figuresFile = 'docs/simulation.md';
/** What stands before it is written by hand. */
const mark = '## Figures';

/** Runs everything and writes the figures into `docs/simulation.md`. Returns whether no promise was broken and every bug was found. */
export async function writeFigures(from: number, seeds: number, faults: number, threads: number): Promise<boolean> {
  const measuredAt = commit();
  const random = sum(await inThreads(partsOf(from, seeds, threads), threads));
  const combined = sum(await inThreads(faultsIn(faults, threads), threads));
  const hunts = await huntBugs(5000, threads, 1);
  const found = hunts.filter((hunt): hunt is Hunt & { first: number } => hunt.first !== undefined);
  const firsts = found.map(({ first }) => first).sort((a, b) => a - b);
  const text = `Written by \`npm run sim -- --figures --seeds ${seeds} --from ${from} --faults ${faults}\` at commit ${measuredAt}.

| | schedules | violations |
|---|--:|--:|
| random fault schedules, seeds ${number(from)} to ${number(from + seeds - 1)}, ${Math.round(random.calls / random.schedules)} calls each in the mean | ${number(random.schedules)} | ${random.failing.length} |
| every combination of up to ${faults} faults over the calls of the main path | ${number(combined.schedules)} | ${combined.failing.length} |

### What befell the random schedules

| | times |
|---|--:|
${Object.entries(random.seen)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([what, times]) => `| ${what} | ${number(times)} |`)
  .join('\n')}

### Planted bugs, and the seeds it takes to find them

${found.length} of ${hunts.length} found, half of them by seed ${number(firsts[Math.floor((firsts.length - 1) / 2)] ?? 0)}, the last by seed ${number(firsts.at(-1) ?? 0)}.
\`npm run sim -- --seed <first> --bug '<name>'\` shows how.

| planted bug | first seed that finds it | what gives it away |
|---|--:|---|
${hunts.map(({ name, first, violation = '' }) => `| ${name} | ${first === undefined ? 'not found' : number(first)} | ${violation} |`).join('\n')}
`;
  const [told] = readFileSync(figuresFile, 'utf8').split(mark);
  writeFileSync(figuresFile, `${told}${mark}\n\n${text}`);
  return random.failing.length + combined.failing.length === 0 && found.length === hunts.length;
}

const number = (value: number): string => value.toLocaleString('en-US');

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'shared', 'test/simulation');
  return `\`${git('rev-parse', '--short', 'HEAD')}\`${changed ? ', changed' : ''}`;
}
