// Telemetry: a fault of ours is an error in the log and a metric, and the alarm asks for exactly that metric.
import { afterEach, expect, test, vi } from 'vitest';
import { synthesized } from '../infra/synthesized.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('a push that failed through a fault of ours alarms', async () => {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'); // which development would
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'deliver-offer');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Ravn');
  const metrics: string[] = [];
  const errors: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void metrics.push(line));
  vi.spyOn(console, 'error').mockImplementation((line) => void errors.push(line));
  const { onFault } = await import('../../functions/edge/telemetry.ts');

  onFault('of ours made a push fail', new Error('PERMANENT_FAILURE: InvalidProviderToken'));

  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/InvalidProviderToken/);
  const [emitted] = metrics.map((line) => JSON.parse(line));
  const [{ Namespace, Dimensions, Metrics }] = emitted._aws.CloudWatchMetrics;
  synthesized('local').hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace,
    MetricName: Metrics[0].Name,
    Dimensions: (Dimensions[0] as string[]).sort().map((Name) => ({ Name, Value: emitted[Name] })),
    Threshold: emitted[Metrics[0].Name],
  });
});
