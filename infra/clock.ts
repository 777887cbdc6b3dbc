// The clock: the one schedule, which calls a function every minute.
import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { Undelivered } from './undelivered.ts';

export class Clock extends Construct {
  /** Calls the function once a minute; a call that is lost is made up for by the next, which reads the tick's cursor. */
  everyMinute(fn: LambdaFunction, undelivered: Undelivered): void {
    new Schedule(this, 'EveryMinute', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(fn, undelivered.catches(fn)),
    });
  }
}
