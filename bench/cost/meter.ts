// The meter: stands between the functions of the local cloud and its services, and counts what AWS would bill.
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalCloudOptions } from '../../local/cloud.ts';
import type { Meter } from './prices.ts';

export type Reading = Record<Meter, number>;

export const nothing = (): Reading => ({
  apiRequests: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  writeUnits: 0,
  readUnits: 0,
  queueRequests: 0,
  events: 0,
  pushes: 0,
  objectReads: 0,
  objectWrites: 0,
  loggedBytes: 0,
});

type Between = NonNullable<LocalCloudOptions['meter']>;

export interface CountingMeter extends Between {
  reading: Reading;
  /** Calls by function. */
  calls: Map<string, number>;
  stop(): Promise<void>;
}

/** @param loggedPerCall what Lambda itself logs of a call, bytes. */
export function startMeter(loggedPerCall: number): CountingMeter {
  const reading = nothing();
  const calls = new Map<string, number>();
  const servers: Server[] = [];

  async function proxy(to: string, see: (asked: Asked, answer: Buffer) => void, change = (asked: Asked) => asked.body) {
    const target = new URL(to);
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const action = String(incoming.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1)!;
        const asked = { method: incoming.method!, action, body: Buffer.concat(chunks) };
        const body = change(asked);
        const headers = { ...incoming.headers, 'content-length': body.length };
        const onward = httpRequest(
          { host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers },
          (response) => {
            const answered: Buffer[] = [];
            response.on('data', (chunk: Buffer) => answered.push(chunk));
            response.on('end', () => {
              const answer = Buffer.concat(answered);
              see(asked, answer);
              const { 'x-amz-crc32': _, ...rest } = response.headers;
              outgoing.writeHead(response.statusCode!, rest).end(answer);
            });
          },
        );
        onward.on('error', () => outgoing.destroy());
        onward.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  return {
    reading,
    calls,
    queues: (url) => proxy(url, seeQueue(reading)),
    async between(endpoints) {
      return {
        ...endpoints,
        DYNAMODB: await proxy(endpoints.DYNAMODB, seeTable(reading), askForCapacity),
        S3: await proxy(endpoints.S3, ({ method }) => {
          if (method === 'GET') reading.objectReads++;
          if (method === 'PUT') reading.objectWrites++;
        }),
        EVENTBRIDGE: await proxy(endpoints.EVENTBRIDGE, ({ body }) => {
          for (const entry of JSON.parse(body.toString()).Entries) reading.events += chunksOf(JSON.stringify(entry));
        }),
        PINPOINT: await proxy(endpoints.PINPOINT, () => {
          reading.pushes++;
        }),
      };
    },
    onInvoked({ functionName, memoryMegabytes, milliseconds }) {
      calls.set(functionName, (calls.get(functionName) ?? 0) + 1);
      reading.invocations++;
      reading.gigabyteSeconds += (memoryMegabytes / 1024) * (milliseconds / 1000);
      reading.loggedBytes += loggedPerCall;
    },
    async stop() {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** SQS and EventBridge bill each 64 KB, or part of them, as one. */
const chunkBytes = 64 * 1024;
const chunksOf = (payload: string | Buffer) => Math.max(1, Math.ceil(Buffer.byteLength(payload) / chunkBytes));

/** Whoever sends, receives or deletes: functions, the bus, and Lambda's pollers. A receive that finds nothing is counted by the month. */
function seeQueue(reading: Reading) {
  return ({ action, body }: Asked, answer: Buffer) => {
    if (action === 'ReceiveMessage' && !answer.includes('"Body"')) return;
    if (action === 'CreateQueue') return;
    reading.queueRequests += chunksOf(action === 'ReceiveMessage' ? answer : body);
  };
}

interface Asked {
  method: string;
  /** `PutItem`, where the protocol names it in a header. */
  action: string;
  body: Buffer;
}

/** The table says what each call consumed, its index included, if it is asked. */
function askForCapacity({ body }: Asked): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' }));
}

const reads = ['GetItem', 'BatchGetItem', 'Query'];

/** Items that the sparse index holds a copy of: dynalite does not count the writing of it. */
const indexed = /"listed"|"pk":\{"S":"(PRESENT|TOKEN|CODE|LIVE|AUDIT)/;

function seeTable(reading: Reading) {
  return ({ action, body }: Asked, answer: Buffer) => {
    const { ConsumedCapacity = [], __type } = JSON.parse(answer.toString() || '{}');
    const meter = reads.includes(action) ? 'readUnits' : 'writeUnits';
    const copies = meter === 'writeUnits' && indexed.test(body.toString()) ? 2 : 1;
    for (const { CapacityUnits } of [ConsumedCapacity].flat()) reading[meter] += CapacityUnits * copies;
    // a condition that does not hold is paid for all the same
    if (/ConditionalCheckFailed/.test(__type ?? '')) reading.writeUnits++;
  };
}
