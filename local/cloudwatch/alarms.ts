// AWS::CloudWatch::Alarm: what the template watches, and whether it is in ALARM at a moment that is handed in.
import { displayName, type Resolver, resourcesOf, type Template } from '../template/template.ts';
import { type MetricName, type Metrics, statistic } from './metrics.ts';

export interface Alarm {
  /** Its entry in the runbook, which ends the description: `PushFault`. */
  name: string;
  description: string;
  /** Whether the periods that end at `at` (epoch milliseconds) put it into ALARM; undefined where they say nothing. */
  goesOff(metrics: Metrics, at: number): boolean | undefined;
}

interface MetricStat {
  Metric: { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: string }[] };
  Period: number;
  Stat: string;
}

interface AlarmProperties extends Partial<MetricStat['Metric']> {
  AlarmDescription?: string;
  Period?: number;
  Statistic?: string;
  ExtendedStatistic?: string;
  Metrics?: { Id: string; Expression?: string; MetricStat?: MetricStat; ReturnData?: boolean }[];
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  Threshold: number;
  ComparisonOperator: string;
  TreatMissingData?: string;
}

const comparisons: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** The template's alarms. Throws, naming the alarm, on what is not imitated: expressions other than sums, comparisons with a band. */
export function readAlarms(template: Template, resolve: Pick<Resolver, 'value'>): Alarm[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([logicalId, { Properties }]) => {
    const properties = resolve.value(Properties) as unknown as AlarmProperties;
    const { AlarmDescription: description = '' } = properties;
    const name = /docs\/runbook\.md: (\w+)$/.exec(description)?.[1] ?? displayName(template, logicalId);
    const refuse = (what: string) => new Error(`Alarm ${name}: ${what} is not imitated.`);
    const breaches = comparisons[properties.ComparisonOperator];
    if (!breaches) throw refuse(properties.ComparisonOperator);
    const { periodMs, valueAt } = watched(properties, refuse);
    const { EvaluationPeriods: periods, Threshold: threshold, TreatMissingData: missing = 'missing' } = properties;
    return {
      name,
      description,
      goesOff(metrics, at) {
        const looks = Array.from({ length: periods }, (_, back) => {
          const value = valueAt(metrics, at - (back + 1) * periodMs, at - back * periodMs);
          if (value !== undefined) return breaches(value, threshold);
          return missing === 'breaching' ? true : missing === 'notBreaching' ? false : undefined;
        });
        if (looks.every((look) => look === undefined)) return undefined;
        return looks.filter(Boolean).length >= (properties.DatapointsToAlarm ?? periods);
      },
    };
  });
}

interface Watched {
  periodMs: number;
  valueAt(metrics: Metrics, from: number, to: number): number | undefined;
}

function watched(properties: AlarmProperties, refuse: (what: string) => Error): Watched {
  const { Metrics: queries } = properties;
  if (queries) return watchedSum(queries, refuse);
  const { Namespace = '', MetricName = '', Dimensions, Period = 0 } = properties;
  const stat = properties.Statistic ?? properties.ExtendedStatistic ?? '';
  return watchedMetric({ Metric: { Namespace, MetricName, Dimensions }, Period, Stat: stat });
}

function watchedMetric({ Metric, Period, Stat }: MetricStat): Watched {
  statistic(Stat, [0]); // an unknown one is refused at the start
  const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const metric: MetricName = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions };
  return { periodMs: Period * 1000, valueAt: (metrics, from, to) => statistic(Stat, metrics.values(metric, from, to)) };
}

/** Metric maths as this app uses it: `FILL(a, 0) + FILL(b, 0)`. */
function watchedSum(queries: NonNullable<AlarmProperties['Metrics']>, refuse: (what: string) => Error): Watched {
  const expressions = queries.flatMap(({ Expression }) => Expression ?? []);
  const [expression = ''] = expressions;
  const terms = expression.split(' + ').map((term) => /^FILL\((\w+), (\d+)\)$/.exec(term));
  const summed = terms.flatMap((term) => {
    const stat = queries.find(({ Id }) => Id === term?.[1])?.MetricStat;
    return stat ? [{ ...watchedMetric(stat), fill: Number(term![2]) }] : [];
  });
  const [first] = summed;
  if (expressions.length !== 1 || !first || summed.length !== terms.length)
    throw refuse(`the expression ${expression}`);
  return {
    periodMs: first.periodMs,
    valueAt: (metrics, from, to) =>
      summed.reduce((sum, { valueAt, fill }) => sum + (valueAt(metrics, from, to) ?? fill), 0),
  };
}
