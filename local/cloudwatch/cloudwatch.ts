// CloudWatch on a laptop: gathers what functions, gateway and queues tell, and looks once a minute whether an alarm goes off.
import type { Resolver, Template } from '../template/template.ts';
import { readAlarms } from './alarms.ts';
import { createMetrics, type Datum, embeddedMetrics } from './metrics.ts';

export interface CloudWatchOptions {
  template: Template;
  resolve: Pick<Resolver, 'value'>;
  queues: { name: string }[];
  /** What waits in a queue. */
  inspect(queueName: string): Promise<{ visible: number; oldestSentAt?: number }>;
  now?: () => number;
  onAlarm(alarm: AlarmNews): void;
}

export interface AlarmNews {
  name: string;
  state: 'ALARM' | 'OK';
  /** What has happened, and where the runbook says more. */
  description: string;
}

export interface CloudWatch {
  put(datum: Datum): void;
  /** What a function writes: whole lines or parts of them. */
  read(functionName: string, text: string): void;
  /** A call of a function that is over, by the function's name in AWS. */
  invoked(call: { lambdaName: string; milliseconds: number; ok: boolean }): void;
  /** A call of a function that was refused. */
  throttled(lambdaName: string): void;
  answered(apiId: string, status: number, milliseconds: number): void;
  /** Looks at the queues, then at every alarm, as happens once a minute. */
  look(): Promise<void>;
  /** Which alarms are in ALARM. */
  alarming(): string[];
  stop(): void;
}

const minuteMs = 60_000;

export function startCloudWatch({
  template,
  resolve,
  queues,
  inspect,
  now = Date.now,
  onAlarm,
}: CloudWatchOptions): CloudWatch {
  const alarms = readAlarms(template, resolve);
  const metrics = createMetrics(now);
  const alarming = new Set<string>();
  const unfinished = new Map<string, string>();

  async function lookAtQueues(): Promise<void> {
    for (const { name } of queues) {
      const { visible, oldestSentAt } = await inspect(name);
      const queue = { namespace: 'AWS/SQS', dimensions: { QueueName: name } };
      const ageSeconds = oldestSentAt === undefined ? 0 : (now() - oldestSentAt) / 1000;
      metrics.put({ ...queue, name: 'ApproximateNumberOfMessagesVisible', value: visible });
      metrics.put({ ...queue, name: 'ApproximateAgeOfOldestMessage', value: ageSeconds });
    }
  }

  async function look(): Promise<void> {
    await lookAtQueues();
    const at = now();
    for (const { name, description, goesOff } of alarms) {
      const off = goesOff(metrics, at);
      if (off === undefined || off === alarming.has(name)) continue;
      if (off) alarming.add(name);
      else alarming.delete(name);
      onAlarm({ name, description, state: off ? 'ALARM' : 'OK' });
    }
  }

  // A queue server that has just been stopped has nothing to tell.
  const timer = setInterval(() => void look().catch(() => undefined), minuteMs);
  return {
    put: metrics.put,
    read(functionName, text) {
      const lines = ((unfinished.get(functionName) ?? '') + text).split('\n');
      unfinished.set(functionName, lines.pop()!);
      for (const line of lines) for (const datum of embeddedMetrics(line)) metrics.put(datum);
    },
    invoked({ lambdaName, milliseconds, ok }) {
      const fn = { namespace: 'AWS/Lambda', dimensions: { FunctionName: lambdaName } };
      metrics.put({ ...fn, name: 'Invocations', value: 1 });
      metrics.put({ ...fn, name: 'Errors', value: ok ? 0 : 1 });
      metrics.put({ ...fn, name: 'Duration', value: milliseconds });
    },
    throttled: (lambdaName) =>
      metrics.put({ namespace: 'AWS/Lambda', name: 'Throttles', dimensions: { FunctionName: lambdaName }, value: 1 }),
    answered(apiId, status, milliseconds) {
      const api = { namespace: 'AWS/ApiGateway', dimensions: { ApiId: apiId } };
      metrics.put({ ...api, name: 'Count', value: 1 });
      metrics.put({ ...api, name: '4xx', value: status >= 400 && status < 500 ? 1 : 0 });
      metrics.put({ ...api, name: '5xx', value: status >= 500 ? 1 : 0 });
      metrics.put({ ...api, name: 'Latency', value: milliseconds });
    },
    look,
    alarming: () => [...alarming].sort(),
    stop: () => clearInterval(timer),
  };
}
