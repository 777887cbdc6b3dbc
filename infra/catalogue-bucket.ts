// The catalogue bucket: compiled snapshots and propensity models, each under a key of its own that is never written twice.
import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Binding } from './bind.ts';
import type { DataKey } from './data-key.ts';
import { meant, meantBelow } from './findings.ts';
import type { Stage } from './stage.ts';

/** Under which prefixes the snapshots lie, the models, and the tombstones of erased customers. */
const snapshots = 'catalogue/';
const models = 'models/';
const tombstones = 'tombstones/';

export class CatalogueBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: DataKey;

  constructor(
    scope: Construct,
    id: string,
    { deletionProtection, key }: Pick<Stage, 'deletionProtection'> & { key: DataKey },
  ) {
    super(scope, id);
    this.#key = key;
    // No expiry: what is in force may be older than any age, and decisions name theirs for 90 days. Former ones are
    // removed by who publishes, once another took their place 91 days ago; no lifecycle rule knows when that was.
    // No `autoDeleteObjects`: it needs a function of its own. A stage that is torn down has its bucket emptied by hand.
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key.key,
      // one call of the key's for many objects, not one each
      bucketKeyEnabled: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    meant(
      this,
      'Only our own functions reach it, with rights of their own; what they do is in their logs',
      'AwsSolutions-S1',
    );
    for (const prefix of [snapshots, models, tombstones])
      meantBelow(this.bucket, `/${prefix}*`, 'Objects of one prefix of one bucket, whose keys are made as it runs');
  }

  /** `CATALOGUE_BUCKET` and exactly these actions on the snapshots. */
  allow(...actions: ObjectAction[]): Binding {
    return this.#binding(actions, snapshots);
  }

  /** `CATALOGUE_BUCKET` and exactly these actions on the propensity models. */
  allowModels(...actions: ObjectAction[]): Binding {
    return this.#binding(actions, models);
  }

  /** `CATALOGUE_BUCKET` and the right to put tombstones, which outlive a table that is lost. */
  allowKeepingTombstones(): Binding {
    return this.#binding(['PutObject'], tombstones);
  }

  /** `CATALOGUE_BUCKET` and the right to read the names of its objects: versions, dates and hashes. */
  allowListing(): Binding {
    return { ...this.#binding([], ''), actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] };
  }

  #binding(actions: ObjectAction[], prefix: string): Binding {
    const allowed = actions.map((action) => `s3:${action}`);
    return {
      variable: 'CATALOGUE_BUCKET',
      value: this.bucket.bucketName,
      actions: allowed,
      resources: [this.bucket.arnForObjects(`${prefix}*`)],
      key: this.#key.forObjects(this.bucket.bucketArn, allowed),
    };
  }
}

type ObjectAction = 'GetObject' | 'PutObject' | 'DeleteObject';
