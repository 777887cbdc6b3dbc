// The bus: what happened in Ravn, for Ravn's own functions and for whoever subscribes with a rule.
import { EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Binding } from './bind.ts';
import type { Undelivered } from './undelivered.ts';

export class Bus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'What happened in Ravn: entered, exited, decided, ended' });
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
