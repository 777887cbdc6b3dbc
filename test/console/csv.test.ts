// CSV that no spreadsheet takes for a program, and from which nothing withheld can be read.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv, reportRows } from '../../console/results/csv.ts';

test('a text that would begin a formula is none, and every other text comes back as it was', () => {
  for (const text of ['=1+1', '+45 12', '-1', '@SUM(A1)', '\t=1', ' =1', '|calc', '%x'])
    expect(
      csv([[text]])
        .slice(1)
        .replace(/^"/, ''),
      text,
    ).toMatch(/^'/);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.integer()), { minLength: 1 }), (rows) => {
      const read = parse(csv(rows), { bom: true, record_delimiter: '\r\n' }) as string[][];
      for (const [n, [text, number]] of rows.entries()) {
        const cell = read[n]![0]!;
        expect(cell === text || cell === `'${text}`).toBe(true);
        expect(cell).not.toMatch(/^\s*[=+\-@]/);
        expect(read[n]![1]).toBe(String(number));
      }
    }),
  );
});

test('a negative number is a number, and what is withheld is empty', () => {
  expect(csv([['lost', -3, null, undefined]])).toBe('\uFEFFlost,-3,,\r\n');
});

test('a report is whole: funnel, reasons, uplift and every table', () => {
  const row = { key: 'rain', sent: 30, opened: null, redeemed: null, heldOut: 20, heldOutRedeemed: null };
  const rows = reportRows({
    offerId: '=cocoa',
    from: '2026-11-01',
    to: '2026-11-02',
    funnel: { sent: 30, redeemed: null },
    reasons: { capped: 40 },
    uplift: {
      push: { customers: 30, converted: null },
      holdout: { customers: 20, converted: null },
      verdict: 'too-few',
    },
    by: { weather: [row], hour: [], store: [{ ...row, key: 'torvet', name: '@Torvet' }] },
  });
  const text = csv(rows);
  expect(text).toContain("offer,'=cocoa,");
  expect(text).toContain('funnel,redeemed,,\r\n');
  expect(text).toContain('reason,capped,,40');
  expect(text).toContain('weather,rain,,30,,,20,');
  expect(text).toContain("store,torvet,'@Torvet,30");
});
