// The package as an app gets it: plain JavaScript and its types, without a dependency, from the files of client/ alone.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ravn-client-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tsc = (...options: string[]) =>
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options], { cwd: root });

it('is built by its own configuration, imports itself alone, and runs', async () => {
  tsc('-p', 'client', '--outDir', folder);
  const files = readdirSync(folder);
  expect(files).toEqual(expect.arrayContaining(['index.js', 'index.d.ts']));
  for (const name of files) {
    const text = readFileSync(join(folder, name), 'utf8');
    const imported = [...text.matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map(([, specifier]) => specifier!);
    for (const specifier of imported) expect(specifier, name).toMatch(/^\.\/[a-z-]+\.(js|ts)$/);
  }
  // An app compiles against its types, without the schemas they come from: the one of docs/apps.md, and one that is wrong.
  const shown = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/apps.md'), 'utf8'))![1]!;
  const wrong =
    "// @ts-expect-error latitude is a number\nvoid ravn.reportPositions({ reports: [{ id: '1', at: 1, lng: 12, lat: '55' }] });";
  writeFileSync(join(folder, 'app.mts'), `${shown.replace('@ravn/client', './index.js')}${wrong}`);
  tsc('--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', join(folder, 'app.mts'));
  const { createClient, createReporter } = await import(join(folder, 'index.js'));
  const client = createClient({ apiUrl: 'https://api.example', token: () => 'token' });
  expect(Object.keys(client)).toContain('reportPositions');
  expect(createReporter({ client }).figures()).toMatchObject({ taken: 0 });
});

it('has the version of the API it was made from, and depends on nothing', () => {
  const of = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
  const { version, dependencies, peerDependencies, private: isPrivate } = of('client/package.json');
  expect({ version, dependencies, peerDependencies, isPrivate }).toEqual({
    version: of('package.json').version,
    dependencies: undefined,
    peerDependencies: undefined,
    isPrivate: true,
  });
});
