// The clock: schedules that call a function every minute. There is none per offer: what is due is worked out.
import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { meantBelow } from './findings.ts';
import type { Undelivered } from './undelivered.ts';

export class Clock extends Construct {
  /** As whom all of them call. */
  readonly #role: Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { account } = Stack.of(this);
    const group = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    });
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': group } },
      }),
    });
  }

  /** Calls the function once a minute; a call that is lost is made up for by the next, which reads how far the last one came. */
  everyMinute(fn: LambdaFunction, id: string, undelivered: Undelivered): void {
    meantBelow(fn, ':*', 'The schedule may call this one function, whichever version of it');
    const role = this.#role;
    new Schedule(this, id, {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      target: new LambdaInvoke(fn, { ...undelivered.catches(fn, role), role }),
    });
  }
}
