// One evaluation: writes a log, runs `npm run evaluate` on it as a user would, and reads the predictions back.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from '../../shared/model/propensity.ts';

/** A line of an outcome log. */
export interface Opportunity {
  at: number;
  customerId: string;
  category: string;
  context: Context;
  outcome: 0 | 1;
  outcomeAt?: number;
}

/** The probability of each line, in order, and what the command printed. */
export async function evaluate(log: Opportunity[], ...options: string[]): Promise<{ p: number[]; told: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ravn-propensity-'));
  try {
    const [input, output] = [join(folder, 'o.jsonl'), join(folder, 'p.jsonl')];
    await writeFile(input, log.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const command = join(import.meta.dirname, '../../cli/evaluate.ts');
    const argv = [command, '--log', input, '--out', output, ...options];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 1e8 });
    const p = (await readFile(output, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).p as number);
    if (p.length !== log.length) throw new Error(`${log.length} lines, ${p.length} predictions`);
    return { p, told: stdout };
  } finally {
    await rm(folder, { recursive: true });
  }
}
