// What the event bus sends to EventBridge, and what it does about entries that were not taken.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RavnEvent } from '../../events/ravn-event.ts';
import { eventBridgeBus } from '../../shared/adapters/eventbridge/event-bus.ts';

const client = new EventBridgeClient({ region: 'eu-west-1' });
const waits: number[] = [];
const bus = eventBridgeBus({ busName: 'ravn-bus', client, sleep: async (ms) => waits.push(ms) });
const entered = (visit: number): RavnEvent => ({
  type: 'GeofenceEntered',
  schemaVersion: 1,
  customerId: 'ida',
  at: 1_790_000_000_000,
  geofenceId: 'torvet',
  visit,
});

describe('event bus', () => {
  let mock: AwsClientStub<EventBridgeClient>;
  beforeEach(() => {
    mock = mockClient(client);
    waits.length = 0;
  });
  const visitsPerCall = () =>
    mock
      .commandCalls(PutEventsCommand)
      .map((call) => call.args[0].input.Entries!.map(({ Detail: detail }) => JSON.parse(detail!).visit));

  it('sends the type apart from the rest', async () => {
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await bus.publish([entered(1)]);
    const [call] = mock.commandCalls(PutEventsCommand);
    expect(call!.args[0].input).toEqual({
      Entries: [
        {
          EventBusName: 'ravn-bus',
          Source: 'ravn',
          DetailType: 'GeofenceEntered',
          Detail: '{"schemaVersion":1,"customerId":"ida","at":1790000000000,"geofenceId":"torvet","visit":1}',
          Time: new Date(1_790_000_000_000),
        },
      ],
    });
  });

  it('sends ten to a call, in order, and nothing for nothing', async () => {
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await bus.publish([]);
    expect(visitsPerCall()).toEqual([]);
    await bus.publish(Array.from({ length: 23 }, (_, index) => entered(index + 1)));
    expect(visitsPerCall().map((visits) => visits.length)).toEqual([10, 10, 3]);
    expect(visitsPerCall().flat()).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
  });

  it('sends again only what was not taken, waiting longer each time', async () => {
    const failed = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
    mock
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 2, Entries: [{ EventId: '1' }, failed, { EventId: '3' }, failed] })
      .resolvesOnce({ FailedEntryCount: 1, Entries: [{ EventId: '2' }, failed] })
      .resolves({ FailedEntryCount: 0, Entries: [{ EventId: '4' }] });
    await bus.publish([1, 2, 3, 4].map(entered));
    expect(visitsPerCall()).toEqual([[1, 2, 3, 4], [2, 4], [4]]);
    expect(waits).toEqual([100, 200]);
  });

  it('throws after three retries, naming the codes and no content', async () => {
    mock.on(PutEventsCommand).resolves({
      FailedEntryCount: 2,
      Entries: [{ ErrorCode: 'InternalFailure' }, { ErrorCode: 'ThrottlingException', ErrorMessage: 'ida' }],
    });
    const error = (await bus.publish([entered(1), entered(2)]).catch((thrown) => thrown)) as Error;
    expect(error.message).toBe('EventBridge did not take 2 of 2 events: InternalFailure, ThrottlingException');
    expect(visitsPerCall()).toHaveLength(4);
    expect(waits).toEqual([100, 200, 400]);
  });

  it('passes on the failure of a whole call', async () => {
    mock.on(PutEventsCommand).rejects(new Error('no such bus'));
    await expect(bus.publish([entered(1)])).rejects.toThrow('no such bus');
  });
});
