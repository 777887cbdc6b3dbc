// Imitates EventBridge Scheduler (AWS::Scheduler::Schedule): each minute, the schedules that match run their target.
// Not imitated: flexible windows (a run starts when its window does) and the deletion of completed schedules.
import { randomUUID } from 'node:crypto';
import type { Invoke } from '../lambda/invoke.ts';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';
import { checkZone, matchesMinute, parseSchedule, type ScheduleExpression } from './schedule-expression.ts';
import { createDeliveries, readTarget, type SendToQueue, type Target } from './target.ts';

export interface SchedulesOptions {
  template: Template;
  resolve: Pick<Resolver, 'value' | 'physicalName'>;
  functionByArn: (arn: string) => string | undefined;
  invoke: Invoke;
  /** For dead letters, and for schedules whose target is a queue. */
  sendToQueue?: SendToQueue;
  clock?: { now(): number };
}

export interface Schedules {
  schedules: { name: string; expression: string; zone: string; functionLogicalId?: string }[];
  stop(): void;
}

interface Schedule {
  name: string;
  arn: string;
  expression: string;
  parsed: ScheduleExpression;
  zone: string;
  startMs: number;
  endMs: number;
  isEnabled: boolean;
  input?: string;
  target: Target;
}

const minuteMs = 60_000;

/**
 * Starts the schedules of the template. A `rate` runs at once and then every so often; `cron` and `at` from the next
 * minute on. Of the minutes a machine slept through, the last five are caught up on. Throws, naming the schedule, on what AWS refuses.
 */
export function startSchedules(options: SchedulesOptions): Schedules {
  const { template, resolve, invoke, clock = Date, sendToQueue = noQueues } = options;
  const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule').map(([logicalId, { Properties }]) =>
    readSchedule(logicalId, resolve.value(Properties) as Record<string, unknown>, options),
  );
  const deliveries = createDeliveries({ invoke, sendToQueue, now: () => clock.now() });
  const account = String(resolve.value({ Ref: 'AWS::AccountId' }));
  const region = String(resolve.value({ Ref: 'AWS::Region' }));

  function run(schedule: Schedule, scheduledMs: number): void {
    const time = new Date(scheduledMs).toISOString().replace(/\.\d+Z$/, 'Z');
    const id = randomUUID();
    const event = {
      ...{ version: '0', id, 'detail-type': 'Scheduled Event', source: 'aws.scheduler', account, time, region },
      ...{ resources: [schedule.arn], detail: '{}' }, // text, not an object: as Scheduler sends it
    };
    const payload = schedule.input
      ?.replaceAll('<aws.scheduler.schedule-arn>', schedule.arn)
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', id)
      .replaceAll('<aws.scheduler.attempt-number>', '1');
    void deliveries.deliver(schedule.target, payload ?? JSON.stringify(event), schedule.arn);
  }

  const isActive = ({ isEnabled, startMs, endMs }: Schedule, ms: number) => isEnabled && startMs <= ms && ms < endMs;
  const createdMs = clock.now();
  let lastMinute = Math.floor(createdMs / minuteMs);
  for (const schedule of schedules) {
    if (schedule.parsed.kind === 'rate' && isActive(schedule, createdMs)) run(schedule, createdMs);
  }

  function lookAtClock(): void {
    const minute = Math.floor(clock.now() / minuteMs);
    // A busy or sleeping machine catches up on this many minutes at most.
    for (let due = Math.max(lastMinute + 1, minute - 4); due <= minute; due++) {
      const ms = due * minuteMs;
      for (const schedule of schedules) {
        if (isActive(schedule, ms) && matchesMinute(schedule.parsed, schedule.zone, ms, createdMs)) run(schedule, ms);
      }
    }
    lastMinute = Math.max(lastMinute, minute);
  }
  // Looking often instead of sleeping until the minute: right after the machine slept, and with a clock that runs fast.
  const timer = setInterval(lookAtClock, 250);
  return {
    schedules: schedules.map(({ name, expression, zone, target: { functionLogicalId } }) => {
      return { name, expression, zone, functionLogicalId };
    }),
    stop() {
      clearInterval(timer);
      deliveries.stop();
    },
  };
}

const noQueues: SendToQueue = (queueArn) => Promise.reject(new Error(`nothing here sends to ${queueArn}`));

function readSchedule(
  logicalId: string,
  properties: Record<string, unknown>,
  { resolve, functionByArn }: SchedulesOptions,
): Schedule {
  const { Input, ...targetProperties } = properties.Target as Record<string, unknown>;
  const target = readTarget(`Schedule ${logicalId}`, targetProperties, functionByArn);
  const expression = String(properties.ScheduleExpression);
  const zone = String(properties.ScheduleExpressionTimezone ?? 'UTC');
  try {
    checkZone(zone);
    return {
      name: resolve.physicalName(logicalId),
      arn: String(resolve.value({ 'Fn::GetAtt': [logicalId, 'Arn'] })),
      expression,
      parsed: parseSchedule(expression),
      zone,
      startMs: properties.StartDate === undefined ? Number.NEGATIVE_INFINITY : Date.parse(String(properties.StartDate)),
      endMs: properties.EndDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(properties.EndDate)),
      isEnabled: properties.State !== 'DISABLED',
      ...(Input !== undefined && { input: String(Input) }),
      target,
    };
  } catch (cause) {
    throw new Error(`Schedule ${logicalId}: ${(cause as Error).message}`, { cause });
  }
}
