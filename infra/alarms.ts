// Alarms: what somebody has to look at, because it will not pass by itself.
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

export class Alarms extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Alarm(this, 'PushFault', {
      alarmDescription:
        'The push provider refuses what we send: credentials, channel, topic or payload. The log of deliver-offer names the code. No token was deleted.',
      // As functions/edge/telemetry.ts counts what the use case calls so (shared/usecases/deliver-offer.ts).
      metric: new Metric({
        namespace: 'Ravn',
        metricName: 'Faults',
        dimensionsMap: { service: 'deliver-offer', Fault: 'of ours made a push fail' },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new Alarm(this, 'WeatherUnknown', {
      alarmDescription:
        'The weather provider has answered no request well for an hour; six hours after its last forecast the weather is unknown, and offers that ask for it stay silent. The metric WeatherFailures says why, the log of refresh-weather names the cause once.',
      // As functions/refresh-weather measures it, every minute in which an offer asks about the weather.
      metric: new Metric({
        namespace: 'Ravn',
        metricName: 'WeatherFailing',
        dimensionsMap: { service: 'refresh-weather' },
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      threshold: Duration.hours(1).toMilliseconds(),
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    new Alarm(this, 'DecisionsLate', {
      alarmDescription:
        'Decisions for those present come a minute late or more: more is asked for than decide-present works off. Raise its concurrency (infra/stack.ts), or let fewer offers turn at once.',
      // As functions/edge/telemetry.ts measures it: from when a question was due to when it was answered.
      metric: new Metric({
        namespace: 'Ravn',
        metricName: 'Lag',
        dimensionsMap: { service: 'decide-present' },
        statistic: 'p90',
        period: Duration.minutes(1),
      }),
      threshold: 60_000,
      evaluationPeriods: 3,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
