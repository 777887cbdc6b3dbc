// All functions of the template behind one `invoke`, each in a worker of its own.

import { displayName, type Resolver, type Template } from '../template/template.ts';
import { startAsyncInvocations } from './async-invocation.ts';
import { refuseBeyond } from './concurrency.ts';
import type { FunctionLogs } from './function-log.ts';
import type { Invoke } from './invoke.ts';
import { createFunction, type LambdaFunction } from './lambda.ts';
import { type FunctionConfig, readFunctions, type ServiceEndpoints, workerEnvironment } from './lambda-environment.ts';

export interface FunctionsOptions {
  template: Template;
  resolve: Resolver;
  assemblyDir: string;
  region: string;
  logs: FunctionLogs;
  /** Asked for when a worker starts: the bus must know the functions, and the functions the bus. */
  endpoints(): ServiceEndpoints;
  sendToQueue(queueArn: string, body: string, attributes?: Record<string, string>): Promise<void>;
  /** Waits before the retries of an asynchronous invocation; Lambda's own if absent. */
  retryDelaysMs?: readonly number[];
  /** Concurrent executions of the account, shared by all functions that reserve none of their own; without bound if absent. */
  accountConcurrency?: number;
  /** Hears of each call that is over, by the folder of its function and by its name in AWS. */
  onInvoked?(call: Invoked): void;
  /** Hears of each call that was refused, over a limit of concurrency. */
  onThrottled?(lambdaName: string): void;
  /** Hears what a function writes. */
  onOutput?(functionName: string, text: string): void;
}

export interface Invoked {
  functionName: string;
  lambdaName: string;
  memoryMegabytes: number;
  milliseconds: number;
  ok: boolean;
}

export interface Functions {
  configs: FunctionConfig[];
  invoke: Invoke;
  stop(): Promise<void>;
}

/** Reads the functions; workers start at their first calls. */
export function startFunctions(options: FunctionsOptions): Functions {
  const { template, resolve, logs } = options;
  const configs = readFunctions(template, resolve, options.assemblyDir);
  const log = (config: FunctionConfig, text: string | Uint8Array) => {
    logs.append(displayName(template, config.logicalId), text);
    options.onOutput?.(config.functionName, text.toString());
  };
  const shared = refuseBeyond(options.accountConcurrency ?? Number.POSITIVE_INFINITY);
  const functions = new Map(
    configs.map((config) => {
      const environment = () => workerEnvironment(config, options.endpoints(), options.region);
      const created = createFunction(config, environment, (text) => log(config, text));
      const run = options.onInvoked ? timed(config, created, options.onInvoked) : created;
      const within = config.reserved === undefined ? shared : refuseBeyond(config.reserved);
      const refused = () => options.onThrottled?.(config.functionName);
      return [config.logicalId, { config, run: { ...run, invoke: throttled(run.invoke, within, refused) } }];
    }),
  );

  function named(logicalId: string) {
    const found = functions.get(logicalId);
    if (!found) throw new Error(`The template has no function ${logicalId}.`);
    return found;
  }
  const asyncInvocations = startAsyncInvocations({
    template,
    resolve,
    functions: configs,
    invoke: (logicalId, event) => named(logicalId).run.invoke(event),
    sendToQueue: options.sendToQueue,
    log,
    retryDelaysMs: options.retryDelaysMs,
  });

  return {
    configs,
    async invoke(logicalId, event, { async = false } = {}) {
      const { config, run } = named(logicalId);
      if (!async) return run.invoke(event);
      asyncInvocations.accept(config, event);
      return { ok: true, value: undefined };
    },
    async stop() {
      asyncInvocations.stop();
      await Promise.all([...functions.values()].map(({ run }) => run.stop()));
    },
  };
}

/** Over the limit a call is refused as Lambda's Invoke refuses it: nothing was started. */
function throttled(
  invoke: LambdaFunction['invoke'],
  within: ReturnType<typeof refuseBeyond>,
  onRefused: () => void,
): LambdaFunction['invoke'] {
  const refused = { ok: false, errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' } as const;
  return async (event) => {
    const answer = within(() => invoke(event));
    if (!answer) onRefused();
    return answer ?? refused;
  };
}

function timed(
  { environment, functionName: lambdaName, memoryMegabytes }: FunctionConfig,
  run: LambdaFunction,
  onInvoked: NonNullable<FunctionsOptions['onInvoked']>,
): LambdaFunction {
  const functionName = environment.POWERTOOLS_SERVICE_NAME ?? 'function';
  return {
    ...run,
    async invoke(event) {
      const startedAt = performance.now();
      const result = await run.invoke(event);
      const milliseconds = performance.now() - startedAt;
      onInvoked({ functionName, lambdaName, memoryMegabytes, milliseconds, ok: result.ok });
      return result;
    },
  };
}
