// The mirror: a geofence collection of Amazon Location with Ravn's geofences in it, and the crossings that trackers linked to it tell of.
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnGeofenceCollection } from 'aws-cdk-lib/aws-location';
import { Construct } from 'constructs';
import type { Binding } from './bind.ts';
import type { Stage } from './stage.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export class GeofenceMirror extends Construct {
  readonly #collection?: CfnGeofenceCollection;
  readonly #queue: WorkQueue;

  /** @param queue where a publication is told of. */
  constructor(scope: Construct, id: string, { mirrorGeofences }: Pick<Stage, 'mirrorGeofences'>, queue: WorkQueue) {
    super(scope, id);
    this.#queue = queue;
    if (mirrorGeofences !== undefined)
      this.#collection = new CfnGeofenceCollection(this, 'Collection', { collectionName: mirrorGeofences });
  }

  /** The queue's variable and the right to send to it; nothing where the stage mirrors nothing. */
  allowTelling(): Binding[] {
    return this.#collection ? [this.#queue.allowSending()] : [];
  }

  /** `GEOFENCE_COLLECTION` and the rights to bring it up to date. */
  allowWriting(): Binding[] {
    if (!this.#collection) return [];
    return [
      {
        variable: 'GEOFENCE_COLLECTION',
        value: this.#collection.ref,
        actions: ['geo:ListGeofences', 'geo:BatchPutGeofence', 'geo:BatchDeleteGeofence'],
        resources: [this.#collection.attrArn],
      },
    ];
  }

  /**
   * Hands crossings of the collection to the function, with what `events/geofence-crossed.ts` names. The position stays
   * behind in EventBridge: the function never gets it, so it cannot keep it.
   */
  feed(fn: LambdaFunction, undelivered: Undelivered): void {
    if (!this.#collection) return;
    new Rule(this, 'Crossings', {
      // AWS puts its own events on the account's default bus
      eventPattern: {
        source: ['aws.geo'],
        detailType: ['Location Geofence Event'],
        resources: [this.#collection.attrArn],
        detail: { EventType: ['ENTER', 'EXIT'] },
      },
      targets: [
        new LambdaTarget(fn, {
          ...undelivered.catches(fn),
          event: RuleTargetInput.fromObject({
            id: EventField.eventId,
            type: EventField.fromPath('$.detail.EventType'),
            geofenceId: EventField.fromPath('$.detail.GeofenceId'),
            deviceId: EventField.fromPath('$.detail.DeviceId'),
            sampledAt: EventField.fromPath('$.detail.SampleTime'),
          }),
        }),
      ],
    });
  }
}
