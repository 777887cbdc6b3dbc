// Lambda's asynchronous invocation: accepted at once, retried as AWS::Lambda::EventInvokeConfig says, then sent to a queue or dropped.
import { randomUUID } from 'node:crypto';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';
import type { InvokeResult } from './invoke.ts';
import type { FunctionConfig } from './lambda-environment.ts';

export interface AsyncInvocationOptions {
  template: Template;
  resolve: Resolver;
  functions: FunctionConfig[];
  invoke(functionLogicalId: string, event: unknown): Promise<InvokeResult>;
  sendToQueue(queueArn: string, body: string, attributes?: Record<string, string>): Promise<void>;
  log(config: FunctionConfig, text: string): void;
  /** Waits before the first and the second retry. Lambda's are a minute and two (docs: "Asynchronous invocation"). */
  retryDelaysMs?: readonly number[];
}

interface EventInvokeConfig {
  FunctionName: string;
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: { OnSuccess?: unknown; OnFailure?: { Destination: string } };
}

/** How long a throttled event waits first, and at most (docs: "Error handling for asynchronous invocation"). */
const throttleWaitMs = 1000;
const longestThrottleWaitMs = 300_000;

/** Events wait in memory: what is not yet delivered at a stop is lost, as the queues are. */
export function startAsyncInvocations(options: AsyncInvocationOptions): {
  accept(config: FunctionConfig, event: unknown): void;
  stop(): void;
} {
  const { template, resolve, invoke, sendToQueue, log, retryDelaysMs = [60_000, 120_000] } = options;
  const configs = new Map(
    resourcesOf(template, 'AWS::Lambda::EventInvokeConfig').map(([logicalId, { Properties }]) => {
      const config = resolve.value(Properties) as unknown as EventInvokeConfig;
      if (config.DestinationConfig?.OnSuccess)
        throw new Error(`${logicalId}: an OnSuccess destination is not imitated.`);
      return [config.FunctionName, config];
    }),
  );
  for (const arn of [
    ...[...configs.values()].map((config) => config.DestinationConfig?.OnFailure?.Destination),
    ...options.functions.map((config) => config.deadLetterArn),
  ])
    if (arn !== undefined && arn.split(':')[2] !== 'sqs')
      throw new Error(`Only queues are imitated as destinations, not ${arn}.`);

  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  async function attempt(
    config: FunctionConfig,
    event: unknown,
    requestId: string,
    tried: number,
    since: number,
    throttles = 0,
  ) {
    const result = await invoke(config.logicalId, event);
    if (result.ok || stopped) return;
    const rules = configs.get(config.functionName);
    // Throttled, it was no attempt: Lambda comes back, ever more slowly, as long as the event may live.
    const isThrottled = result.errorType === 'TooManyRequestsException';
    const mayRetry = isThrottled || (rules?.MaximumRetryAttempts ?? 2) > tried;
    const delay = isThrottled
      ? Math.min(longestThrottleWaitMs, throttleWaitMs * 2 ** throttles)
      : (retryDelaysMs[Math.min(tried, retryDelaysMs.length - 1)] ?? 0);
    const tooOld = Date.now() + delay - since > (rules?.MaximumEventAgeInSeconds ?? 6 * 3600) * 1000;
    if (mayRetry && !tooOld) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        void attempt(config, event, requestId, isThrottled ? tried : tried + 1, since, isThrottled ? throttles + 1 : 0);
      }, delay);
      timers.add(timer);
      return;
    }
    const condition = tooOld && mayRetry ? 'EventAgeExceeded' : 'RetriesExhausted';
    await giveUp(config, event, requestId, tried + 1, condition, result).catch((error) =>
      log(config, `${new Date().toISOString()} ${requestId} the failed event could not be kept: ${error}\n`),
    );
  }

  async function giveUp(
    config: FunctionConfig,
    event: unknown,
    requestId: string,
    attempts: number,
    condition: string,
    { errorType, errorMessage }: Extract<InvokeResult, { ok: false }>,
  ): Promise<void> {
    if (config.deadLetterArn !== undefined)
      await sendToQueue(config.deadLetterArn, JSON.stringify(event), {
        RequestID: requestId,
        ErrorCode: '200',
        ErrorMessage: errorMessage,
      });
    const destination = configs.get(config.functionName)?.DestinationConfig?.OnFailure?.Destination;
    if (destination === undefined) return;
    const record = {
      version: '1.0',
      timestamp: new Date().toISOString(),
      requestContext: {
        requestId,
        functionArn: `${config.arn}:$LATEST`,
        condition,
        approximateInvokeCount: attempts,
      },
      requestPayload: event,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType, errorMessage },
    };
    await sendToQueue(destination, JSON.stringify(record));
  }

  return {
    accept: (config, event) => void attempt(config, event, randomUUID(), 0, Date.now()),
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
