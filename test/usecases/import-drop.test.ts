// Dropped files over ports in memory: rows through the routes' use cases, carried on over time-outs and faults, reported on.
import { expect, test } from 'vitest';
import { readCsv } from '../../shared/adapters/csv/read-csv.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDroppedFiles } from '../../shared/adapters/memory/dropped-files.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { type DropMessage, dropMessage, maxNamedRows } from '../../shared/model/drop.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import { importDrop } from '../../shared/usecases/import-drop.ts';
import { recordPurchase } from '../../shared/usecases/report-outcomes.ts';
import { aCustomer, minute, noon } from '../support/town.ts';

const time = '2026-06-01T09:30:00+02:00';

async function aDrop(text: string, { key = 'purchases/monday.csv', etag = 'e1' } = {}) {
  let clock = noon;
  const ports = {
    customers: memoryCustomers(),
    outcomeQueue: memoryQueue<OutcomeMessage>(() => noon),
    // an hour passes whenever somebody looks
    dropQueue: memoryQueue<DropMessage>(() => (clock += 60 * minute)),
    files: memoryDroppedFiles(),
    readCsv,
    hasTime: () => true,
    faults: [] as string[],
    onFault: (doing: string) => void ports.faults.push(doing),
  };
  ports.files.put(key, etag, text, noon - minute);
  await ports.customers.create(aCustomer());
  const silent = aCustomer({ customerId: 'olga' });
  await ports.customers.create({ ...silent, consents: { ...silent.consents, profiling: undefined } });
  const message = { key, etag };
  return {
    ports,
    message,
    run: (from: DropMessage = message) => importDrop(ports, from, noon),
    report: () => ports.files.report(key),
    outcomes: () => ports.outcomeQueue.receive(),
  };
}

test('rows become purchases; every row that does not is named by line, column and reason, and by nothing it says', async () => {
  const { run, report, outcomes } = await aDrop(
    [
      '\ufeff"Receipt no";Customer;Purchased at;Product category',
      `r1;freja;${time};Coffee`,
      `r1;freja;${time};bakery`,
      ';freja;1780000000;coffee',
      '',
      `r2;nobody-here;${time};coffee`,
      `r3;olga;${time};coffee`,
      'r4;freja;2026-06-01 09:30;coffee',
      `r5;;${time};coffee`,
      `r6;freja;${time};`,
      `r 7;freja;${time};coffee`,
      `r8;freja;${time};coffee;secret@mail.example`,
      `"r9";"freja";"${time}";"hot\r\nchocolate"`,
      'r10;freja;yesterday;coffee',
      'r11;freja;2026-06-01T09:30Z;tea',
    ].join('\r\n'),
  );
  expect(await run()).toBe('imported');
  const said = await report();
  expect(said).toEqual({
    file: 'purchases/monday.csv',
    etag: 'e1',
    finishedAt: noon,
    rows: 13,
    taken: 4,
    known: 0,
    refused: 9,
    reasons: {
      malformed: 3,
      missing: 2,
      'no-consent-yet': 1,
      'no-profiling-consent': 1,
      'time-without-zone': 1,
      'too-many-cells': 1,
    },
    refusedRows: [
      { line: 6, column: 'customerId', reason: 'no-consent-yet' },
      { line: 7, column: 'customerId', reason: 'no-profiling-consent' },
      { line: 8, column: 'at', reason: 'time-without-zone' },
      { line: 9, column: 'customerId', reason: 'missing' },
      { line: 10, column: 'category', reason: 'missing' },
      { line: 11, column: 'id', reason: 'malformed' },
      { line: 12, reason: 'too-many-cells' },
      { line: 13, column: 'category', reason: 'malformed' },
      { line: 15, column: 'at', reason: 'malformed' },
    ],
  });
  expect(outcomes().map(({ customerId, outcome }) => [customerId, outcome?.kind, outcome?.category])).toEqual([
    ['freja', 'purchased', 'coffee'],
    ['freja', 'purchased', 'bakery'],
    ['freja', 'purchased', 'coffee'],
    ['freja', 'purchased', 'tea'],
  ]);
});

test('the same file again, under its name or another, and a purchase that the till has told of, count once', async () => {
  const text = `id,customer,at,category\nr1,freja,${time},coffee\n,freja,${time},tea\n`;
  const { ports, run, outcomes } = await aDrop(text);
  const basket = { id: 'r1', customerId: 'freja', at: noon - minute, lines: [{ category: 'coffee' }] };
  await recordPurchase(ports, basket, noon);
  expect(await run()).toBe('imported');
  expect(await run()).toBe('known');
  ports.files.put('purchases/again.csv', 'e1', text, noon);
  expect(await importDrop(ports, { key: 'purchases/again.csv', etag: 'e1' }, noon)).toBe('imported');
  expect(await ports.files.report('purchases/again.csv')).toMatchObject({ rows: 2, taken: 0, known: 2, refused: 0 });
  expect(outcomes()).toHaveLength(2);
});

test('scores: the newer counts, a decimal comma is one, and without a time a score is as old as its file', async () => {
  const { ports, run, report } = await aDrop(
    'kunde;kategori;score;tid\nfreja;coffee;0,25;\nfreja;tea;1.5;\nolga;coffee;0.5;\nfreja;bakery;0.5;1780000000000\n',
    { key: 'scores/june.csv' },
  );
  expect(await run()).toBe('imported');
  expect(await report()).toMatchObject({
    rows: 4,
    taken: 2,
    refusedRows: [
      { line: 3, column: 'score', reason: 'malformed' },
      { line: 4, column: 'customerId', reason: 'no-profiling-consent' },
    ],
  });
  expect((await ports.customers.load('freja'))!.importedScores).toEqual(
    [
      { category: 'coffee', score: 0.25, at: noon - minute },
      { category: 'bakery', score: 0.5, at: 1_780_000_000_000 },
    ].sort((a, b) => b.at - a.at),
  );
});

/** 1,000 customers' rows, a line end within quotes here and there. */
const long = () => {
  const rows = Array.from({ length: 1000 }, (_, n) => `r${n},c${n % 300},${time},${n % 7 ? 'tea' : '"iced\ntea"'}`);
  return `id,customer,at,category\n${rows.join('\n')}\n`;
};

test('where time runs out the queue has the rest, and the whole is the same as in one go', async () => {
  // 250 customers of 300, and no line end in the category
  const accepted = Array.from({ length: 1000 }, (_, n) => n % 300 < 250 && n % 7 !== 0).filter(Boolean).length;
  const runs = [];
  for (const hasTime of [() => true, () => false]) {
    const { ports, run, report, outcomes } = await aDrop(long());
    for (let n = 0; n < 250; n++) await ports.customers.create(aCustomer({ customerId: `c${n}` }));
    ports.hasTime = hasTime;
    const ends = [await run()];
    for (;;) {
      const [message] = ports.dropQueue.receive();
      if (!message) break;
      ends.push(await run(dropMessage.parse(JSON.parse(JSON.stringify(message)))));
    }
    runs.push({ ends, report: await report(), outcomes: outcomes().length });
  }
  const [once, inParts] = runs;
  expect(once!.ends).toEqual(['imported']);
  expect(inParts!.ends).toEqual(['returned', 'returned', 'returned', 'imported']);
  expect(once!.outcomes).toBe(accepted);
  expect({ ...inParts, ends: 0 }).toEqual({ ...once, ends: 0 });
});

test('a fault after some rows hands the rest on; one at the first rows is the queue’s to repeat; nothing counts twice', async () => {
  const { ports, run, report, outcomes } = await aDrop(long());
  for (let n = 0; n < 300; n++) await ports.customers.create(aCustomer({ customerId: `c${n}` }));
  const { save } = ports.customers;
  let saves = 0;
  ports.customers.save = async (customer) => {
    saves += 1;
    if (saves % 400 === 0) throw new Error('throttled');
    return save(customer);
  };
  const ends: string[] = [await run()];
  for (let next = ports.dropQueue.receive(); next.length > 0; ) {
    const [message] = next;
    ends.push(await run(message).catch(() => 'failed' as const));
    next = ends.at(-1) === 'failed' ? next : ports.dropQueue.receive();
  }
  expect(ends.filter((end) => end === 'returned').length).toBe(ports.faults.length);
  expect(ports.faults.length).toBeGreaterThan(0);
  const said = (await report())!;
  expect(said.rows).toBe(1000);
  expect(said.taken + said.known).toBe(1000 - said.refused);
  expect(new Set(outcomes().map(({ outcome }) => outcome?.id)).size).toBe(1000 - said.refused);
});

test('what cannot be read is said: no header, a quote without end, a file that went or changed', async () => {
  const noHeader = await aDrop(`r1,freja,${time},coffee\n`);
  expect(await noHeader.run()).toBe('imported');
  expect(await noHeader.report()).toMatchObject({ rows: 0, stopped: { line: 1, reason: 'no-header' } });
  const open = await aDrop(
    `customer,at,category\nfreja,${time},tea\nfreja,${time},"tea\n${`freja,${time},tea\n`.repeat(2000)}`,
  );
  expect(await open.run()).toBe('imported');
  expect(await open.report()).toMatchObject({ rows: 1, taken: 1, stopped: { line: 3, reason: 'row-without-end' } });
  const short = await aDrop(`customer,at,category\nfreja,${time},tea\nfreja,${time},"tea\n`);
  expect(await short.run()).toBe('imported');
  expect(await short.report()).toMatchObject({ taken: 1, stopped: { line: 3, reason: 'row-without-end' } });
  expect(await open.run({ key: 'purchases/monday.csv', etag: 'other' })).toBe('gone');
  expect(await open.run({ key: 'elsewhere/a.csv', etag: 'e1' })).toBe('ignored');
  const empty = await aDrop('');
  expect(await empty.run()).toBe('imported');
  expect(await empty.report()).toMatchObject({ stopped: { reason: 'no-header' } });
});

test('of very many refused rows the first thousand are named, and the message that carries them on stays small', async () => {
  const { ports, run, report } = await aDrop(`customer,at,category\n${'freja,now,tea\n'.repeat(5000)}`);
  let largest = 0;
  ports.hasTime = () => false;
  await run();
  for (let [next] = ports.dropQueue.receive(); next; [next] = ports.dropQueue.receive()) {
    largest = Math.max(largest, JSON.stringify(next).length);
    await run(next);
  }
  const said = (await report())!;
  expect(said).toMatchObject({ rows: 5000, refused: 5000, reasons: { malformed: 5000 } });
  expect(said.refusedRows).toHaveLength(maxNamedRows);
  expect(largest).toBeLessThan(128 * 1024);
});
