// The event bus on EventBridge: source `ravn`, detail-type = the event's type, detail = the rest.
import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { ravnEventSource } from '../../../events/ravn-event.ts';
import type { EventBus } from '../../ports/event-bus.ts';

/** PutEvents' bound. */
const batchSize = 10;
/** How often entries that EventBridge did not take are sent again, beside the SDK's own retries of whole calls. */
const maxRetries = 3;

/** @param sleep waits that many milliseconds: between attempts at entries that failed. */
export function eventBridgeBus({
  busName,
  client,
  sleep,
}: {
  busName: string;
  client: EventBridgeClient;
  sleep: (milliseconds: number) => Promise<unknown>;
}): EventBus {
  const putBatch = async (batch: PutEventsRequestEntry[]) => {
    let left = batch;
    for (let retry = 0; ; retry++) {
      const { FailedEntryCount: failed, Entries: results = [] } = await client.send(
        new PutEventsCommand({ Entries: left }),
      );
      if (!failed) return;
      if (retry === maxRetries) {
        const codes = new Set(results.flatMap(({ ErrorCode: code }) => code ?? []));
        throw new Error(`EventBridge did not take ${failed} of ${batch.length} events: ${[...codes].join(', ')}`);
      }
      // Results stand in the order of the entries.
      left = left.filter((_, index) => results[index]?.ErrorCode !== undefined);
      await sleep(100 * 2 ** retry);
    }
  };

  return {
    async publish(events) {
      for (let from = 0; from < events.length; from += batchSize) {
        await putBatch(
          events.slice(from, from + batchSize).map(({ type, ...detail }) => ({
            EventBusName: busName,
            Source: ravnEventSource,
            DetailType: type,
            Detail: JSON.stringify(detail),
            Time: new Date(detail.at),
          })),
        );
      }
    },
  };
}
