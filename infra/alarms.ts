// Alarms: what somebody has to look at, because it will not pass by itself. Each has an entry of its name in docs/runbook.md.
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { meant } from './findings.ts';
import type { FunctionName } from './functions.ts';
import { metricsNamespace, type Stage } from './stage.ts';

interface AlarmsProps {
  stage: Pick<Stage, 'name' | 'alarmEmails'>;
  apiId: string;
  tableName: string;
  /** Where work waits, by the name its alarm gets. */
  queues: Record<string, Queue>;
  /** Where work ends that failed for good. */
  deadLetters: Record<string, Queue>;
  functionNames: Record<FunctionName, string>;
}

interface AlarmRow {
  /** Also the heading of its entry in docs/runbook.md. */
  name: string;
  /** What has happened, for whoever is woken by it. */
  says: string;
  metric: IMetric;
  /** This much, or more, is too much. */
  threshold: number;
  /** So many periods in a row; 1 if absent. */
  periods?: number;
  /** Silence is what is wrong: alarms below the threshold, and where there are no data. */
  whenSilent?: true;
}

/** Longer than any lease: what it was about is over. */
const olderThanAnyLeaseSeconds = 20 * 60;

export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const topic = this.#topic(props.stage.alarmEmails);
    for (const row of rowsFor(props)) {
      const alarm = new Alarm(this, row.name, {
        alarmDescription: `${row.says} docs/runbook.md: ${row.name}`,
        metric: row.metric,
        threshold: row.threshold,
        evaluationPeriods: row.periods ?? 1,
        comparisonOperator: row.whenSilent
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: row.whenSilent ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
      if (topic) alarm.addAlarmAction(new SnsAction(topic));
    }
  }

  #topic(emails: string[]): Topic | undefined {
    if (emails.length === 0) return undefined;
    const topic = new Topic(this, 'Topic', { displayName: 'Ravn', enforceSSL: true });
    for (const email of emails) topic.addSubscription(new EmailSubscription(email));
    // A topic with a policy of its own, as `enforceSSL` makes, has lost the default one, by which the account's alarms may publish.
    const { account } = Stack.of(this);
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': alarms } },
      }),
    );
    meant(
      topic,
      'An e-mail that cannot be delivered is read nowhere else either; the alarm itself stays in CloudWatch',
      'Serverless-SNSRedrivePolicy',
    );
    return topic;
  }
}

function rowsFor({ stage, apiId, tableName, queues, deadLetters, functionNames }: AlarmsProps): AlarmRow[] {
  const namespace = metricsNamespace(stage);
  const lambda = (metricName: string, name: FunctionName, statistic: string) =>
    metric('AWS/Lambda', metricName, { FunctionName: functionNames[name] }, statistic);
  return [
    {
      name: 'PushFault',
      says: 'The push provider refuses what we send: credentials, channel, topic or payload. No token was deleted.',
      // As functions/edge/telemetry.ts counts what the use case calls so (shared/usecases/deliver-offer.ts).
      metric: metric(namespace, 'Faults', { service: 'deliver-offer', Fault: 'of ours made a push fail' }, 'Sum'),
      threshold: 1,
    },
    {
      name: 'WeatherUnknown',
      says: 'The weather provider has answered no request well for an hour.',
      // As functions/refresh-weather measures it, every minute in which an offer asks about the weather.
      metric: metric(namespace, 'WeatherFailing', { service: 'refresh-weather' }, 'Maximum'),
      threshold: Duration.hours(1).toMilliseconds(),
    },
    {
      name: 'DecisionsLate',
      says: 'Decisions for those present come a minute late or more.',
      // As functions/edge/telemetry.ts measures it: from when a question was due to when it was answered.
      metric: metric(namespace, 'Lag', { service: 'decide-present' }, 'p90', 1),
      threshold: 60_000,
      periods: 3,
    },
    {
      name: 'ServerErrors',
      says: 'The API answers with faults of ours.',
      metric: metric('AWS/ApiGateway', '5xx', { ApiId: apiId }, 'Sum'),
      threshold: 5,
    },
    {
      name: 'ReportsSlow',
      says: 'One position report in a hundred takes two seconds or more.',
      metric: lambda('Duration', 'report-position', 'p99'),
      threshold: 2000,
      periods: 3,
    },
    {
      name: 'Throttled',
      says: 'The account has no room for more functions at once: reports are refused, deliveries wait.',
      metric: sum('Throttles of the functions on the way of an offer', {
        reporting: lambda('Throttles', 'report-position', 'Sum'),
        deciding: lambda('Throttles', 'decide-present', 'Sum'),
        delivering: lambda('Throttles', 'deliver-offer', 'Sum'),
      }),
      threshold: 10,
      periods: 2,
    },
    {
      name: 'TableThrottled',
      says: 'One key of the table takes more than a partition bears.',
      metric: sum('Throttled reads and writes', {
        reads: metric('AWS/DynamoDB', 'ReadThrottleEvents', { TableName: tableName }, 'Sum'),
        writes: metric('AWS/DynamoDB', 'WriteThrottleEvents', { TableName: tableName }, 'Sum'),
      }),
      threshold: 100,
      periods: 2,
    },
    {
      name: 'ClockStopped',
      says: 'Nobody looks at what the passing of time brings: offers whose hours begin are not told to those present.',
      metric: lambda('Invocations', 'tick', 'Sum'),
      threshold: 1,
      periods: 2,
      whenSilent: true,
    },
    ...Object.entries(queues).map(([name, queue]) => ({
      name: `${name}Old`,
      says: 'A message has been waiting for longer than what it is about lasts.',
      metric: metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: queue.queueName }, 'Maximum'),
      threshold: olderThanAnyLeaseSeconds,
    })),
    ...Object.entries(deadLetters).map(([name, queue]) => ({
      name: `${name}DeadLetters`,
      says: 'Work failed for good, and waits here for 14 days to be looked at.',
      metric: metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: queue.queueName }, 'Maximum'),
      threshold: 1,
    })),
  ];
}

function metric(
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: string,
  minutes = 5,
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(minutes) });
}

function sum(label: string, usingMetrics: Record<string, IMetric>): MathExpression {
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ label, expression, usingMetrics, period: Duration.minutes(5) });
}
