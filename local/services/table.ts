// AWS::DynamoDB::GlobalTable on dynalite, kept on disk between starts. Time to live never deletes here: readers filter on time.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { localCredentials } from '../lambda/lambda-environment.ts';
import { loopback } from '../ports.ts';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';

export interface TableServer {
  url: string;
  stop(): Promise<void>;
}

/** How long a killed runner's table process may take to notice that it is alone and let go of the folder. */
const defaultPatienceMs = 5000;

/**
 * Starts the table process on a folder, emptied first if `fresh`. Rejects if another running process holds that folder,
 * naming it.
 */
export async function startTableServer(
  path: string,
  { fresh = false, patienceMs = defaultPatienceMs } = {},
): Promise<TableServer> {
  if (fresh && existsSync(path)) {
    // Opened once to know that nobody else holds it; one that cannot be opened for another reason may go too.
    const { child } = await open(path, patienceMs).catch((error) => {
      if (error instanceof FolderInUse) throw error;
      return { child: undefined };
    });
    if (child) await stopTableProcess(child);
    rmSync(path, { recursive: true });
  }
  mkdirSync(path, { recursive: true });
  const { child, port } = await open(path, patienceMs);
  return { url: `http://${loopback}:${port}`, stop: () => stopTableProcess(child) };
}

/** Rejects, naming it, if another process holds the tables of this folder. */
export async function assertTablesFree(path: string): Promise<void> {
  if (runningProcess(processIdFileOf(path)) === undefined) return;
  const { child } = await open(path, defaultPatienceMs);
  await stopTableProcess(child);
}

class FolderInUse extends Error {}

/** LevelDB's lock decides who holds a folder; the process id beside it only says why it could not be opened. */
async function open(path: string, patienceMs: number): Promise<{ child: ChildProcess; port: number }> {
  const processIdFile = processIdFileOf(path);
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    try {
      return await openTableProcess(path, processIdFile);
    } catch (error) {
      const holder = runningProcess(processIdFile);
      if (holder === undefined) throw error;
      if (Date.now() > deadline)
        throw new FolderInUse(
          `The tables in ${path} are in use by process ${holder}: another Ravn is running. Stop it first.`,
          { cause: error },
        );
    }
  }
}

const processIdFileOf = (path: string) => join(dirname(path), `${basename(path)}.pid`);

function runningProcess(processIdFile: string): number | undefined {
  try {
    const id = Number(readFileSync(processIdFile, 'utf8'));
    process.kill(id, 0); // signal 0 only asks whether the process exists
    return id;
  } catch {
    return undefined;
  }
}

async function openTableProcess(path: string, processIdFile: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(new URL('./table-process.ts', import.meta.url), [path, processIdFile], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ child, port: (message as { port: number }).port }));
    child.once('error', reject);
    child.once('close', () =>
      reject(new Error(`The tables in ${path} could not be opened; --fresh starts with empty ones.\n${stderr.trim()}`)),
    );
  });
}

async function stopTableProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.send('stop');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 3000); // LevelDB survives it
  await exited;
  clearTimeout(impatience);
}

export interface LocalTable {
  logicalId: string;
  /** It was on disk already. */
  kept: boolean;
}

/** Creates the template's tables where they are missing and returns which of them were already there. */
export async function createTables(
  template: Template,
  resolve: Resolver,
  server: TableServer,
  region: string,
): Promise<LocalTable[]> {
  const client = new DynamoDBClient({ endpoint: server.url, region, credentials: localCredentials });
  try {
    const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable').map(async ([logicalId]) => ({
      logicalId,
      kept: await ensureTable(client, createTableInput(logicalId, template, resolve)),
    }));
    return await Promise.all(tables);
  } finally {
    client.destroy();
  }
}

/** Replicas, streams, capacity, backups and time to live of a GlobalTable have no meaning for one table on a laptop. */
function createTableInput(logicalId: string, template: Template, resolve: Resolver): CreateTableCommandInput {
  const properties = resolve.value(template.Resources[logicalId]?.Properties) as CreateTableCommandInput;
  return {
    TableName: resolve.physicalName(logicalId),
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
  };
}

/** Whether the table was there already. */
async function ensureTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<boolean> {
  const name = input.TableName!;
  const existing = await describe(client, name);
  if (!existing) await client.send(new CreateTableCommand(input));
  else if (shape(existing) !== shape(input))
    throw new Error(
      `Table ${name} on disk has other keys or indexes than the template. Start with --fresh to forget it.`,
    );
  while ((await describe(client, name))?.TableStatus !== 'ACTIVE') await sleep(5);
  return existing !== undefined;
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function shape(table: CreateTableCommandInput | TableDescription): string {
  const keys = (schema: CreateTableCommandInput['KeySchema']) =>
    (schema ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join();
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(
    ({ IndexName, KeySchema }) => `${IndexName} ${keys(KeySchema)}`,
  );
  return [keys(table.KeySchema), ...indexes.sort()].join(' | ');
}
