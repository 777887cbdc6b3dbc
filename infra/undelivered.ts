// Undelivered: where an event ends that an asynchronous edge gave up on. Without it EventBridge and Lambda drop it silently.
import { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { keptMs } from '../shared/model/retention.ts';
import { type DataKey, keyStatements } from './data-key.ts';
import { meant } from './findings.ts';

/** What is tried before an event counts as undelivered: minutes, not EventBridge's default of 185 attempts in a day. */
const patience = { retryAttempts: 3, maxEventAge: Duration.minutes(5) };

/** Lambda's own queue behind an accepted asynchronous call tries at most twice more. */
const lambdaRetryAttempts = 2;

export class Undelivered extends Construct {
  readonly queue: Queue;
  readonly #key: DataKey;

  constructor(scope: Construct, id: string, { key }: { key: DataKey }) {
    super(scope, id);
    this.#key = key;
    this.queue = new Queue(this, 'Queue', { enforceSSL: true, retentionPeriod: Duration.millis(keptMs.deadLetter) });
    key.lock(this.queue);
    meant(this, 'It is itself where things end', 'AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy');
  }

  /** What a rule's queue wants: the sender's half, for there is no other. */
  get patience() {
    return { ...patience, deadLetterQueue: this.queue };
  }

  /**
   * Both halves of an asynchronous edge into a function: sets Lambda's half (it takes the event and may fail later) and
   * returns the sender's (it may never reach Lambda).
   * @param sender the role it sends as, where it has one.
   */
  catches(fn: LambdaFunction, sender?: IRole) {
    fn.configureAsyncInvoke({
      retryAttempts: lambdaRetryAttempts,
      maxEventAge: patience.maxEventAge,
      onFailure: new SqsDestination(this.queue),
    });
    // Lambda sends as the function
    for (const statement of keyStatements([this.#key.forSending(this.queue.queueArn)]))
      for (const role of [fn.role!, ...(sender ? [sender] : [])]) role.addToPrincipalPolicy(statement);
    return this.patience;
  }
}
