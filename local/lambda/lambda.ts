// AWS::Lambda::Function: each function's built asset in a worker thread, with Lambda's limits of time, memory and payload.
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Grants } from '../iam/grants.ts';
import { limitConcurrency } from './concurrency.ts';
import type { InvokeResult } from './invoke.ts';
import type { FunctionConfig } from './lambda-environment.ts';

export interface WorkerData {
  entryFile: string;
  exportName: string;
  functionName: string;
  functionArn: string;
  memoryMegabytes: number;
  grants: Grants;
}

export interface WorkerRequest {
  requestId: string;
  eventJson: string;
  /** Epoch milliseconds. */
  deadline: number;
}

export type WorkerReply =
  | { type: 'ready' }
  | { type: 'init-failed'; errorType: string; errorMessage: string }
  | { type: 'answered'; requestId: string; valueJson: string }
  | { type: 'failed'; requestId: string; errorType: string; errorMessage: string };

type Failure = Extract<InvokeResult, { ok: false }>;

export interface LambdaFunction {
  invoke(event: unknown): Promise<InvokeResult>;
  stop(): Promise<void>;
}

/** Lambda gives a module 10 s to load; a laptop that starts a dozen at once is given three times that. */
const initSeconds = 30;
/** Lambda's limit for synchronous requests and responses, bytes. */
const payloadBytes = 6 * 1024 * 1024;

/**
 * A function that starts its worker at the first call. Calls are interleaved in the one worker, at most `concurrency` at
 * a time, the others wait (Lambda would start further environments). What ends the worker, a time-out, lack of memory, an
 * unhandled rejection, fails every call in it, and the next call starts a new one. Work left running after the answer is
 * not frozen as Lambda would.
 */
export function createFunction(
  config: FunctionConfig,
  environment: () => Record<string, string>,
  log: (text: string | Uint8Array) => void,
): LambdaFunction {
  const limited = limitConcurrency(config.concurrency);
  const workers = new Set<Running>();
  let current: Running | undefined;
  let stopped = false;

  function start(): Running {
    const running = startWorker(config, environment(), log);
    workers.add(running);
    running.ended.then(() => {
      workers.delete(running);
      if (current === running) current = undefined;
    });
    return running;
  }

  async function call(eventJson: string): Promise<InvokeResult> {
    if (stopped) return failure('Runtime.ExitError', 'The cloud is stopping.');
    current ??= start();
    const running = current;
    const initError = await Promise.race([running.ready, running.ended]);
    if (initError) return initError;

    const requestId = randomUUID();
    const limitMs = config.timeoutSeconds * 1000;
    const answer = running.send({ requestId, eventJson, deadline: Date.now() + limitMs });
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Failure>((resolve) => {
      timer = setTimeout(() => {
        const message = `Task timed out after ${config.timeoutSeconds.toFixed(2)} seconds`;
        log(`${new Date().toISOString()} ${requestId} ${message}\n`);
        resolve(failure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${message}`));
        if (current === running) current = undefined;
        running.end(`another call in the same worker timed out (${requestId})`);
      }, limitMs);
    });
    const result = await Promise.race([answer, timeout, running.ended]);
    clearTimeout(timer);
    return result;
  }

  return {
    async invoke(event) {
      const eventJson = JSON.stringify(event ?? null);
      if (Buffer.byteLength(eventJson) > payloadBytes)
        return failure('RequestEntityTooLargeException', `Request must be smaller than ${payloadBytes} bytes`);
      return limited(() => call(eventJson));
    },
    async stop() {
      stopped = true;
      await Promise.all([...workers].map((running) => running.end('the cloud is stopping')));
    },
  };
}

interface Running {
  /** Settles when the module is loaded, with a failure if that failed. */
  ready: Promise<Failure | undefined>;
  /** Settles when the worker is gone, with what a call in it ends with. */
  ended: Promise<Failure>;
  send(request: WorkerRequest): Promise<InvokeResult>;
  end(because: string): Promise<void>;
}

function startWorker(
  config: FunctionConfig,
  env: Record<string, string>,
  log: (text: string | Uint8Array) => void,
): Running {
  const data: WorkerData = {
    entryFile: config.entryFile,
    exportName: config.exportName,
    functionName: config.functionName,
    functionArn: config.arn,
    memoryMegabytes: config.memoryMegabytes,
    grants: config.grants,
  };
  const worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
    workerData: data,
    env,
    execArgv: [], // what the runner itself was started with is no business of the function
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: config.memoryMegabytes },
  });
  worker.stdout.on('data', log);
  worker.stderr.on('data', log);

  const calls = new Map<string, (result: InvokeResult) => void>();
  const ready = Promise.withResolvers<Failure | undefined>();
  let why: Failure | undefined;

  worker.on('message', (message: WorkerReply) => {
    if (message.type === 'ready') ready.resolve(undefined);
    else if (message.type === 'init-failed') {
      ready.resolve(failure(message.errorType, message.errorMessage));
      void worker.terminate();
    } else {
      calls.get(message.requestId)?.(
        message.type === 'answered' ? answered(message.valueJson) : failure(message.errorType, message.errorMessage),
      );
      calls.delete(message.requestId);
    }
  });
  worker.on('error', (error: Error & { code?: string }) => {
    why = whatEnded(error);
    log(`${new Date().toISOString()} ${why.errorType} ${why.errorMessage}\n`);
  });
  const ended = new Promise<Failure>((resolve) => {
    worker.once('exit', (code) => {
      clearTimeout(initTimer);
      const reason =
        code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
      resolve(why ?? failure('Runtime.ExitError', reason));
    });
  });
  const initTimer = setTimeout(() => {
    why = failure('Sandbox.Timedout', `The module was not loaded after ${initSeconds} seconds`);
    void worker.terminate();
  }, initSeconds * 1000);
  ready.promise.then(() => clearTimeout(initTimer));

  return {
    ready: ready.promise,
    ended,
    send(request) {
      return new Promise((resolve) => {
        calls.set(request.requestId, resolve);
        worker.postMessage(request);
      });
    },
    async end(because) {
      why ??= failure('Runtime.ExitError', `The worker was ended: ${because}`);
      await worker.terminate();
      await ended;
    },
  };
}

function whatEnded(error: Error & { code?: string }): Failure {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return failure('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed (out of memory)');
  return failure(error.name, error.message);
}

function answered(valueJson: string): InvokeResult {
  if (Buffer.byteLength(valueJson) > payloadBytes)
    return failure(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${payloadBytes} bytes).`,
    );
  return { ok: true, value: JSON.parse(valueJson) };
}

function failure(errorType: string, errorMessage: string): Failure {
  return { ok: false, errorType, errorMessage };
}
