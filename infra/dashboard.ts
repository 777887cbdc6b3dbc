// The dashboard: are offers going out, are they right, is anything stuck, what does it cost. A row of graphs for each question.
import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { metricsNamespace, type Stage } from './stage.ts';

interface DashboardProps {
  stage: Pick<Stage, 'name'>;
  apiId: string;
  tableName: string;
  queues: Record<string, Queue>;
  deadLetters: Record<string, Queue>;
}

/** US dollars per million in us-east-1, on demand, as published in November 2026: the graph shows which part grows. */
const dollarsPerMillion = {
  apiRequests: 1,
  lambdaRequests: 0.2,
  /** 512 MiB on arm64; what decides has more, what collects less. */
  lambdaMilliseconds: 0.5 * 0.0133334,
  writeUnits: 0.625,
  readUnits: 0.125,
  loggedBytes: 0.0005,
};

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { stage, apiId, tableName, queues, deadLetters }: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: `ravn-${stage.name}`,
      defaultInterval: Duration.hours(6),
    });
    const namespace = metricsNamespace(stage);
    const api = (metricName: string, statistic: string, label: string) =>
      metric('AWS/ApiGateway', metricName, { ApiId: apiId }, statistic, label);
    const table = (metricName: string, label: string) =>
      metric('AWS/DynamoDB', metricName, { TableName: tableName }, 'Sum', label);
    const everyQueue = (of: Record<string, Queue>, metricName: string) =>
      Object.entries(of).map(([name, queue]) =>
        metric('AWS/SQS', metricName, { QueueName: queue.queueName }, 'Maximum', name),
      );

    row(dashboard, 'Are offers going out?', [
      graph('Reports by reason', [each(`{"${namespace}",service,Reason} MetricName="Reasons"`)]),
      graph('Deliveries by how they ended', [each(`{"${namespace}",service,End} MetricName="Ends"`)]),
      graph('Outcomes', [each(`{"${namespace}",service,Outcome} MetricName="Outcomes"`)]),
    ]);
    row(dashboard, 'Are they right?', [
      graph('Faults of ours', [each(`{"${namespace}",service,Fault} MetricName="Faults"`)]),
      graph('How late those present are decided for (ms)', [
        metric(namespace, 'Lag', { service: 'decide-present' }, 'p50', 'median'),
        metric(namespace, 'Lag', { service: 'decide-present' }, 'p90', '9 in 10'),
      ]),
      graph('Answers of the API', [
        api('Count', 'Sum', 'requests'),
        api('4xx', 'Sum', 'refused'),
        api('5xx', 'Sum', 'faults'),
      ]),
    ]);
    row(dashboard, 'Is anything stuck?', [
      graph('Age of the oldest message (s)', everyQueue(queues, 'ApproximateAgeOfOldestMessage')),
      graph('Dropped, its time being over', [each(`{"${namespace}",service,Discard} MetricName="Discards"`)]),
      graph('Dead letters', everyQueue(deadLetters, 'ApproximateNumberOfMessagesVisible')),
      graph('Throttled', [
        table('ReadThrottleEvents', 'reads'),
        table('WriteThrottleEvents', 'writes'),
        metric('AWS/Lambda', 'Throttles', {}, 'Sum', 'functions of the account'),
      ]),
    ]);
    row(dashboard, 'What does it cost?', [
      graph('Dollars an hour, about', [
        cost('API', `requests * ${dollarsPerMillion.apiRequests} / 1000000`, {
          requests: api('Count', 'Sum', 'requests'),
        }),
        cost(
          'functions',
          `(calls * ${dollarsPerMillion.lambdaRequests} + ran * ${dollarsPerMillion.lambdaMilliseconds}) / 1000000`,
          {
            calls: metric('AWS/Lambda', 'Invocations', {}, 'Sum', 'calls'),
            ran: metric('AWS/Lambda', 'Duration', {}, 'Sum', 'ms'),
          },
        ),
        cost('table', `(written * ${dollarsPerMillion.writeUnits} + read * ${dollarsPerMillion.readUnits}) / 1000000`, {
          written: table('ConsumedWriteCapacityUnits', 'written'),
          read: table('ConsumedReadCapacityUnits', 'read'),
        }),
        cost('logs', `logged * ${dollarsPerMillion.loggedBytes} / 1000000`, {
          logged: metric('AWS/Logs', 'IncomingBytes', {}, 'Sum', 'logged'),
        }),
      ]),
      graph('Read and write units', [
        table('ConsumedReadCapacityUnits', 'read'),
        table('ConsumedWriteCapacityUnits', 'written'),
      ]),
      graph('How long functions run (ms, 9 in 10)', [each('{AWS/Lambda,FunctionName} MetricName="Duration"', 'p90')]),
    ]);
  }
}

function row(dashboard: CloudWatchDashboard, question: string, graphs: GraphWidget[]): void {
  dashboard.addWidgets(new TextWidget({ markdown: `## ${question}`, width: 24, height: 1 }));
  dashboard.addWidgets(...graphs);
}

const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8, height: 6 });

/** A line for each value there is of the dimensions that are searched. */
const each = (search: string, statistic = 'Sum') =>
  new MathExpression({ expression: `SEARCH('${search}', '${statistic}', 300)`, label: '', usingMetrics: {} });

const cost = (label: string, expression: string, usingMetrics: Record<string, IMetric>) =>
  new MathExpression({ label, expression, usingMetrics, period: Duration.hours(1) });

function metric(
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string>,
  statistic: string,
  label: string,
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, label, period: Duration.minutes(5) });
}
