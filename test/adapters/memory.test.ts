// The in-memory adapters against the contracts that the real ones pass.
import { describe, expect, it } from 'vitest';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryDroppedFiles } from '../../shared/adapters/memory/dropped-files.ts';
import { memoryEventBus } from '../../shared/adapters/memory/event-bus.ts';
import { memoryModels } from '../../shared/adapters/memory/models.ts';
import { memoryPushProvider } from '../../shared/adapters/memory/push-provider.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { memorySnapshots } from '../../shared/adapters/memory/snapshots.ts';
import { memoryTombstoneArchive } from '../../shared/adapters/memory/tombstones.ts';
import type { DeliveryMessage } from '../../shared/model/delivery.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import { storeContracts } from './contract/all-stores.ts';
import { droppedFilesContract } from './contract/dropped-files.ts';
import { modelsContract } from './contract/models.ts';
import { queueContract } from './contract/queue.ts';
import { snapshotsContract } from './contract/snapshots.ts';
import { tombstoneArchiveContract } from './contract/tombstone-archive.ts';
import { memory } from './stores.ts';

describe('memory', () => {
  storeContracts(memory);
  tombstoneArchiveContract(async () => memoryTombstoneArchive());
  droppedFilesContract(async () => {
    const files = memoryDroppedFiles();
    let puts = 0;
    const put = async (key: string, text: string) => {
      const etag = `e${puts++}`;
      files.put(key, etag, text, puts);
      return etag;
    };
    return { files, put };
  });
  snapshotsContract(async () => memorySnapshots());
  modelsContract(async () => memoryModels());
  queueContract(async () => {
    const queue = memoryQueue<DeliveryMessage>(() => 5000);
    return { queue, receive: async () => queue.receive() };
  });

  it('keeps a queue in order of what is due, as the clock goes on', async () => {
    let now = 0;
    const queue = memoryQueue<string>(() => now);
    await queue.send('later', 20);
    await queue.send('soon', 10);
    expect(queue.nextDueAt()).toBe(10_000);
    now = 9_999;
    expect(queue.receive()).toEqual([]);
    now = 20_000;
    expect(queue.receive()).toEqual(['soon', 'later']);
    expect(queue.nextDueAt()).toBeUndefined();
  });

  it('keeps what was published, fanned out and pushed, and answers as told', async () => {
    const bus = memoryEventBus();
    const event = {
      type: 'GeofenceExited',
      schemaVersion: 1,
      customerId: 'ida',
      at: 1,
      geofenceId: 'a',
      visit: 1,
    } as const;
    await bus.publish([event]);
    await bus.publish([event]);
    expect(bus.published()).toEqual([event, event]);

    const queue = memoryBatchQueue<FanOutMessage>();
    const asked = {
      customerId: 'ida',
      geofenceId: 'torvet',
      signal: { kind: 'time', id: 's1', at: 1 },
      catalogueVersion: 1,
    } as const;
    await queue.send([asked]);
    expect(queue.sent()).toEqual([asked]);
    expect([queue.take(), queue.take()]).toEqual([[asked], []]);

    const provider = memoryPushProvider((target) =>
      target.platform === 'ios' ? { kind: 'unknown', why: 'time-out' } : { kind: 'accepted' },
    );
    const message = { title: 'T', body: 'B', collapseId: 'd1', timeToLiveSeconds: 60 };
    const android = { token: 'token-a', platform: 'android', registeredAt: 1 } as const;
    expect(await provider.push(android, message)).toEqual({ kind: 'accepted' });
    expect(await provider.push({ ...android, platform: 'ios' }, message)).toEqual({ kind: 'unknown', why: 'time-out' });
    expect(provider.pushed()).toHaveLength(2);
    expect(provider.pushed()[0]).toEqual({ target: android, message });
  });
});
