// A function in its worker: what it sees, and how each of its ends is told, as Lambda tells it.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { FunctionLogs } from '../../local/lambda/function-log.ts';
import { startFunctions } from '../../local/lambda/functions.ts';
import type { InvokeResult } from '../../local/lambda/invoke.ts';
import { createFunction, type LambdaFunction } from '../../local/lambda/lambda.ts';
import {
  concurrencyOf,
  type FunctionConfig,
  readFunctions,
  workerEnvironment,
} from '../../local/lambda/lambda-environment.ts';
import { createResolver, openAssembly } from '../../local/template/template.ts';

const assemblyDir = `${import.meta.dirname}/fixtures/assembly`;
const { template, stackName } = openAssembly(assemblyDir);
const resolve = createResolver({
  template,
  stackName,
  region: 'eu-north-1',
  accountId: '000000000000',
  queueEndpoint: 'http://127.0.0.1:1',
  apiEndpoint: 'http://127.0.0.1:2',
});
const [probe] = readFunctions(template, resolve, assemblyDir) as [FunctionConfig];
const endpoints = {
  DYNAMODB: 'http://127.0.0.1:3',
  SQS: 'http://127.0.0.1:1',
  S3: 'http://127.0.0.1:1',
  EVENTBRIDGE: 'http://127.0.0.1:4',
  PINPOINT: 'http://127.0.0.1:5',
  LOCATION: 'http://127.0.0.1:6',
};

const running: LambdaFunction[] = [];
let log = '';
function start(changes: Partial<FunctionConfig> = {}): LambdaFunction {
  const config = { ...probe, ...changes };
  log = '';
  const started = createFunction(
    config,
    () => workerEnvironment(config, endpoints, 'eu-north-1'),
    (text) => {
      log += text;
    },
  );
  running.push(started);
  return started;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function valueFrom(result: Promise<InvokeResult>): Promise<unknown> {
  const settled = await result;
  if (!settled.ok) throw new Error(`${settled.errorType}: ${settled.errorMessage}`);
  return settled.value;
}

describe('what a function sees', () => {
  test('the template’s environment, the local endpoints, and nothing of the runner’s', async () => {
    process.env.RUNNER_SECRET = 'must not be seen';
    const environment = (await valueFrom(start().invoke({ do: 'environment' }))) as Record<string, string>;
    delete process.env.RUNNER_SECRET;
    expect(environment).toMatchObject({
      TABLE_NAME: 'fixture-Table',
      BUCKET: 'fixture-bucket',
      QUEUE_URL: 'http://127.0.0.1:1/000000000000/fixture-Work',
      QUEUE_ARN: 'arn:aws:sqs:eu-north-1:000000000000:fixture-Work',
      BUS: 'fixture-bus',
      API: 'http://127.0.0.1:2',
      AWS_REGION: 'eu-north-1',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:3',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
    });
    expect(environment).not.toHaveProperty('RUNNER_SECRET');
    expect(environment).not.toHaveProperty('HOME');
  });

  test('a context like Lambda’s', async () => {
    const context = (await valueFrom(start().invoke({ do: 'context' }))) as Record<string, unknown>;
    expect(context).toMatchObject({
      functionName: 'probe',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-north-1:000000000000:function:probe',
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(context.remaining).toBeGreaterThan(0);
    expect(context.remaining).toBeLessThanOrEqual(1000);
  });

  test('host names with a prefix before the local address', async () => {
    const hosts = ['geofencing.127.0.0.1', 'bucket.localhost', '127.0.0.1'];
    expect(await valueFrom(start().invoke({ do: 'resolve', hosts }))).toEqual(hosts.map(() => '127.0.0.1'));
  });

  test('a warm worker, after the first call', async () => {
    const warm = start();
    expect(await valueFrom(warm.invoke({}))).toEqual({ calls: 1 });
    expect(await valueFrom(warm.invoke({}))).toEqual({ calls: 2 });
  });

  test('its output is logged', async () => {
    const printing = start();
    await printing.invoke({ do: 'print', text: 'æøå' });
    await printing.stop();
    expect(log).toContain('printed æøå\n');
  });
});

describe('answers', () => {
  test('are what JSON makes of them', async () => {
    expect(await valueFrom(start().invoke({ do: 'values' }))).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      list: [null],
      nan: null,
    });
  });

  test('that JSON cannot hold, or Lambda would not carry, are failures', async () => {
    const one = start();
    expect(await one.invoke({ do: 'cyclic' })).toMatchObject({ ok: false, errorType: 'TypeError' });
    expect(await one.invoke({ do: 'huge' })).toMatchObject({ ok: false, errorType: 'Function.ResponseSizeTooLarge' });
    expect(await one.invoke('x'.repeat(7_000_000))).toMatchObject({
      ok: false,
      errorType: 'RequestEntityTooLargeException',
    });
  });
});

describe('ends', () => {
  test('an exception is the call’s alone', async () => {
    const one = start();
    expect(await one.invoke({ do: 'throw' })).toEqual({
      ok: false,
      errorType: 'TypeError',
      errorMessage: 'asked to throw',
    });
    expect(await valueFrom(one.invoke({}))).toEqual({ calls: 2 });
    expect(log).toContain('asked to throw');
  });

  test.each(['sleep', 'spin'])('a time-out ends the worker, also one that would never yield: %s', async (action) => {
    const one = start();
    await one.invoke({});
    expect(await one.invoke({ do: action, seconds: 30 })).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
    expect(await valueFrom(one.invoke({})), 'a new worker').toEqual({ calls: 1 });
    expect(log).toContain('Task timed out after 1.00 seconds');
  });

  test('lack of memory ends the worker and not the runner', async () => {
    const one = start({ memoryMegabytes: 64, timeoutSeconds: 60 });
    expect(await one.invoke({ do: 'allocate' })).toMatchObject({ ok: false, errorType: 'Runtime.OutOfMemory' });
    expect(await valueFrom(one.invoke({}))).toEqual({ calls: 1 });
  });

  test('an unhandled rejection ends the worker', async () => {
    const one = start({ timeoutSeconds: 5 });
    expect(await one.invoke({ do: 'reject' })).toEqual({
      ok: false,
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: nobody awaits this',
    });
    expect(await valueFrom(one.invoke({}))).toEqual({ calls: 1 });
  });

  test('leaving the process ends the worker alone', async () => {
    const one = start();
    expect(await one.invoke({ do: 'exit' })).toEqual({
      ok: false,
      errorType: 'Runtime.ExitError',
      errorMessage: 'Runtime exited with error: exit status 3',
    });
    expect(await valueFrom(one.invoke({}))).toEqual({ calls: 1 });
  });

  test('what ends the worker fails every call in it', async () => {
    const one = start({ timeoutSeconds: 5 });
    await one.invoke({});
    const results = await Promise.all([one.invoke({ do: 'sleep', seconds: 4 }), one.invoke({ do: 'exit' })]);
    expect(results.map((result) => result.ok)).toEqual([false, false]);
  });

  test('a stop ends calls that are running and refuses new ones', async () => {
    const one = start({ timeoutSeconds: 30 });
    await one.invoke({});
    const running = one.invoke({ do: 'sleep', seconds: 30 });
    await one.stop();
    expect(await running).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await one.invoke({})).toMatchObject({ ok: false });
  });
});

describe('modules that cannot be used', () => {
  test('a handler that is not exported, or is no function', async () => {
    const expected = { ok: false, errorType: 'Runtime.HandlerNotFound' };
    expect(await start({ exportName: 'nowhere' }).invoke({})).toMatchObject(expected);
    expect(await start({ exportName: 'notAFunction' }).invoke({})).toMatchObject(expected);
  });

  test('a module that does not load', async () => {
    const broken = start({ entryFile: `${assemblyDir}/asset.broken/index.mjs` });
    expect(await broken.invoke({})).toMatchObject({ ok: false, errorMessage: expect.stringContaining('missing.mjs') });
    expect(await broken.invoke({}), 'again at the next call').toMatchObject({ ok: false });
  });
});

describe('concurrency', () => {
  test('calls share a worker up to the limit, the others wait', async () => {
    const one = start({ concurrency: 2, timeoutSeconds: 5 });
    await one.invoke({});
    const ends: string[] = [];
    const long = one.invoke({ do: 'sleep', seconds: 1.5 }).then(() => ends.push('long'));
    const short = one.invoke({ do: 'sleep', seconds: 0.1 }).then(() => ends.push('short'));
    const waiting = one.invoke({}).then(() => ends.push('waited'));
    await Promise.all([long, short, waiting]);
    expect(ends).toEqual(['short', 'waited', 'long']);
  });

  test.each([
    [128, 128],
    [1024, 16],
    [10_240, 1],
  ])('%i MB: %i at a time', (memory, expected) => {
    expect(concurrencyOf(memory)).toBe(expected);
  });

  const functionsOf = (changes: object, accountConcurrency?: number) => {
    const { Probe, ...others } = structuredClone(template.Resources);
    Object.assign(Probe!.Properties, { Timeout: 5 }, changes);
    const logs = { append: () => {} } as unknown as FunctionLogs;
    const started = startFunctions({
      template: { Resources: { ...others, Probe: Probe! } },
      resolve,
      assemblyDir,
      region: 'eu-north-1',
      logs,
      endpoints: () => endpoints,
      sendToQueue: async () => {},
      accountConcurrency,
    });
    running.push({ ...started, invoke: (event) => started.invoke('Probe', event) });
    return started;
  };
  const sleepFor = (seconds: number) => ({ do: 'sleep', seconds });
  const tooMany = { ok: false, errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' };

  test('what the account has no execution left for is refused at once; of another function too', async () => {
    const { invoke } = functionsOf({}, 1);
    const first = invoke('Probe', sleepFor(0.3));
    expect(await invoke('Probe', {})).toEqual(tooMany);
    expect(await invoke('Answerer', {})).toEqual(tooMany);
    expect(await first).toMatchObject({ ok: true });
    expect(await invoke('Probe', {}), 'and then there is one again').toMatchObject({ ok: true });
  });

  test('what a function reserves is its own, and all it has', async () => {
    const { invoke } = functionsOf({ ReservedConcurrentExecutions: 1 }, 0);
    const first = invoke('Probe', sleepFor(0.3));
    expect(await invoke('Probe', {})).toEqual(tooMany);
    expect(await first).toMatchObject({ ok: true });
  });

  test('an asynchronous event that is throttled comes again, and that was no attempt', async () => {
    const { invoke } = functionsOf({ ReservedConcurrentExecutions: 1 });
    await invoke('Probe', {});
    const first = invoke('Probe', sleepFor(0.3));
    await invoke('Probe', {}, { async: true });
    await first;
    await sleep(1200);
    expect(await invoke('Probe', {})).toEqual({ ok: true, value: { calls: 4 } });
  });
});

describe('what a Node worker cannot imitate is refused by name', () => {
  test.each([
    [{ Runtime: 'python3.13' }, /Function Probe: runtime python3.13/],
    [{ Layers: ['arn:aws:lambda:eu-north-1:1:layer:x:1'] }, /Function Probe: a layer/],
    [{ Code: { ZipFile: 'exports.handler = 1' } }, /Function Probe: code other than an asset/],
    [{ Handler: 'main.handler' }, /Function Probe: no main.mjs/],
  ])('%j', (changes, message) => {
    const { Probe, ...others } = structuredClone(template.Resources);
    Object.assign(Probe!.Properties, changes);
    const changed = { Resources: { ...others, Probe: Probe! } };
    expect(() => readFunctions(changed, resolve, assemblyDir)).toThrow(message);
  });
});
