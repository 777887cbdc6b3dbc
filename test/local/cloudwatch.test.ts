// CloudWatch on a laptop: embedded metrics read, statistics taken, alarms judged by periods of a clock that is handed in.
import { describe, expect, it } from 'vitest';
import { readAlarms } from '../../local/cloudwatch/alarms.ts';
import { startCloudWatch } from '../../local/cloudwatch/cloudwatch.ts';
import { createMetrics, embeddedMetrics, statistic } from '../../local/cloudwatch/metrics.ts';
import { smallTemplate } from './small-template.ts';

const minute = 60_000;
const alarm = (properties: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'Ravn',
    MetricName: 'Lag',
    Dimensions: [{ Name: 'service', Value: 'decide-present' }],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ...properties,
  },
});

/** Whether an alarm goes off, after the values of so many minutes, the last ones there are; `undefined` is a minute of silence. */
function judged(properties: object, minutes: (number | number[] | undefined)[]): boolean | undefined {
  let now = 0;
  const metrics = createMetrics(() => now);
  const { template, resolve } = smallTemplate({ Lag: alarm(properties) });
  for (const values of minutes) {
    for (const value of [values ?? []].flat())
      metrics.put({ namespace: 'Ravn', name: 'Lag', dimensions: { service: 'decide-present' }, value });
    now += minute;
  }
  return readAlarms(template, resolve)[0]!.goesOff(metrics, now - 1);
}

describe('an alarm', () => {
  it('adds up what lies in its period, and nothing else', () => {
    expect(judged({}, [9, 9])).toBe(false);
    expect(judged({}, [9, [4, 6]])).toBe(true);
    expect(judged({ Period: 120 }, [4, 6])).toBe(true);
    expect(judged({ Dimensions: [] }, [99])).toBe(false);
  });

  it('wants its periods in a row, or as many of them as it says', () => {
    expect(judged({ EvaluationPeriods: 3 }, [10, 9, 10])).toBe(false);
    expect(judged({ EvaluationPeriods: 3 }, [10, 10, 10])).toBe(true);
    expect(judged({ EvaluationPeriods: 3, DatapointsToAlarm: 2 }, [10, 9, 10])).toBe(true);
  });

  it('takes silence as it is told to', () => {
    expect(judged({ TreatMissingData: 'breaching' }, [undefined])).toBe(true);
    expect(judged({ TreatMissingData: 'notBreaching' }, [undefined])).toBe(false);
    expect(judged({ TreatMissingData: 'missing' }, [undefined])).toBeUndefined();
    expect(judged({ ComparisonOperator: 'LessThanThreshold' }, [9])).toBe(true);
  });

  it('of several metrics adds what there is, and refuses expressions it does not know', () => {
    const stat = (name: string) => ({
      Metric: { Namespace: 'Ravn', MetricName: name, Dimensions: [{ Name: 'service', Value: 'decide-present' }] },
      Period: 60,
      Stat: 'Sum',
    });
    const summed = (Expression: string) => ({
      Metrics: [
        { Id: 'sum', Expression },
        { Id: 'a', MetricStat: stat('Lag'), ReturnData: false },
        { Id: 'b', MetricStat: stat('Other'), ReturnData: false },
      ],
    });
    expect(judged(summed('FILL(a, 0) + FILL(b, 0)'), [10])).toBe(true);
    expect(judged(summed('FILL(a, 0) + FILL(b, 3)'), [7])).toBe(true);
    expect(judged(summed('FILL(a, 0) + FILL(b, 0)'), [undefined])).toBe(false);
    expect(() => judged(summed('a / b'), [])).toThrow('Alarm Lag: the expression a / b is not imitated.');
    expect(() => judged({ Statistic: 'IQM' }, [])).toThrow('IQM');
  });
});

it('takes the statistics that alarms name', () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  const taken = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p99', 'p100'];
  expect(taken.map((name) => statistic(name, values))).toEqual([5050, 50.5, 1, 100, 100, 50, 99, 100]);
  expect(statistic('p99', [7])).toBe(7);
  expect(statistic('Sum', [])).toBeUndefined();
});

const line = JSON.stringify({
  _aws: {
    Timestamp: 1,
    CloudWatchMetrics: [
      { Namespace: 'Ravn', Dimensions: [['service', 'Fault']], Metrics: [{ Name: 'Faults', Unit: 'Count' }] },
    ],
  },
  service: 'deliver-offer',
  Fault: 'pushing',
  Faults: [1, 2],
});

it('reads metrics out of a log, and nothing out of anything else', () => {
  const faults = { namespace: 'Ravn', name: 'Faults', dimensions: { service: 'deliver-offer', Fault: 'pushing' } };
  expect(embeddedMetrics(line)).toEqual([
    { ...faults, value: 1 },
    { ...faults, value: 2 },
  ]);
  for (const other of ['', 'text', '{"level":"INFO"}', '{"CloudWatchMetrics"'])
    expect(embeddedMetrics(other)).toEqual([]);
});

it('says once that an alarm has gone off, and once that it is over', async () => {
  let now = 0;
  const { template, resolve } = smallTemplate({
    PushFault: alarm({
      MetricName: 'Faults',
      Dimensions: [
        { Name: 'service', Value: 'deliver-offer' },
        { Name: 'Fault', Value: 'pushing' },
      ],
      Threshold: 3,
    }),
  });
  const news: string[] = [];
  const inspect = async () => ({ visible: 0 });
  const onAlarm = ({ name, state }: { name: string; state: string }) => void news.push(`${state} ${name}`);
  const cloudWatch = startCloudWatch({ template, resolve, queues: [], inspect, now: () => now, onAlarm });
  cloudWatch.read('deliver', `${line.slice(0, 50)}`);
  cloudWatch.read('other', 'in between\n');
  cloudWatch.read('deliver', `${line.slice(50)}\n`);
  for (const at of [0, 30_000, 59_999, 60_000, 90_000]) {
    now = at;
    await cloudWatch.look();
    expect(cloudWatch.alarming()).toEqual(at < minute ? ['PushFault'] : []);
  }
  cloudWatch.stop();
  expect(news).toEqual(['ALARM PushFault', 'OK PushFault']);
});
