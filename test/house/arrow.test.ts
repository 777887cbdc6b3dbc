// The arrow: which room may import which (ARCHITECTURE.md draws it), and what no pure room may touch.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Room → rooms and packages it may import. A room is the longest prefix of a file's path found here. */
const mayImport: Record<string, { rooms: string[]; packages: (name: string) => boolean }> = {
  'shared/model': { rooms: [], packages: only('zod') },
  'shared/core': { rooms: ['shared/model'], packages: only('node:crypto', 'node:zlib', 'robust-predicates', 'ulid') },
  // store lists: what reads them brings tables of zones and a parser, which no other function shall carry
  'shared/core/import': {
    rooms: ['shared/model', 'shared/core'],
    packages: only('@photostructure/tz-lookup', 'csv-parse', 'csv-parse/sync', 'node:stream'),
  },
  'shared/ports': { rooms: ['shared/model', 'events'], packages: only() },
  'shared/usecases': {
    rooms: ['shared/model', 'shared/core', 'shared/core/import', 'shared/ports', 'events'],
    packages: only('node:util', 'ulid'),
  },
  'shared/adapters': { rooms: ['shared/model', 'shared/ports', 'events'], packages: () => true },
  events: { rooms: ['shared/model'], packages: only('zod') },
  api: { rooms: ['shared/model', 'events'], packages: only('zod') },
  functions: {
    rooms: ['api', 'shared/model', 'shared/usecases', 'shared/ports', 'shared/adapters', 'events'],
    packages: () => true,
  },
  infra: { rooms: ['api', 'events', 'shared/model'], packages: () => true },
  local: { rooms: ['infra', 'demo'], packages: () => true },
  demo: { rooms: [], packages: only('cli-progress', 'node:') },
  cli: {
    rooms: [
      'api',
      'shared/model',
      'shared/core',
      'shared/core/import',
      'shared/usecases',
      'shared/ports',
      'shared/adapters',
    ],
    packages: notAws,
  },
  client: { rooms: [], packages: only() },
  console: { rooms: ['client'], packages: () => true },
  bench: {
    rooms: [
      'shared/model',
      'shared/core',
      'shared/ports',
      'shared/usecases',
      'shared/adapters',
      'local',
      'infra',
      'demo',
      'client',
    ],
    packages: () => true,
  },
};

test('every import follows the arrow', () => {
  const files = sources(Object.keys(mayImport));
  expect(files.length).toBeGreaterThan(100);
  const imports = files.flatMap((file) => importsOf(file).map((to) => ({ file, to })));
  expect(imports.length).toBeGreaterThan(300);
  expect(imports.filter(({ file, to }) => !isAllowed(file, to)).map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
});

test('an adapter knows only its own vendor', () => {
  const strays = sources(['shared/adapters']).flatMap((file) =>
    importsOf(file)
      .filter((to) => to.startsWith('shared/adapters/') && vendor(to) !== vendor(file))
      .map((to) => `${file} → ${to}`),
  );
  expect(strays).toEqual([]);
});

test('local loads functions only as built assets, and of infra only what synthesizes', () => {
  const strays = sources(['local'])
    .flatMap(importsOf)
    .filter((to) => to.startsWith('infra/') && to !== 'infra/synthesize.ts');
  expect(strays).toEqual([]);
});

test('a function knows the contracts of its own routes, not the whole table', () => {
  const strays = sources(['functions']).filter((file) => importsOf(file).includes('api/routes.ts'));
  expect(strays).toEqual([]);
});

test('clock, chance and environment are handed in to everything under shared, events and api', () => {
  const forbidden =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\bprocess\.env\b|\bperformance\.now\(|\brandomUUID\(/;
  const strays = sources(['shared', 'events', 'api']).filter((file) => forbidden.test(withoutComments(read(file))));
  expect(strays).toEqual([]);
});

test('the client asks for nothing that some phone has not: its platform is one file', () => {
  const forbidden =
    /\bDate\.now\(|\bMath\.random\b|\bsetTimeout\(|(?<!\.)\bfetch\(|\b(window|document|navigator|localStorage|process|Buffer|console|crypto|URL|URLSearchParams|Intl|structuredClone)\b\.?\(?/;
  const strays = sources(['client']).filter(
    (file) => file !== 'client/platform.ts' && file !== 'client/api.ts' && forbidden.test(withoutComments(read(file))),
  );
  expect(strays).toEqual([]);
});

test('every file says on its first line what it is for', () => {
  const silent = sources([...Object.keys(mayImport), 'test']).filter((file) => !/^(#!.*\n)?\/\/ \S/.test(read(file)));
  expect(silent).toEqual([]);
});

test('scripts run on the Node line that Lambda runs', () => {
  expect(process.version).toMatch(/^v24\./);
});

function isAllowed(file: string, to: string): boolean {
  const room = roomOf(file)!;
  const rule = mayImport[room]!;
  const target = roomOf(to);
  if (target === undefined) return rule.packages(to);
  return target === room || rule.rooms.includes(target);
}

function roomOf(path: string): string | undefined {
  return Object.keys(mayImport)
    .filter((room) => path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

const vendor = (path: string): string => path.split('/')[2]!;

function sources(folders: string[]): string[] {
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((file) => !file.includes('node_modules')),
  );
  return [...new Set(found)];
}

/** What a file imports, types too: paths from the root for files of ours, names for packages. */
function importsOf(file: string): string[] {
  const { module, errors } = parseSync(file, read(file));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const specifiers = [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...module.staticExports.flatMap((statement) =>
      statement.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^['"](.+)['"]$/.exec(read(file).slice(start, end))?.[1] ?? [],
    ),
  ];
  return specifiers.map((name) => (name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

function only(...names: string[]): (name: string) => boolean {
  return (name) => names.some((allowed) => (allowed.endsWith(':') ? name.startsWith(allowed) : name === allowed));
}

function notAws(name: string): boolean {
  return !/aws/i.test(name);
}
