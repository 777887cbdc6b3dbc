// Synthesis for `npm start`: the same app, without the CLI and without loading the CDK where nothing has changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const root = resolve(import.meta.dirname, '..');

/** What the template and the bundles are made from. */
const sources = [
  'infra/**/*.{ts,json}',
  '{functions,api,shared,events}/**/*.{ts,json}',
  'cdk.json',
  'package-lock.json',
];

export interface Synthesis {
  /** The cloud assembly: the template and the functions' assets. */
  assemblyDir: string;
  /** Path of the template. */
  template: string;
  stackName: string;
  /** Nothing had changed since the last time. */
  cached: boolean;
  steps: { name: string; milliseconds: number }[];
}

/**
 * Synthesizes a stage into `outdir`, and its bundles into `<outdir>.bundles`. Both are replaced, unless they were made
 * from the very sources there are now.
 * @throws Error with what the app said, if it fails.
 */
export async function synthesize({
  stage = 'local',
  outdir = join(root, '.local', 'assembly'),
  traces = false,
}: {
  stage?: string;
  outdir?: string;
  /** Traced, whatever the stage says. */
  traces?: boolean;
} = {}): Promise<Synthesis> {
  const assemblyDir = resolve(outdir);
  const template = join(assemblyDir, 'Ravn.template.json');
  const madeFrom = join(assemblyDir, 'made-from.sha256');
  const synthesis = { assemblyDir, template, stackName: `ravn-${stage}`, steps: [] as Synthesis['steps'] };
  const timed = async <Result>(name: string, step: () => Result | Promise<Result>): Promise<Result> => {
    const startedAt = performance.now();
    const result = await step();
    synthesis.steps.push({ name, milliseconds: performance.now() - startedAt });
    return result;
  };

  const hash = await timed('compare sources', () => hashSources(root, traces ? `${stage} traced` : stage));
  if (existsSync(template) && existsSync(madeFrom) && readFileSync(madeFrom, 'utf8') === hash)
    return { ...synthesis, cached: true };

  await timed('bundle and synthesize', async () => {
    rmSync(assemblyDir, { recursive: true, force: true });
    await runApp({
      STAGE: stage,
      CDK_OUTDIR: assemblyDir,
      RAVN_BUNDLES: `${assemblyDir}.bundles`,
      RAVN_TRACES: String(traces),
    });
    // last, so that whatever was interrupted is done again
    writeFileSync(madeFrom, hash);
  });
  return { ...synthesis, cached: false };
}

/** One hash of the stage's name and of every source file's path and content. */
export function hashSources(from: string, stage: string): string {
  const hash = createHash('sha256').update(stage);
  for (const file of globSync(sources, { cwd: from }).sort()) {
    const content = createHash('sha256').update(readFileSync(join(from, file)));
    hash.update(`\0${file}\0${content.digest('hex')}`);
  }
  return hash.digest('hex');
}

async function runApp(environment: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'infra', 'app.ts')], {
    cwd: root,
    // The CDK's own check of the template takes 2 s of 5. `cdk synth`, `cdk deploy` and test/infra run it.
    env: { ...process.env, CDK_VALIDATION: 'false', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = new Promise<number | null>((done, fail) => child.once('exit', done).once('error', fail));
  const [code, said] = await Promise.all([exit, text(child.stderr)]);
  if (code !== 0) throw new Error(`The CDK app could not be synthesized:\n${said.trim()}`);
}
