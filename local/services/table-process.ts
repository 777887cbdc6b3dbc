// The child process that holds the tables: dynalite on a LevelDB folder. Its JSON work would otherwise block the runner's event loop.
import { rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: {
  path: string;
  createTableMs: number;
}) => Server;

const [path, processIdFile] = process.argv.slice(2);
if (path === undefined || processIdFile === undefined || process.send === undefined)
  throw new Error('table-process.ts is started by table.ts');

// If the runner is gone, even by SIGKILL, so is the channel: leave too, or LevelDB's lock outlives the runner.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the runner stops this process when its own work is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const server = dynalite({ path, createTableMs: 0 });
process.on('message', (message) => {
  if (message !== 'stop') return;
  server.closeAllConnections();
  server.close(() => process.exit(0));
});

server.listen(0, '127.0.0.1', async () => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  // dynalite opens its folder lazily and dies at the first request if another process holds it: make that request here.
  await fetch(`http://127.0.0.1:${address.port}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.ListTables',
      'x-amz-date': '19700101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/19700101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: '{}',
  });
  // The folder is ours. Who finds it taken reads here by whom.
  writeFileSync(processIdFile, String(process.pid));
  process.on('exit', () => rmSync(processIdFile, { force: true }));
  process.send?.({ port: address.port });
});
