// The phone's page, without a browser: who it is, where it goes, and how it hears of pushes.
import { describe, expect, it } from 'vitest';
import type { ListDecisionsAnswer, ShowInboxAnswer } from '../../client/index.ts';
import { identityOf, somebodyNew } from '../../console/phone/identity.ts';
import { localPushes, sentDeliveries } from '../../console/phone/pushes.ts';
import { moved, offsetFrom } from '../../console/phone/walk.ts';

function aStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  } as Storage;
}
let count = 0;
const newId = () => `0000000${++count}-4000`;

describe('who it is', () => {
  it('stays the same over visits, until she is erased or somebody else is named', () => {
    const storage = aStorage();
    const first = identityOf({ search: '' }, storage, newId);
    expect(first.customerId).toMatch(/^guest-/);
    expect(identityOf({ search: '' }, storage, newId)).toEqual(first);
    const anna = identityOf({ search: '?as=anna' }, storage, newId);
    expect(anna.customerId).toBe('anna');
    expect(anna.pushToken).not.toBe(first.pushToken);
    expect(identityOf({ search: '' }, storage, newId)).toEqual(anna);
    somebodyNew(storage, newId);
    const next = identityOf({ search: '' }, storage, newId);
    expect([next.customerId, next.deviceId]).not.toContain(anna.customerId);
    expect(next.pushToken).not.toBe(anna.pushToken);
  });
});

it('goes so many metres, and knows how many it went', () => {
  const from: [number, number] = [12.5715, 55.681];
  const [east, north] = offsetFrom(from, moved(from, -120, 250));
  expect(east).toBeCloseTo(-120, 6);
  expect(north).toBeCloseTo(250, 6);
});

describe('pushes', () => {
  it('of the local provider are asked for once each', async () => {
    const asked: string[] = [];
    const answers = [[{ number: 3, title: 'a' }], [], [{ number: 7, title: 'b' }]];
    const pushes = localPushes(async (path) => {
      asked.push(path);
      return Response.json({ pushes: answers.shift() });
    }, 'my token');
    expect([(await pushes()).length, (await pushes()).length, (await pushes()).length]).toEqual([1, 0, 1]);
    expect(asked).toEqual(['0', '3', '3'].map((after) => `/local/pushes?token=my%20token&after=${after}`));
  });

  it('elsewhere are deliveries that ended sent since the page was opened; the inbox is asked for no others', async () => {
    const decision = (deliveryId: string, at: number, state: string) =>
      ({
        deliveryId,
        at,
        chosen: { offerId: 'cocoa', title: 'Cocoa' },
        end: { state },
      }) as ListDecisionsAnswer['decisions'][number];
    const decisions = [decision('before', 10, 'sent'), decision('held-out', 30, 'ghost'), decision('new', 30, 'sent')];
    let inboxes = 0;
    const pushes = sentDeliveries(
      {
        listDecisions: async () => ({ decisions }),
        showInbox: async () => {
          inboxes += 1;
          return { offers: [{ deliveryId: 'new', title: 'Hot cocoa', body: 'Today' }] } as ShowInboxAnswer;
        },
      },
      20,
    );
    expect(await pushes()).toEqual([{ deliveryId: 'new', at: 30, title: 'Hot cocoa', body: 'Today' }]);
    expect(await pushes()).toEqual([]);
    expect(inboxes).toBe(1);
  });
});
