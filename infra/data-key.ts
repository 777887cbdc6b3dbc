// The data key: a key of our own, under which lies whatever is kept about customers: the table, its backups, the buckets, every queue.
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** What a service binds each use of the key to: its name for what the data lie in (the encryption context it documents). */
const holderKey = { dynamodb: 'aws:dynamodb:tableName', s3: 'aws:s3:arn', sqs: 'aws:sqs:arn' };

/** What somebody needs the key for: only through one service, and only for what one of its resources holds. */
export interface KeyUse {
  key: DataKey;
  service: keyof typeof holderKey;
  /** A table's name; the ARN of a queue, or of a bucket with a bucket key. */
  holder: string;
  actions: readonly ('Decrypt' | 'GenerateDataKey')[];
}

/**
 * For how long a queue's data key serves one sender or receiver: after a withdrawn right or a disabled key a queue goes on for an
 * hour at most. The default, five minutes, would be twelve times as many calls (bench/cost/key-calls.ts).
 */
const reuse = Duration.hours(1);

/** Who sends to a queue also checks the data key she was given (SQS Developer Guide, Key management). */
const sending = ['GenerateDataKey', 'Decrypt'] as const;

export class DataKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { deletionProtection }: Pick<Stage, 'deletionProtection'>) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Ravn: what is kept about customers. Deleted, all of it is lost, backups too.',
      enableKeyRotation: true,
      // the longest and the shortest time in which a deletion can be taken back
      pendingWindow: Duration.days(deletionProtection ? 30 : 7),
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.#openToRules();
  }

  /**
   * Puts a queue under the key. Not by the CDK's `encryptionMasterKey`: what that grants to whoever sends is wider than it
   * needs to be, and asks nothing of the service or the queue.
   */
  lock({ node }: Queue): void {
    const queue = node.defaultChild as CfnQueue;
    queue.kmsMasterKeyId = this.key.keyArn;
    queue.kmsDataKeyReusePeriodSeconds = reuse.toSeconds();
  }

  /** What reading and writing items takes: the table's own data key is made with the table, so writing decrypts it too. */
  forTable(tableName: string): KeyUse {
    return { key: this, service: 'dynamodb', holder: tableName, actions: ['Decrypt'] };
  }

  /** What these actions on objects take, if anything. */
  forObjects(bucketArn: string, actions: string[]): KeyUse {
    const needed = [
      ...(actions.includes('s3:GetObject') ? ['Decrypt' as const] : []),
      ...(actions.includes('s3:PutObject') ? ['GenerateDataKey' as const] : []),
    ];
    return { key: this, service: 's3', holder: bucketArn, actions: needed };
  }

  forSending(queueArn: string): KeyUse {
    return { key: this, service: 'sqs', holder: queueArn, actions: sending };
  }

  forReceiving(queueArn: string): KeyUse {
    return { key: this, service: 'sqs', holder: queueArn, actions: ['Decrypt'] };
  }

  /**
   * Rules send as EventBridge itself, which has no role: the key's policy has to let it, as the queues' do. The queues are meant by
   * the names that CloudFormation gives them, for a queue names the key, so the key cannot name the queue. Not by `aws:SourceArn`:
   * whether a rule's reaches KMS is nowhere said, and an event that is refused would be lost without a word.
   */
  #openToRules(): void {
    const { account, stackName } = Stack.of(this);
    const queues = Stack.of(this).formatArn({
      service: 'sqs',
      resource: `${stackName}-*`,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'RulesSendToQueues',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: sending.map((action) => `kms:${action}`),
        // in a key's policy: this key
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          StringLike: { [`kms:EncryptionContext:${holderKey.sqs}`]: queues },
        },
      }),
    );
  }
}

/** The rights to all these uses: a statement for each service and set of actions, with every holder it is for. */
export function keyStatements(uses: KeyUse[]): PolicyStatement[] {
  const perHolder = [...Map.groupBy(uses, ({ service, holder }) => `${service} ${holder}`).values()].map((same) => ({
    ...same[0]!,
    actions: [...new Set(same.flatMap(({ actions }) => actions))].sort(),
  }));
  return [...Map.groupBy(perHolder, ({ service, actions }) => `${service} ${actions}`).values()].flatMap((alike) => {
    const { key, service, actions } = alike[0]!;
    if (actions.length === 0) return [];
    return new PolicyStatement({
      actions: actions.map((action) => `kms:${action}`),
      resources: [key.key.keyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': `${service}.${Stack.of(key).region}.amazonaws.com`,
          [`kms:EncryptionContext:${holderKey[service]}`]: alike.map(({ holder }) => holder),
        },
      },
    });
  });
}
