// Telemetry: a fault of ours is an error in the log and a metric, and the alarm asks for exactly that metric.
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { synthesized } from '../infra/synthesized.ts';

// Synthesis takes seconds, on a busy machine many.
let template: ReturnType<typeof synthesized>;
beforeAll(() => {
  template = synthesized('local');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What a function says to the console, and the metrics among it. */
function listen(service: string) {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'); // which development would
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', service);
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Ravn/local');
  vi.resetModules();
  const metrics: string[] = [];
  const errors: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void metrics.push(line));
  vi.spyOn(console, 'error').mockImplementation((line) => void errors.push(line));
  return { metrics, errors, telemetry: import('../../functions/edge/telemetry.ts') };
}

/** There is an alarm for exactly the metric that was emitted, from its value on. */
function alarmsAt(line: string) {
  const emitted = JSON.parse(line);
  const [{ Namespace, Dimensions, Metrics }] = emitted._aws.CloudWatchMetrics;
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace,
    MetricName: Metrics[0].Name,
    Dimensions: (Dimensions[0] as string[]).sort().map((Name) => ({ Name, Value: emitted[Name] })),
    Threshold: emitted[Metrics[0].Name],
  });
}

test('a push that failed through a fault of ours alarms', async () => {
  const { metrics, errors, telemetry } = listen('deliver-offer');

  (await telemetry).onFault('of ours made a push fail', new Error('PERMANENT_FAILURE: InvalidProviderToken'));

  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/InvalidProviderToken/);
  alarmsAt(metrics[0]!);
});

test('what a stranger has written into a fault is one line of the log, whoever reads it', async () => {
  const { errors, telemetry } = listen('deliver-offer');
  const forged = 'no\r\n{"level":"INFO"}\u2028{"level":"INFO"}\u0085{"level":"INFO"}\u2029{}';
  (await telemetry).onFault('of ours', new Error('a', { cause: new Error(forged) }));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain('level');
  expect(errors[0]!.replaceAll(/\n\s*/g, '')).not.toMatch(/[\r\u0085\u2028\u2029]/);
});

test('a weather provider that has not answered for an hour alarms', async () => {
  const { metrics, telemetry } = listen('refresh-weather');
  (await telemetry).measure('WeatherFailing', 60 * 60_000);
  alarmsAt(metrics[0]!);
});
