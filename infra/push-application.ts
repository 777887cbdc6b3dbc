// The push application: the channels of Apple and Google at AWS End User Messaging Push (API name: Pinpoint).
import { Stack, Validations } from 'aws-cdk-lib';
import { CfnApp } from 'aws-cdk-lib/aws-pinpoint';
import { Construct } from 'constructs';
import type { Binding } from './bind.ts';
import type { Stage } from './stage.ts';

export class PushApplication extends Construct {
  readonly applicationId: string;

  constructor(scope: Construct, id: string, { name, push }: Pick<Stage, 'name' | 'push'>) {
    super(scope, id);
    this.applicationId = push.mode === 'existing' ? push.applicationId : this.#create(name);
  }

  #create(stageName: string): string {
    const app = new CfnApp(this, 'App', { name: `ravn-${stageName}` });
    Validations.of(app).acknowledge({
      id: 'CloudFormation-Validate::W3696',
      reason:
        'Pinpoint’s campaigns, segments and endpoints ended on 2026-10-30. An application with direct sends lives on as AWS End User Messaging Push.',
    });
    return app.ref;
  }

  /** `PUSH_APPLICATION_ID` and the right to send through it. */
  allowSending(): Binding {
    const arn = Stack.of(this).formatArn({
      service: 'mobiletargeting',
      resource: 'apps',
      resourceName: `${this.applicationId}/messages`,
    });
    return {
      variable: 'PUSH_APPLICATION_ID',
      value: this.applicationId,
      actions: ['mobiletargeting:SendMessages'],
      resources: [arn],
    };
  }
}
