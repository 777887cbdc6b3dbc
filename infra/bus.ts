// The bus: what happened in Ravn, for Ravn's own functions and for whoever subscribes with a rule. The stack's, or one the team has.
import { Aws } from 'aws-cdk-lib';
import { EventBus, type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ravnEventSource, ravnEventTypes } from '../events/ravn-event.ts';
import type { Binding } from './bind.ts';
import type { Stage } from './stage.ts';
import type { Undelivered } from './undelivered.ts';

/** What Ravn says of itself, in this account: another account's Ravn may put its events on the same bus. */
export const ravnsOwn: EventPattern = {
  source: [ravnEventSource],
  detailType: [...ravnEventTypes],
  account: [Aws.ACCOUNT_ID],
};

/**
 * What anybody may tell Ravn. The version in it keeps out what others call by the same name: on a bus that is not Ravn's
 * alone those would fail, be tried again and end among the undelivered.
 */
export const toldByAnybody = (detailType: string): EventPattern => ({
  detailType: [detailType],
  detail: { schemaVersion: [1] },
});

export class Bus extends Construct {
  readonly bus: IEventBus;

  constructor(scope: Construct, id: string, { name, bus }: Pick<Stage, 'name' | 'bus'>) {
    super(scope, id);
    this.bus =
      bus.mode === 'existing'
        ? EventBus.fromEventBusName(this, 'Existing', bus.name)
        : new EventBus(this, 'Bus', {
            // the CDK would give every stage's bus the same name, and an account has room for one of a name
            eventBusName: `ravn-${name}`,
            description: 'What happened in Ravn: entered, exited, decided, ended',
          });
  }

  /** Hands every event that matches to the function. */
  feed(fn: LambdaFunction, id: string, eventPattern: EventPattern, undelivered: Undelivered): void {
    new Rule(this, id, {
      eventBus: this.bus,
      eventPattern,
      targets: [new LambdaTarget(fn, undelivered.catches(fn))],
    });
  }

  /** `EVENT_BUS_NAME` and the right to put events on it. */
  allowPublishing(): Binding {
    return {
      variable: 'EVENT_BUS_NAME',
      value: this.bus.eventBusName,
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
    };
  }
}
