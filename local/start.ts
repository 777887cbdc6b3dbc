// `npm start`: synthesizes the app, runs it as the cloud on a laptop, shows the map of the system, and lets the demo play in it.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { sky } from '../demo/afternoon.ts';
import { playPicnic } from '../demo/picnic.ts';
import { playDemo } from '../demo/play.ts';
import { tellRain } from '../demo/story.ts';
import { synthesize } from '../infra/synthesize.ts';
import { assertCanStart, type LocalCloud, startLocalCloud } from './cloud.ts';
import { consolePath, phonePath } from './console.ts';
import { parseOptions, type StartOptions, usage } from './options.ts';
import { formatSteps, formatSystemMap } from './system-map.ts';

// Lambda runs in UTC, and a worker thread takes the process's zone whatever its own environment says.
process.env.TZ = 'UTC';

const localDir = resolve(import.meta.dirname, '..', '.local');
const print = (text = '') => process.stdout.write(`${text}\n`);
/** Secondary text; plain where the output is no terminal or NO_COLOR is set. */
const dim = (text: string) => styleText('dim', text, { stream: process.stdout });

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (ending.signal.aborted) process.exit(130); // asked twice
    ending.abort();
  });

let cloud: LocalCloud | undefined;
try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) print(usage);
  else await run(options);
} catch (error) {
  // What was interrupted while starting is no failure.
  if (!ending.signal.aborted) fail(error);
} finally {
  await cloud?.stop().catch(fail);
  if (cloud) print(dim('Stopped.'));
}

async function run(options: StartOptions): Promise<void> {
  const startedAt = performance.now();
  const began = Date.now();
  const { seed, speed, headless, forSeconds, story, traces } = options;
  // A story begins from nothing, and leaves alone what the demo keeps.
  const dataDir = story ? resolve(localDir, 'story') : localDir;
  await assertCanStart({ port: options.port, dataDir });
  const synthesis = await synthesize({ stage: 'local', outdir: `${localDir}/assembly`, traces });
  if (ending.signal.aborted) return;
  cloud = await startLocalCloud({
    assemblyDir: synthesis.assemblyDir,
    port: options.port,
    dataDir,
    fresh: options.fresh || story !== undefined,
    restore: publishCatalogueAgain,
    // A story brings its own weather.
    ...(!story && { sky: (at: number) => sky((at - began) / 60_000) }),
  });
  const steps = [...synthesis.steps, ...cloud.steps];
  if (ending.signal.aborted) return;

  if (!story) print(formatSystemMap(cloud.describe(), dim));
  print(`\nStarting${synthesis.cached ? '' : ', sources have changed'}\n${formatSteps(steps, dim)}`);
  print(dim('  Servers start side by side, and so do the things on them.'));
  print(`\nReady in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  print(`Console  ${new URL(consolePath, cloud.apiUrl)}`);
  print(`Phone    ${new URL(phonePath, cloud.apiUrl)}`);
  print(`API      ${cloud.apiUrl}`);
  print(dim(`A token to try it with: curl '${cloud.apiUrl}/local/token?sub=anna'`));
  print(dim(forSeconds === undefined ? 'Ctrl-C stops it.\n' : `Stops after ${forSeconds} s.\n`));

  cloud.onAlarm(({ name, state, description }) =>
    print(
      state === 'OK' ? `OK again: ${name}` : `ALARM ${name}: ${description.split(' docs/')[0]} ${runbookEntry(name)}`,
    ),
  );
  const timer = forSeconds === undefined ? undefined : setTimeout(() => ending.abort(), forSeconds * 1000);
  try {
    const { signal } = ending;
    const town = cloud;
    const onSettled = () => void playPicnic({ cloud: town, signal }).catch(() => undefined);
    if (story) await tellRain({ cloud: town, speed, signal, write: print });
    else await playDemo({ cloud: town, seed, speed, headless, signal, write: print, onSettled });
  } finally {
    clearTimeout(timer);
  }
}

/** Compiled again from what is authored: by this version of the code, whichever compiled it last. */
async function publishCatalogueAgain({ apiUrl, issueToken }: Pick<LocalCloud, 'apiUrl' | 'issueToken'>): Promise<void> {
  const token = await issueToken({ sub: 'local', scope: 'ravn/marketer' });
  const response = await fetch(`${apiUrl}/v1/catalogue/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    signal: ending.signal,
  });
  if (!response.ok)
    throw new Error(
      `The catalogue could not be published again; --fresh forgets it. ${response.status} ${await response.text()}`,
    );
}

/** Where the runbook says what to do: its heading as GitHub links to it. */
function runbookEntry(alarm: string): string {
  const runbook = readFileSync(resolve(import.meta.dirname, '..', 'docs', 'runbook.md'), 'utf8');
  const heading = runbook
    .split('\n')
    .find((line) => line.startsWith('## ') && line.slice(3).split(', ').includes(alarm));
  return `docs/runbook.md#${heading?.slice(3).toLowerCase().replaceAll(',', '').replaceAll(' ', '-')}`;
}

function fail(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
