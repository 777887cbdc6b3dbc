// The erasure secret: from it come the hashes that stand for erased customers, and the signature of their receipts.
import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Binding } from './bind.ts';
import { meant } from './findings.ts';
import type { Stage } from './stage.ts';

export class ErasureSecret extends Construct {
  readonly #secret: Secret;

  constructor(scope: Construct, id: string, { deletionProtection }: Pick<Stage, 'deletionProtection'>) {
    super(scope, id);
    // Never rotated: tombstones made with another secret are recognised no more.
    this.#secret = new Secret(this, 'Secret', {
      description: 'Ravn: hashes of erased customers, signature of receipts. Changed, tombstones are lost.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    meant(this, 'Rotated, it would no longer know who has been erased', 'AwsSolutions-SMG4');
  }

  /**
   * `ERASURE_SECRET`. Its value, put in by CloudFormation as it deploys: whoever may read a function's configuration may
   * read it, and no function needs a right or a call for it.
   */
  allowUsing(): Binding {
    return {
      variable: 'ERASURE_SECRET',
      value: this.#secret.secretValue.unsafeUnwrap(),
      actions: [],
      resources: [],
    };
  }
}
