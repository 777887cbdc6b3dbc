// Telemetry: structured logs and metrics through Powertools. Nothing of a request is logged but what is named here.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { traces } from './traces.ts';

let theLogger: Logger | undefined;
let theMetrics: Metrics | undefined;

/** The function's logger; service and level come from its environment. */
export function logger(): Logger {
  theLogger ??= new Logger({ jsonReplacerFn: (_, value) => (typeof value === 'string' ? onOneLine(value) : value) });
  return theLogger;
}

/** JSON escapes CR and LF; what else some reader of logs takes for the end of a line (UAX #14: NEL, LS, PS) is a space. */
const onOneLine = (text: string) => text.replaceAll(/[\u0085\u2028\u2029]/g, ' ');

/** Counts by value under the dimension `name` (`Reason`): the metric `Reasons`, an embedded-metric line for each value. */
export function count(name: string, values: string[]): void {
  if (values.length === 0) return;
  theMetrics ??= new Metrics();
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const [value, times] of counts) {
    const metric = theMetrics.singleMetric();
    metric.addDimension(name, value);
    metric.addMetric(`${name}s`, MetricUnit.Count, times);
  }
  if (name === 'Reason') traces()?.annotate({ Reason: [...counts.keys()].sort().join(' ') });
}

/** How long something took or has lasted, under its name: `Lag`, `WeatherFailing`. */
export function measure(name: string, milliseconds: number): void {
  theMetrics ??= new Metrics();
  theMetrics.singleMetric().addMetric(name, MetricUnit.Milliseconds, Math.max(0, milliseconds));
}

/** Name, message and stack of a fault and its causes. An SDK error also carries the request it belongs to, which may not be logged. */
export function withoutValues(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(`a ${typeof error} was thrown`);
  const bare = new Error(error.message, error.cause === undefined ? undefined : { cause: withoutValues(error.cause) });
  bare.name = error.name;
  bare.stack = error.stack;
  return bare;
}

/** A fault that did not fail the request it happened in: an error in the log, and one more in the metric `Faults` to alarm on. */
export function onFault(doing: string, cause: unknown): void {
  count('Fault', [doing]);
  logger().error(`a fault ${doing}`, withoutValues(cause));
}
