// The table of retention in docs/privacy.md is the one the code goes by.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptMs, retentionTable } from '../../shared/model/retention.ts';

test('docs/privacy.md shows it as it is', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/privacy.md'), 'utf8')).toContain(retentionTable());
});

test('says in words what it says in numbers', () => {
  const day = 24 * 60 * 60_000;
  expect(keptMs).toMatchObject({
    decision: 90 * day,
    liveEvent: 600_000,
    weather: 3 * day,
    deadLetter: 14 * day,
    backup: 35 * day,
  });
});
