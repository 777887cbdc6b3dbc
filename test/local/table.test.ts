// The table server on disk: what it keeps, whom it refuses.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertTablesFree, createTables, startTableServer } from '../../local/services/table.ts';
import { createResolver, openAssembly } from '../../local/template/template.ts';

const { template, stackName } = openAssembly(`${import.meta.dirname}/fixtures/assembly`);
const resolve = createResolver({
  template,
  stackName,
  region: 'eu-north-1',
  accountId: '000000000000',
  queueEndpoint: 'http://127.0.0.1:1',
  apiEndpoint: 'http://127.0.0.1:2',
});
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ravn-table-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('tables are created once and then kept', async () => {
  for (const kept of [false, true]) {
    const server = await startTableServer(join(folder, 'dynamodb'));
    expect(await createTables(template, resolve, server, 'eu-north-1')).toEqual([{ logicalId: 'Table', kept }]);
    await server.stop();
  }
});

test('a table on disk with other keys or indexes is refused, and --fresh named', async () => {
  const server = await startTableServer(join(folder, 'dynamodb'));
  await createTables(template, resolve, server, 'eu-north-1');
  const { Table } = structuredClone(template.Resources);
  Table!.Properties.GlobalSecondaryIndexes = undefined;
  await expect(createTables({ Resources: { Table: Table! } }, resolve, server, 'eu-north-1')).rejects.toThrow(
    /fixture-Table on disk has other keys or indexes than the template\. Start with --fresh/,
  );
  await server.stop();
});

test('a folder in use is refused, naming the process', async () => {
  const server = await startTableServer(join(folder, 'dynamodb'));
  const processId = readFileSync(join(folder, 'dynamodb.pid'), 'utf8');
  await expect(startTableServer(join(folder, 'dynamodb'), { fresh: true, patienceMs: 200 })).rejects.toThrow(
    new RegExp(`in use by process ${processId}: another Ravn is running`),
  );
  await server.stop();
  await assertTablesFree(join(folder, 'dynamodb'));
});

test('a process id left behind is no obstacle, even if another program has it now', async () => {
  writeFileSync(join(folder, 'dynamodb.pid'), String(process.pid));
  const server = await startTableServer(join(folder, 'dynamodb'), { patienceMs: 0 });
  expect(readFileSync(join(folder, 'dynamodb.pid'), 'utf8')).not.toBe(String(process.pid));
  await server.stop();
});

test('a folder that cannot be opened says so', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(startTableServer(join(folder, 'file', 'dynamodb'))).rejects.toThrow();
});
