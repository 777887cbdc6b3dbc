// The drop bucket: where partners' systems put files of purchases and scores, and find the reports on them.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { dropKind, reportPrefix } from '../shared/model/drop.ts';
import { keptMs } from '../shared/model/retention.ts';
import type { Binding } from './bind.ts';
import type { DataKey } from './data-key.ts';
import { meant, meantBelow } from './findings.ts';
import type { Stage } from './stage.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

const filePrefixes = dropKind.options.map((kind) => `${kind}/`);

export class DropBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: DataKey;

  constructor(
    scope: Construct,
    id: string,
    { deletionProtection, key }: Pick<Stage, 'deletionProtection'> & { key: DataKey },
  ) {
    super(scope, id);
    this.#key = key;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key.key,
      // one call of the key's for many objects, not one each
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        ...filePrefixes.map((prefix) => ({ prefix, expiration: Duration.millis(keptMs.droppedFile) })),
        { prefix: reportPrefix, expiration: Duration.millis(keptMs.dropReport) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    meant(
      this,
      'Partners reach it by rights of their own account team; what was done with a file is in its report',
      'AwsSolutions-S1',
    );
    for (const prefix of [...filePrefixes, reportPrefix])
      meantBelow(this.bucket, `/${prefix}*`, 'Objects of one prefix of one bucket, whose names partners give');
    // Not the CDK's `eventBridgeEnabled`: it needs a custom resource with a function of its own.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }

  /** Sends the queue a message for each file that is put under one of the prefixes. Reports lie under another. */
  feed({ queue }: WorkQueue, undelivered: Undelivered): void {
    new Rule(this, 'Dropped', {
      // AWS puts its own events on the account's default bus
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [this.bucket.bucketName] },
          object: { key: filePrefixes.map((prefix) => ({ prefix })) },
        },
      },
      targets: [
        new SqsQueue(queue, {
          ...undelivered.patience,
          message: RuleTargetInput.fromObject({
            key: EventField.fromPath('$.detail.object.key'),
            etag: EventField.fromPath('$.detail.object.etag'),
          }),
        }),
      ],
    });
  }

  /** `DROP_BUCKET` and the rights to read what is dropped, and to read and write reports. */
  allowImporting(): Binding[] {
    const on = (actions: string[], resources: string[]) => ({
      variable: 'DROP_BUCKET',
      value: this.bucket.bucketName,
      actions,
      resources,
      key: this.#key.forObjects(this.bucket.bucketArn, actions),
    });
    return [
      on(
        ['s3:GetObject'],
        filePrefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`)),
      ),
      on(['s3:GetObject', 's3:PutObject'], [this.bucket.arnForObjects(`${reportPrefix}*`)]),
      // Whoever may not list is told 403 of an object that is not there, as of one that may not be read.
      on(['s3:ListBucket'], [this.bucket.bucketArn]),
    ];
  }
}
