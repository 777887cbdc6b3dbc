// Closing windows: nobody who was sent something is forgotten, nobody is asked for early, and a run that dies is made up for.
import { expect, test } from 'vitest';
import { memoryBatchQueue } from '../../shared/adapters/memory/batch-queue.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryTickCursor } from '../../shared/adapters/memory/tick-cursor.ts';
import { claim } from '../../shared/core/decide/deliver.ts';
import { attributionWindowMs, reportingGraceMs, windowDueAt } from '../../shared/core/propensity/outcomes.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import { windowShards } from '../../shared/ports/due-windows.ts';
import { closeDueWindows } from '../../shared/usecases/close-windows.ts';
import { aCustomer, hour, minute, noon } from '../support/town.ts';

const somewhere = () => ({
  dueWindows: memoryDueWindows(),
  cursor: memoryTickCursor(),
  closings: memoryBatchQueue<OutcomeMessage>(),
});
const toldOf = ({ closings }: ReturnType<typeof somewhere>) => closings.take().map(({ customerId }) => customerId);

test('each is asked for once her hour is over, minute by minute', async () => {
  const ports = somewhere();
  await closeDueWindows(ports, noon);
  await ports.dueWindows.note('ida', noon + 5 * minute);
  await ports.dueWindows.note('eva', noon + 59 * minute);
  await ports.dueWindows.note('ole', noon + hour);
  const told: [number, string[]][] = [];
  for (let now = noon; now < noon + 3 * hour; now += minute) {
    await closeDueWindows(ports, now);
    const names = toldOf(ports);
    if (names.length > 0) told.push([(now - noon) / hour, names]);
  }
  expect(told).toEqual([
    [1, ['eva', 'ida']],
    [2, ['ole']],
  ]);
  expect(await ports.cursor.read()).toBe(noon + 2 * hour);
});

test('a run that dies at any call is repeated, and then everybody has been told', async () => {
  for (let dies = 1; dies < 2 + 2 * windowShards; dies++) {
    const ports = somewhere();
    await ports.cursor.move(undefined, noon);
    const names = Array.from({ length: 120 }, (_, n) => `c${n}`);
    for (const name of names) await ports.dueWindows.note(name, noon + minute);
    let calls = 0;
    const live = <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) => {
      return (...args: Args) => (++calls === dies ? Promise.reject(new Error('dies')) : call(...args));
    };
    const dying = {
      dueWindows: { page: live(ports.dueWindows.page) },
      cursor: { read: ports.cursor.read, move: live(ports.cursor.move) },
      closings: { send: live((messages: OutcomeMessage[]) => ports.closings.send(messages)) },
    };
    await closeDueWindows(dying, noon + hour).catch(() => undefined);
    await closeDueWindows(dying, noon + hour);
    expect([...new Set(toldOf(ports))].sort(), `dying at call ${dies}`).toEqual(names.sort());
    expect(await ports.cursor.read()).toBe(noon + hour);
  }
});

test('a crowd is told over some minutes, a standstill of days too, and nothing twice', async () => {
  const ports = somewhere();
  await ports.cursor.move(undefined, noon);
  const names = Array.from({ length: 5000 }, (_, n) => `c${n}`);
  for (const [n, name] of names.entries()) await ports.dueWindows.note(name, noon + Math.floor(n / 1250) * hour);
  const later = noon + 4 * 24 * hour;
  const asked: number[] = [];
  for (let run = 0; run < 20; run++) asked.push(await closeDueWindows(ports, later));
  expect(Math.max(...asked)).toBeLessThan(4000);
  expect(toldOf(ports).sort()).toEqual(names.sort());
  expect(await ports.cursor.read()).toBe(later);
});

test('a window is noted for what will open one, and for nothing else', () => {
  const pending = {
    ...{ deliveryId: 'd', decisionId: 'D', offerId: 'cocoa', offerVersion: 1, catalogueVersion: 1, category: 'coffee' },
    ...{ geofenceId: 'cafe', visit: 1, deviceId: 'phone', reservedAt: noon, expiresAt: noon + hour, context: {} },
    ...{ state: 'reserved' as const, arm: 'push' as const },
  };
  const claimed = claim(aCustomer({ pending }), pending, noon);
  expect(windowDueAt(claimed)).toBe(noon + attributionWindowMs + reportingGraceMs);
  expect(windowDueAt(aCustomer({ pending }))).toBeUndefined();
  expect(windowDueAt(claim(aCustomer({ consents: {} }), pending, noon))).toBeUndefined();
  const { context: _, ...without } = pending;
  expect(windowDueAt(claim(aCustomer(), without, noon))).toBeUndefined();
});
