// A signal turns at 40 stores with 10,000 customers present: time to the last decision, table operations a customer, the hottest key.
// A second signal supersedes what is still queued of the first: those questions are dropped, nobody answers a signal twice, and nobody misses an offer.
// The real use cases and DynamoDB adapters over dynalite in this process; queues in memory, with as many workers as are deployed. dynalite takes
// some hundreds of operations a second: the operations and the hottest key are those of a deployment, the time to the last decision is not.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { fanOut } from './fanout/town.ts';

const customers = Number(process.env.RAVN_FANOUT_CUSTOMERS ?? 10_000);
const stores = 40;

export async function run(): Promise<void> {
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    process.stdout.write(
      `\n${customers} customers present at ${stores} stores, Node ${process.version}, dynalite in this process\n\n`,
    );
    const head = [
      '',
      'decisions',
      'a customer',
      'superseded',
      'twice',
      'last due, s',
      'decided, s',
      'gets',
      'puts',
      'updates',
      'queries',
      'a customer',
      'hottest key, writes/s',
    ];
    process.stdout.write(`${row(head)}\n`);
    for (const signals of [1, 2]) {
      const town = await fanOut({ customers, stores, createTable, sleep });
      const figures = await town.turn(signals);
      const operations = figures.gets + figures.puts + figures.updates + figures.queries;
      process.stdout.write(
        `${row([
          signals === 1 ? 'one signal' : 'a second one half a second later',
          figures.decisions,
          (figures.decisions / customers).toFixed(2),
          figures.voidQuestions,
          figures.askedTwice,
          figures.lastDueAfterSeconds.toFixed(1),
          figures.lastAfterSeconds.toFixed(1),
          figures.gets,
          figures.puts,
          figures.updates,
          figures.queries,
          (operations / customers).toFixed(2),
          `${figures.hottest.writes} (${figures.hottest.key})`,
        ])}\n`,
      );
      if (figures.unasked > 0)
        process.stdout.write(`of ${figures.unasked} offers that came on a customer was never asked\n`);
      if (figures.askedTwice > 0)
        process.stdout.write(`${figures.askedTwice} customers were asked twice for one signal\n`);
      if (figures.unasked + figures.askedTwice > 0) process.exitCode = 1;
      town.close();
    }
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

async function createTable(client: DynamoDBDocumentClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((attribute) => ({ AttributeName: attribute, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
}

function row([first, ...cells]: (string | number)[]): string {
  return `${String(first).padEnd(34)}${cells.map((cell) => String(cell).padStart(12)).join('  ')}`;
}
