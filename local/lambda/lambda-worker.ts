// Runs inside a worker thread: one function's built asset, called as Lambda's Node runtime calls it.
import { randomBytes } from 'node:crypto';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { enforceGrants } from '../iam/grant-check.ts';
import type { WorkerData, WorkerReply, WorkerRequest } from './lambda.ts';

const { entryFile, exportName, functionName, functionArn, memoryMegabytes, grants } = workerData as WorkerData;
const reply = (message: WorkerReply) => parentPort?.postMessage(message);

resolveLocalNames();
enforceGrants(grants, (refusal) => console.error(new Date().toISOString(), 'Access denied', refusal));
// As Lambda's runtime does, name what ended the process; rethrown, it reaches the runner as the worker's error.
process.on('unhandledRejection', (reason) => {
  const error = new Error(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason), {
    cause: reason,
  });
  console.error('Unhandled Promise Rejection', reason);
  error.name = 'Runtime.UnhandledPromiseRejection';
  throw error;
});

type Handler = (event: unknown, context: object) => unknown;
const handler = await load();
if (handler) {
  parentPort?.on('message', (request: WorkerRequest) => void call(handler, request));
  reply({ type: 'ready' });
}

async function load(): Promise<Handler | undefined> {
  try {
    const module = (await import(pathToFileURL(entryFile).href)) as Record<string, unknown>;
    const exported = module[exportName];
    if (typeof exported === 'function') return exported as Handler;
    reply({
      type: 'init-failed',
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: `${exportName} is not exported by ${entryFile}`,
    });
  } catch (error) {
    console.error('Init Error', error);
    reply({ type: 'init-failed', ...describe(error) });
  }
  return undefined;
}

async function call(run: Handler, { requestId, eventJson, deadline }: WorkerRequest): Promise<void> {
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  if (process.env.AWS_XRAY_DAEMON_ADDRESS) process.env._X_AMZN_TRACE_ID = newTrace();
  try {
    const value = await run(JSON.parse(eventJson), context);
    // A JSON round trip on purpose: what `undefined`, dates and buffers become on Lambda they become here.
    reply({ type: 'answered', requestId, valueJson: JSON.stringify(value) ?? 'null' });
  } catch (error) {
    console.error(new Date().toISOString(), requestId, 'ERROR Invoke Error', error);
    reply({ type: 'failed', requestId, ...describe(error) });
  }
}

/** As Lambda hands it in where a call is sampled; here each begins a trace, whoever caused it. */
function newTrace(): string {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${hex(12)};Parent=${hex(8)};Sampled=1`;
}

function describe(error: unknown): { errorType: string; errorMessage: string } {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };
}

/** The SDK puts names before the endpoint's address (`geofencing.127.0.0.1`), which no resolver knows: they mean this machine. */
function resolveLocalNames(): void {
  const original = dns.lookup as (...args: unknown[]) => void;
  function lookup(host: string, ...rest: unknown[]): void {
    if (!host.endsWith('.127.0.0.1') && !host.endsWith('.localhost')) {
      original(host, ...rest);
      return;
    }
    const callback = rest.at(-1) as (error: null, address: unknown, family?: number) => void;
    const all = typeof rest[0] === 'object' && (rest[0] as { all?: boolean } | null)?.all;
    if (all) process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }]);
    else process.nextTick(callback, null, '127.0.0.1', 4);
  }
  dns.lookup = lookup as typeof dns.lookup;
  syncBuiltinESMExports(); // for modules that import `lookup` by name
}
