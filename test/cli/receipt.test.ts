// `npm run receipt` and `npm run tombstones`, as a user starts them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sealFrom } from '../../shared/adapters/jose/seal.ts';
import { aSeal, aSecret } from '../support/consent-ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'ravn-receipt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const anotherSecret = 'another secret that is as long as it takes';
const runWith = (secret: string, program: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, `../../cli/${program}.ts`), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ERASURE_SECRET: secret },
  });
const run = (program: string, ...args: string[]) => runWith('', program, ...args);
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test('a receipt is genuine with the key that signed it, and with no other', async () => {
  const said = { subject: 'ab', erasedAt: 0, counts: { decision: 12 }, goneBy: 1, backupsGoneBy: 2 };
  const receipt = await aSeal.sign(said);
  const key = file('key.json', JSON.stringify(await aSeal.publicKeyOf('ab')));
  const other = file('other.json', JSON.stringify(await sealFrom(anotherSecret).publicKeyOf('ab')));

  const bare = run('receipt', file('receipt.txt', receipt), '--key', key);
  expect([bare.status, bare.stdout]).toEqual([
    0,
    expect.stringMatching(/genuine: ab\nerased 1970-01-01.*\n +12 decision\n/),
  ]);
  expect(run('receipt', file('answer.json', JSON.stringify({ ...said, receipt })), '--key', key).status).toBe(0);
  expect(run('receipt', join(folder, 'receipt.txt'), '--key', other)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('not genuine'),
  });
});

test('a key is added before those there are; receipts of the former one are genuine by the keys that are published then', async () => {
  const subject = aSeal.subjectsOf('ida')[0];
  const receipt = await aSeal.sign({ subject, erasedAt: 0, counts: {}, goneBy: 1, backupsGoneBy: 2 });

  const added = runWith(aSecret, 'erasure-keys', '--add');
  expect(added.stdout).toMatch(new RegExp(`^[0-9a-f]{64},${aSecret}\n$`));
  const published = runWith(added.stdout, 'erasure-keys').stdout;
  expect(JSON.parse(published).keys).toHaveLength(2);
  expect(published).not.toContain('"d"');

  const text = file('former.txt', receipt);
  expect(run('receipt', text, '--key', file('keys.json', published)).stdout).toContain(`genuine: ${subject}`);
  const without = runWith(anotherSecret, 'erasure-keys').stdout;
  expect(run('receipt', text, '--key', file('without.json', without))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('not among those published'),
  });
  expect(run('erasure-keys')).toMatchObject({ status: 2, stderr: expect.stringContaining('ERASURE_SECRET') });
});

test('what is missing is said', () => {
  expect(run('receipt')).toMatchObject({ status: 2, stderr: expect.stringContaining('--key') });
  expect(run('tombstones', '--table', 'ravn')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--bucket'),
  });
  expect(() => sealFrom('too short')).toThrow('shorter than 32');
});
