// CloudWatch's metrics: what functions write as embedded metrics and what services count, kept for as long as an alarm looks back.

export interface MetricName {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

export type Datum = MetricName & { value: number };

export interface Metrics {
  /** Stamped with this machine's time: what an embedded metric says of its own is left aside. */
  put(datum: Datum): void;
  /** After `from`, up to `to` (epoch milliseconds). */
  values(metric: MetricName, from: number, to: number): number[];
}

const hourMs = 3_600_000;

/** Values are kept for `keptMs`, an hour if absent. */
export function createMetrics(now: () => number, keptMs = hourMs): Metrics {
  const series = new Map<string, { at: number; value: number }[]>();
  return {
    put({ value, ...metric }) {
      const key = keyOf(metric);
      const points = series.get(key) ?? [];
      if (points.length === 0) series.set(key, points);
      points.push({ at: now(), value });
      // in one go, now and then: a busy laptop puts thousands a minute
      const old = now() - keptMs;
      if (points.length % 1000 === 0)
        series.set(
          key,
          points.filter(({ at }) => at > old),
        );
    },
    values: (metric, from, to) =>
      (series.get(keyOf(metric)) ?? []).filter(({ at }) => from < at && at <= to).map(({ value }) => value),
  };
}

const keyOf = ({ namespace, name, dimensions }: MetricName) =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

interface EmbeddedMetrics extends Record<string, unknown> {
  _aws?: {
    CloudWatchMetrics?: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
}

/** The metrics in a line of a log (docs: "Embedded metric format specification"); none where it is another line. */
export function embeddedMetrics(line: string): Datum[] {
  if (!line.includes('"CloudWatchMetrics"')) return [];
  let document: EmbeddedMetrics;
  try {
    document = JSON.parse(line) as EmbeddedMetrics;
  } catch {
    return [];
  }
  return (document._aws?.CloudWatchMetrics ?? []).flatMap(
    ({ Namespace: namespace, Dimensions: sets, Metrics: metrics }) =>
      sets.flatMap((set) => {
        const dimensions = Object.fromEntries(set.map((name) => [name, String(document[name])]));
        return metrics.flatMap(({ Name: name }) =>
          [document[name]].flat().map((value) => ({ namespace, name, dimensions, value: Number(value) })),
        );
      }),
  );
}

/** A statistic as an alarm names it (`Sum`, `p99`); undefined where there are no values. Of percentiles the nearest rank. */
export function statistic(name: string, values: number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sum = () => values.reduce((total, value) => total + value, 0);
  const [, percent] = /^p(\d+(?:\.\d+)?)$/.exec(name) ?? [];
  if (percent !== undefined) {
    const rank = Math.max(1, Math.ceil((Number(percent) / 100) * values.length));
    return values.toSorted((a, b) => a - b)[rank - 1];
  }
  if (name === 'Sum') return sum();
  if (name === 'SampleCount') return values.length;
  if (name === 'Average') return sum() / values.length;
  if (name === 'Minimum') return Math.min(...values);
  if (name === 'Maximum') return Math.max(...values);
  throw new Error(`The statistic ${name} is not imitated.`);
}
