// The erasure secret: one key or several, the one in use first. From them come the hashes that stand for erased customers, and the signature of their receipts.
import { RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Binding } from './bind.ts';
import { meant } from './findings.ts';
import type { Stage } from './stage.ts';

export class ErasureSecret extends Construct {
  readonly #secret: Secret;
  readonly #version: string | undefined;

  constructor(scope: Construct, id: string, stage: Pick<Stage, 'deletionProtection' | 'erasureSecretVersion'>) {
    super(scope, id);
    this.#version = stage.erasureSecretVersion;
    // `generateSecretString` stays as it is for ever: where it is changed, CloudFormation draws another secret, and every tombstone is lost.
    this.#secret = new Secret(this, 'Secret', {
      description: 'Ravn: hashes of erased customers, signature of receipts. Changed, tombstones are lost.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: stage.deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    meant(
      this,
      'Rotated by hand (docs/security.md): a key is added and none is taken away, or it would not be known who has been erased',
      'AwsSolutions-SMG4',
    );
  }

  /**
   * `ERASURE_SECRET`. Its value, put in by CloudFormation as it deploys: whoever may read a function's configuration may
   * read it, and no function needs a right or a call for it. Which version is named, or CloudFormation would read a new one
   * for some functions and not for others: those whose code changes.
   */
  allowUsing(): Binding {
    return {
      variable: 'ERASURE_SECRET',
      value: SecretValue.secretsManager(this.#secret.secretArn, { versionId: this.#version }).unsafeUnwrap(),
      actions: [],
      resources: [],
    };
  }
}
