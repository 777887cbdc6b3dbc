// A worker thread: runs a batch of seeds with the protocol as it is, or with one planted bug.
import { parentPort, workerData } from 'node:worker_threads';
import { type BatchRequest, runBatch } from './batch.ts';
import { loadProtocol } from './protocol.ts';

// Every tenth call of a schedule fails, and nobody reads where.
Error.stackTraceLimit = 0;
const request = workerData as BatchRequest;
parentPort!.postMessage(await runBatch(await loadProtocol(request.bug), request));
