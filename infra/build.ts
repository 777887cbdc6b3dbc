// The build: one parallel esbuild run that makes every folder of functions/ with an index.ts a file Lambda can load.
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

const forLambda = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // the SDK's ES modules can be shaken, their CommonJS twins cannot
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': join(root, 'functions/edge/lambda-credentials.ts') },
  minify: true,
  legalComments: 'none',
  // linked, or Node finds no map; without the sources' text, which only weighs
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'silent',
} satisfies BuildOptions;

export interface Bundle {
  name: string;
  /** The built file; its source map lies beside it. */
  file: string;
  bytes: number;
  /** The source files (relative to the root) that have a share in it, and how many bytes each. */
  inputs: Record<string, number>;
}

/** The names of the functions: the folders of `from` that hold an index.ts (`functions/edge` has none). */
export function functionNames(from = join(root, 'functions')): string[] {
  return readdirSync(from)
    .filter((name) => existsSync(join(from, name, 'index.ts')))
    .sort();
}

/**
 * Bundles every function into `<into>/<name>/index.mjs`: minified ESM with the AWS SDK inside (it starts faster than the
 * runtime's own and does not change under us) and a source map. What else lies in `into` is removed.
 * @throws BuildFailure, whose message shows file, line and reason.
 */
export async function buildFunctions({
  from = join(root, 'functions'),
  into = join(root, 'dist'),
}: {
  from?: string;
  into?: string;
} = {}): Promise<Bundle[]> {
  const names = functionNames(from);
  rmSync(into, { recursive: true, force: true });
  const { metafile } = await build({
    ...forLambda,
    entryPoints: names.map((name) => ({ in: join(from, name, 'index.ts'), out: join(name, 'index') })),
    outdir: into,
    metafile: true,
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([file, output]) => [resolve(root, file), output]));
  return names.map((name) => {
    const file = resolve(root, into, name, 'index.mjs');
    const { bytes = 0, inputs = {} } = outputs.get(file) ?? {};
    const shares = Object.entries(inputs).map(([input, { bytesInOutput }]) => [input, bytesInOutput] as const);
    return { name, file, bytes, inputs: Object.fromEntries(shares.filter(([, share]) => share > 0)) };
  });
}

/** Puts the entry that hangs the tracer in beside each function built into `into`. It loads `index.mjs`, which stays as it is. */
export async function addTraces(into: string): Promise<void> {
  const folders = readdirSync(into).map((name) => join(into, name));
  const [first, ...others] = folders.map((folder) => join(folder, 'traced.mjs'));
  await build({
    ...forLambda,
    entryPoints: [join(root, 'functions/edge/traced.ts')],
    outfile: first!,
    outExtension: {},
    sourcemap: false,
    // the X-Ray SDK is CommonJS
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  for (const other of others) copyFileSync(first!, other);
}

if (import.meta.main) {
  const startedAt = performance.now();
  const bundles = await buildFunctions();
  for (const { name, bytes } of bundles) console.log(`${name.padEnd(24)}${(bytes / 1000).toFixed(0).padStart(6)} kB`);
  console.log(`${bundles.length} functions built in ${(performance.now() - startedAt).toFixed(0)} ms`);
}
