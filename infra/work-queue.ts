// A work queue: messages that one function works off in batches, and the dead-letter queue of those it cannot.
import { Duration } from 'aws-cdk-lib';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { keptMs } from '../shared/model/retention.ts';
import type { Binding } from './bind.ts';
import { type DataKey, keyStatements } from './data-key.ts';
import { meant } from './findings.ts';

interface WorkQueueProps {
  key: DataKey;
  /** The environment variable under which functions know it. */
  variable: string;
  /** How long the working function may run, seconds. */
  timeoutSeconds: number;
  /** How many of the working function run at a time, at most. */
  maxConcurrency: number;
  /** So many messages are worked on together, 10 if absent; or as many as come within `batchingSeconds`, at most 300. */
  batchSize?: number;
  batchingSeconds?: number;
}

export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #props: WorkQueueProps;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#props = props;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.millis(keptMs.deadLetter),
    });
    props.key.lock(this.deadLetters);
    meant(this.deadLetters, 'It is itself where things end', 'Serverless-SQSRedrivePolicy');
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      // AWS's own advice for a queue that feeds Lambda: six times the function's timeout, which leaves room for throttled tries
      visibilityTimeout: Duration.seconds(6 * props.timeoutSeconds + (props.batchingSeconds ?? 0)),
      retentionPeriod: Duration.millis(keptMs.queued),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    props.key.lock(this.queue);
  }

  /** Lets the function work the queue off. It answers which messages of a batch failed; only those come back. */
  feed(fn: LambdaFunction): void {
    const { reservedConcurrentExecutions: reserved = Infinity } = fn.node.defaultChild as CfnFunction;
    meant(fn, 'The queue has dead letters of its own', 'Serverless-LambdaEventSourceMappingDestination');
    fn.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: this.#props.batchSize ?? 10,
        ...(this.#props.batchingSeconds !== undefined && {
          maxBatchingWindow: Duration.seconds(this.#props.batchingSeconds),
        }),
        reportBatchItemFailures: true,
        // more than the function may have would be refused, and a message refused five times counts as failed
        maxConcurrency: Math.min(this.#props.maxConcurrency, reserved),
      }),
    );
    // Lambda receives as the function
    const receiving = this.#props.key.forReceiving(this.queue.queueArn);
    for (const statement of keyStatements([receiving])) fn.addToRolePolicy(statement);
  }

  /** The queue's variable and the right to send to it. */
  allowSending(): Binding {
    return {
      variable: this.#props.variable,
      value: this.queue.queueUrl,
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
      key: this.#props.key.forSending(this.queue.queueArn),
    };
  }
}
