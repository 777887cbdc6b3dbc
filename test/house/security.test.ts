// docs/security.md: each control it claims names a test that is there, by file and by name, and code that is there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (API\d|\d+\.\d)/.test(line));

test('each row names a test, and each test it names is there', () => {
  expect(rows.filter((row) => !/`test\/[^`]+`/.test(row))).toEqual([]);
  const named = [...page.matchAll(/`(test\/[^`]+)`(?: “([^”]+)”)?/g)];
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(([, file = '', name]) => {
    if (!existsSync(join(root, file))) return true;
    return name !== undefined && !readFileSync(join(root, file), 'utf8').includes(name);
  });
  expect(missing.map(([text]) => text)).toEqual([]);
});

test('each file it names is there', () => {
  const files = [...page.matchAll(/`((?:api|console|functions|infra|shared)\/[\w./-]*)`/g)].map(
    ([, file = '']) => file,
  );
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('nothing of the ten is left out, and of ASVS nothing that was found to be in scope', () => {
  const first = rows.map((row) => row.split('|')[1]!.trim());
  for (let n = 1; n <= 10; n++) expect(first.some((cell) => cell.startsWith(`API${n} `))).toBe(true);
  const inScope = ['1.2.10', '1.3.6', '1.3.7', '1.3.12', '2.3.3', '2.3.4', '2.3.5', '2.4.1', '8.2.2', '8.2.3', '8.3.2'];
  const more = ['8.4.1', '9.1.2', '9.2.3', '13.1.3', '14.1.1', '14.2.1', '14.2.7', '15.3.2', '15.3.3', '15.3.6'];
  for (const id of [...inScope, ...more, '15.4.2', '16.2.5', '16.4.1', '16.5.3']) expect(page).toContain(id);
});
