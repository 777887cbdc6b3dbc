// The event bus through the real SDK client: what it refuses, which rules match, what their targets get, retries, DLQ.
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from 'vitest';
import { type BusEvent, type EventBus, startEventBus } from '../../local/eventbridge/event-bus.ts';
import type { InvokeResult } from '../../local/lambda/invoke.ts';
import { arnOf, lambda, smallTemplate } from './small-template.ts';

const queue = { Type: 'AWS::SQS::Queue' };
const rule = (properties: Record<string, unknown>) => ({ Type: 'AWS::Events::Rule', Properties: properties });
const onBus = { EventBusName: { Ref: 'Bus' }, EventPattern: { source: ['ravn'] } };

const running: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

async function start(
  rules: Record<string, ReturnType<typeof rule>>,
  answer: (id: string) => InvokeResult = () => ({ ok: true, value: null }),
) {
  const invoked: { id: string; event: unknown; options: unknown }[] = [];
  const sent: { arn: string; body: unknown; attributes?: Record<string, string> }[] = [];
  const seen: { event: BusEvent; rules: string[]; busName: string }[] = [];
  const dropped: string[] = [];
  const bus: EventBus = await startEventBus({
    ...smallTemplate({
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'ravn' } },
      Live: lambda,
      Queue: queue,
      Failures: queue,
      ...rules,
    }),
    port: 0,
    invoke: async (id, event, options) => {
      invoked.push({ id, event, options });
      return answer(id);
    },
    sendToQueue: async (arn, body, attributes) => void sent.push({ arn, body: JSON.parse(body), attributes }),
    onEvent: (event, ruleIds, busName) => seen.push({ event, rules: ruleIds, busName }),
    onDropped: (message) => dropped.push(message),
    retryDelayMs: () => 1,
  });
  const client = new EventBridgeClient({
    endpoint: bus.url,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  running.push(
    () => bus.stop(),
    () => client.destroy(),
  );
  const put = (...entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries: entries }));
  return { bus, put, invoked, sent, seen, dropped };
}

const entry = (over: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  Source: 'ravn',
  DetailType: 'OfferSent',
  Detail: '{"deliveryId":"d1","customer":{"id":"anna"}}',
  EventBusName: 'ravn',
  ...over,
});

describe('PutEvents', () => {
  test('turns an entry into an event and calls the matching functions asynchronously', async () => {
    const { put, invoked, seen } = await start({
      Sent: rule({ ...onBus, Targets: [{ Id: 'T0', Arn: arnOf('Live') }] }),
      Other: rule({ ...onBus, EventPattern: { source: ['other'] }, Targets: [{ Id: 'T0', Arn: arnOf('Live') }] }),
      Off: rule({ ...onBus, State: 'DISABLED', Targets: [{ Id: 'T0', Arn: arnOf('Live') }] }),
      Default: rule({ EventPattern: { source: ['ravn'] }, Targets: [{ Id: 'T0', Arn: arnOf('Live') }] }),
    });
    const answer = await put(entry({ Time: new Date('2026-11-22T10:00:00.500Z'), Resources: ['arn:x'] }));

    const event = {
      version: '0',
      id: answer.Entries?.[0]?.EventId,
      'detail-type': 'OfferSent',
      source: 'ravn',
      account: '000000000000',
      time: '2026-11-22T10:00:00Z',
      region: 'eu-north-1',
      resources: ['arn:x'],
      detail: { deliveryId: 'd1', customer: { id: 'anna' } },
    };
    expect(answer.FailedEntryCount).toBe(0);
    expect(event.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen).toEqual([{ event, rules: ['Sent'], busName: 'ravn' }]);
    expect(invoked).toEqual([{ id: 'Live', event, options: { async: true } }]);
  });

  test('refuses entries one by one, in their order', async () => {
    const { put, seen } = await start({});
    const answer = await put(
      entry({ Detail: '{' }),
      entry(),
      entry({ Detail: '[1]' }),
      entry({ DetailType: undefined }),
      entry({ Source: 'aws.geo' }),
      entry({ EventBusName: 'arn:aws:events:eu-north-1:000000000000:event-bus/nobody' }),
    );
    expect(answer.FailedEntryCount).toBe(5);
    expect(answer.Entries?.map(({ ErrorCode, EventId }) => ErrorCode ?? typeof EventId)).toEqual([
      'MalformedDetail',
      'string',
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSource',
      'ResourceNotFoundException',
    ]);
    expect(seen).toHaveLength(1);
  });

  test('refuses a call with too many or too large entries, and takes what just fits', async () => {
    const { put } = await start({});
    await expect(put(...Array.from({ length: 11 }, () => entry()))).rejects.toThrow(/length between 1 and 10/);
    const padded = (bytes: number) => {
      const rest = 'ravn'.length + 'OfferSent'.length + '{"a":""}'.length;
      return entry({ Detail: `{"a":"${'x'.repeat(bytes - rest)}"}` });
    };
    await expect(put(padded(256 * 1024 + 1))).rejects.toThrow(/over the limit/);
    expect((await put(padded(256 * 1024))).FailedEntryCount).toBe(0);
  });
});

describe('targets', () => {
  test.each([
    [
      'all of it',
      {},
      expect.objectContaining({ source: 'ravn', detail: { deliveryId: 'd1', customer: { id: 'anna' } } }),
    ],
    ['Input', { Input: '{"fixed":true}' }, { fixed: true }],
    ['InputPath', { InputPath: '$.detail.customer' }, { id: 'anna' }],
    [
      'InputTransformer',
      {
        InputTransformer: {
          InputPathsMap: {
            id: '$.detail.deliveryId',
            customer: '$.detail.customer',
            type: '$.detail-type',
            no: '$.detail.no',
          },
          InputTemplate:
            '{"id":<id>,"customer":<customer>,"text":"<type> of <customer>: \\"<no>\\"","rule":<aws.events.rule-name>}',
        },
      },
      { id: 'd1', customer: { id: 'anna' }, text: 'OfferSent of {"id":"anna"}: ""', rule: 'Test-Transform' },
    ],
  ])('a queue gets %s', async (_, input, expected) => {
    const { put, sent } = await start({
      Transform: rule({ ...onBus, Targets: [{ Id: 'T0', Arn: arnOf('Queue'), ...input }] }),
    });
    await put(entry());
    expect(sent).toEqual([
      { arn: 'arn:aws:sqs:eu-north-1:000000000000:Test-Queue', body: expected, attributes: undefined },
    ]);
  });

  test('a function that cannot be invoked is retried as its policy says, then the event goes to the DLQ', async () => {
    const target = {
      ...{ Id: 'T0', Arn: arnOf('Live'), InputPath: '$.detail' },
      ...{ RetryPolicy: { MaximumRetryAttempts: 3 }, DeadLetterConfig: { Arn: arnOf('Failures') } },
    };
    const refused = { ok: false as const, errorType: 'TooManyRequestsException', errorMessage: 'Rate exceeded' };
    const { put, invoked, sent } = await start({ Sent: rule({ ...onBus, Targets: [target] }) }, () => refused);
    await put(entry());
    await expect.poll(() => sent).toHaveLength(1);
    expect(invoked).toHaveLength(4);
    expect(sent[0]).toMatchObject({
      arn: 'arn:aws:sqs:eu-north-1:000000000000:Test-Failures',
      body: { deliveryId: 'd1' },
      attributes: {
        ERROR_CODE: 'TooManyRequestsException',
        EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        RETRY_ATTEMPTS: '3',
      },
    });
  });

  test('a retry that succeeds ends it; without a DLQ what is lost is told', async () => {
    let failures = 2;
    const flaky = (): InvokeResult =>
      failures-- > 0 ? { ok: false, errorType: 'ServiceException', errorMessage: '' } : { ok: true, value: null };
    const once = await start({ Sent: rule({ ...onBus, Targets: [{ Id: 'T0', Arn: arnOf('Live') }] }) }, flaky);
    await once.put(entry());
    await expect.poll(() => once.invoked).toHaveLength(3);
    expect(once.dropped).toEqual([]);

    const target = { Id: 'T0', Arn: arnOf('Live'), RetryPolicy: { MaximumRetryAttempts: 0 } };
    const lost = await start({ Sent: rule({ ...onBus, Targets: [target] }) }, () => {
      return { ok: false, errorType: 'ServiceException', errorMessage: 'gone' };
    });
    await lost.put(entry());
    await expect.poll(() => lost.dropped).toEqual([expect.stringMatching(/no dead letter queue.*ServiceException/)]);
  });
});

test('publish reaches the default bus past the API, as an AWS service does', async () => {
  const { bus, invoked } = await start({
    Crossing: rule({ EventPattern: { source: ['aws.geo'] }, Targets: [{ Id: 'T0', Arn: arnOf('Live') }] }),
  });
  bus.publish({ source: 'aws.geo', 'detail-type': 'Location Geofence Event', detail: { EventType: 'ENTER' } });
  await expect.poll(() => invoked).toHaveLength(1);
});

test('a bus that a rule names and the template does not make is there, as in an account that has it', async () => {
  const Theirs = rule({
    EventBusName: 'platform',
    EventPattern: { source: ['ravn'], account: [{ Ref: 'AWS::AccountId' }] },
    Targets: [{ Id: 'T', Arn: arnOf('Live') }],
  });
  const { bus, put, seen } = await start({ Theirs });
  const onTheirs = (Source: string) => entry({ EventBusName: 'platform', Source });
  expect(await put(onTheirs('ravn'), onTheirs('till'))).toMatchObject({ FailedEntryCount: 0 });
  bus.publish({ source: 'ravn', 'detail-type': 'x', detail: {}, account: '111122223333' }, 'platform');
  expect(seen.map(({ rules }) => rules)).toEqual([['Theirs'], [], []]);
});

test.each([
  ['a pattern', rule({ ...onBus, EventPattern: { source: [{ regex: 'x' }] } }), /Rule Bad.*regex/],
  ['a target', rule({ ...onBus, Targets: [{ Id: 'T', Arn: 'arn:aws:states:eu-north-1:0:x' }] }), /Rule Bad.*states/],
  [
    'a function',
    rule({ ...onBus, Targets: [{ Id: 'T', Arn: 'arn:aws:lambda:eu-north-1:0:function:x' }] }),
    /no function/,
  ],
  ['a path', rule({ ...onBus, Targets: [{ Id: 'T', Arn: arnOf('Live'), InputPath: '$..x' }] }), /Rule Bad.*\$\.\.x/],
  ['a schedule', rule({ ScheduleExpression: 'rate(1 minute)' }), /Rule Bad.*Scheduler/],
])('%s it cannot imitate is an error at the start that names the rule', async (_, bad, message) => {
  await expect(start({ Bad: bad })).rejects.toThrow(message);
});
