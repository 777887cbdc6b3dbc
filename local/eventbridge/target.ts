// A target of a rule or a schedule: invoked under its retry policy, and dead-lettered when it cannot be.
// A function's own failure is not the target's: once Lambda has accepted an event, Lambda's retries apply.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Invoke } from '../lambda/invoke.ts';

export type SendToQueue = (queueArn: string, body: string, attributes?: Record<string, string>) => Promise<unknown>;

export interface Target {
  arn: string;
  /** Absent if the target is a queue. */
  functionLogicalId?: string;
  maximumRetries: number;
  maximumAgeMs: number;
  deadLetterArn?: string;
}

export interface DeliveryOptions {
  invoke: Invoke;
  sendToQueue: SendToQueue;
  now?: () => number;
  /** AWS backs off exponentially with jitter for up to a day; here without jitter, 0.1 s doubled up to 60 s. */
  retryDelayMs?: (attempt: number) => number;
  /** Told about what AWS would drop silently: no dead letter queue, or none that takes the message. */
  onDropped?: (message: string) => void;
}

/** Reads a resolved `Target` property. Throws, naming owner and ARN, if the target is of a kind that is not imitated. */
export function readTarget(
  owner: string,
  properties: Record<string, unknown>,
  functionByArn: (arn: string) => string | undefined,
): Target {
  const arn = String(properties.Arn);
  const functionLogicalId = functionByArn(arn);
  const service = arn.split(':')[2];
  if (!functionLogicalId && service === 'lambda') throw new Error(`${owner}: no function has the ARN ${arn}`);
  if (!functionLogicalId && service !== 'sqs') {
    throw new Error(`${owner}: a target of type ${service} is not imitated, only functions and queues are (${arn})`);
  }
  const retry = (properties.RetryPolicy ?? {}) as { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  return {
    arn,
    ...(functionLogicalId && { functionLogicalId }),
    maximumRetries: retry.MaximumRetryAttempts ?? 185,
    maximumAgeMs: (retry.MaximumEventAgeInSeconds ?? 86_400) * 1000,
    deadLetterArn: (properties.DeadLetterConfig as { Arn?: string } | undefined)?.Arn,
  };
}

/** Delivers payloads until stopped; a stop ends pending retries, as the end of the process would. */
export function createDeliveries(options: DeliveryOptions) {
  const { invoke, sendToQueue, now = Date.now, onDropped = console.error } = options;
  const { retryDelayMs = (attempt: number) => Math.min(100 * 2 ** attempt, 60_000) } = options;
  const stopping = new AbortController();

  /** Never rejects. `ownerArn` is the rule's or the schedule's, for the dead letter. */
  async function deliver(target: Target, payload: string, ownerArn: string): Promise<void> {
    const acceptedMs = now();
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      const failure = await attemptOnce(target, payload);
      if (!failure) return;
      const delayMs = retryDelayMs(attempt);
      const exhausted =
        attempt >= target.maximumRetries
          ? 'MaximumRetryAttempts'
          : now() + delayMs - acceptedMs > target.maximumAgeMs && 'MaximumEventAgeInSeconds';
      if (!failure.isRetriable || exhausted) {
        const condition = exhausted && failure.isRetriable ? { EXHAUSTED_RETRY_CONDITION: exhausted } : undefined;
        return bury(target, payload, {
          ERROR_CODE: failure.code,
          ERROR_MESSAGE: failure.message,
          RULE_ARN: ownerArn,
          TARGET_ARN: target.arn,
          RETRY_ATTEMPTS: String(attempt),
          ...condition,
        });
      }
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  async function attemptOnce(target: Target, payload: string) {
    try {
      if (!target.functionLogicalId) {
        await sendToQueue(target.arn, payload);
        return undefined;
      }
      const result = await invoke(target.functionLogicalId, JSON.parse(payload), { async: true });
      if (result.ok) return undefined;
      return { code: result.errorType, message: result.errorMessage, isRetriable: true };
    } catch (error) {
      // No such function, or an input that is no JSON: nothing a second attempt would change. A queue may come back.
      const { name, message } = error as Error;
      return { code: name, message, isRetriable: !target.functionLogicalId };
    }
  }

  async function bury(target: Target, payload: string, attributes: Record<string, string>): Promise<void> {
    const reason = `${attributes.RULE_ARN} → ${target.arn}: ${attributes.ERROR_CODE} ${attributes.ERROR_MESSAGE}`;
    if (!target.deadLetterArn) return onDropped(`Dropped, no dead letter queue: ${reason}`);
    await sendToQueue(target.deadLetterArn, payload, attributes).catch((error: Error) =>
      onDropped(`Dropped, the dead letter queue does not take it (${error.message}): ${reason}`),
    );
  }

  return { deliver, stop: () => stopping.abort() };
}
