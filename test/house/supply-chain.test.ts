// The supply chain: versions pinned, every package's content known, licences that allow what we do, a reason for each, and no secret in the sources.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const json = (file: string) => JSON.parse(read(file));

interface Locked {
  version: string;
  integrity?: string;
  resolved?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
  bundleDependencies?: unknown;
  inBundle?: boolean;
}
const lockOf = (file: string): [string, Locked][] =>
  Object.entries(json(file).packages as Record<string, Locked>).filter(([path]) => path.includes('node_modules/'));
const locks = ['package-lock.json', 'bench/package-lock.json'];
const { dependencies, devDependencies } = json('package.json') as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;

/** Leave to use, change and pass on; what is asked in return is to be named. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];
/** Tools that are not passed on may ask for more. */
const forTools = [...permissive, 'CC-BY-4.0', 'MPL-2.0', 'Python-2.0'];

test.each(['package.json', 'bench/package.json'])('%s names exact versions', (file) => {
  const { dependencies = {}, devDependencies = {} } = json(file);
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version as string),
  );
  expect(loose).toEqual([]);
});

test.each(locks)('%s knows the content of every package, and no host it came from', (file) => {
  const packages = lockOf(file);
  expect(packages.length).toBeGreaterThan(3);
  expect(packages.filter(([, { integrity, link, inBundle }]) => !integrity && !link && !inBundle)).toEqual([]);
  expect(packages.filter(([, { resolved, link }]) => resolved && !link)).toEqual([]);
});

test('what is passed on may be, and so may what it needs', () => {
  const licences = (packages: [string, Locked][]) =>
    packages.map(([path]) => [path, licenceOf(path)] as const).filter(([, licence]) => licence !== undefined);
  const of = (dev: boolean) =>
    licences(lockOf('package-lock.json').filter(([, locked]) => Boolean(locked.dev) === dev));
  expect(of(false).length).toBeGreaterThan(20);
  expect(of(false).filter(([, licence]) => !allowed(licence!, permissive))).toEqual([]);
  expect(of(true).filter(([, licence]) => !allowed(licence!, forTools))).toEqual([]);
});

/** As the package says; undefined where it is for another platform and not installed. */
function licenceOf(path: string): string | undefined {
  const file = join(root, path, 'package.json');
  if (!existsSync(file)) return undefined;
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'));
  return license?.type ?? license ?? licenses?.map(({ type }: { type: string }) => type).join(' OR ') ?? 'none';
}

/** `(MIT OR GPL-3.0)` leaves the choice; `MIT AND ISC` asks for both. */
function allowed(licence: string, list: string[]): boolean {
  const terms = licence.replaceAll(/[()]/g, '');
  return terms.split(' OR ').some((choice) => choice.split(' AND ').every((term) => list.includes(term.trim())));
}

test('README gives a reason for each package it names, and names each', () => {
  const table = read('README.md').split('## Dependencies')[1] ?? '';
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
    const scope = name.startsWith('@') ? `\`${name.split('/')[0]}/*\`` : '';
    return !table.includes(`\`${name}\``) && !(scope && table.includes(scope));
  });
  expect(missing).toEqual([]);
});

const secrets = {
  'an access key of AWS': /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  'a private key': /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\n[A-Za-z0-9+/=]{20}/,
  'a token of GitHub': /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  'a token of Slack': /\bxox[abprs]-[A-Za-z0-9-]{20,}/,
  'a key of Google': /\bAIza[0-9A-Za-z_-]{35}\b/,
  'a signed token': /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/,
};

const sources = () =>
  execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));

test('no secret stands in the sources', () => {
  const files = sources();
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => {
    const text = read(file);
    return Object.entries(secrets)
      .filter(([, pattern]) => pattern.test(text))
      .map(([what]) => `${file}: ${what}`);
  });
  expect(found).toEqual([]);
});

test('the version stands in package.json, and wherever else it is said it is the same', () => {
  const { version } = json('package.json');
  expect(json('client/package.json').version).toBe(version);
  expect(json('package-lock.json').version).toBe(version);
  expect(json('package-lock.json').packages[''].version).toBe(version);
  expect(json('docs/openapi.json').info.version).toBe(version);
  // who says it over the wire asks package.json when it is built
  const saying = sources().filter((file) => /\bRavn\/\d/.test(read(file)));
  expect(saying).toEqual([]);
});
