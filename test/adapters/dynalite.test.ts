// The DynamoDB adapters against the contracts, on dynalite in this process.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe } from 'vitest';
import { storeContracts } from './contract/all-stores.ts';
import { oneCustomerContract } from './contract/one-customer.ts';
import { clientAt, openDynamoStores, pretendCredentials } from './stores.ts';

describe('dynalite', () => {
  let server: Server;
  let client: DynamoDBDocumentClient;
  beforeAll(async () => {
    pretendCredentials();
    server = dynalite({ createTableMs: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  storeContracts({ open: () => openDynamoStores(client), propertyRuns: 15 });
  oneCustomerContract();
});
