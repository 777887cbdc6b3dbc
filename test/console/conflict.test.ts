// Two people change one thing: what differs.
import { expect, test } from 'vitest';
import { differences } from '../../console/shell/conflict.ts';

test('only what differs is told, field by field, however deep', () => {
  const mine = { title: 'A', messages: { da: { title: 'x', body: 'y' } }, tags: ['a', 'b'], budget: 500 };
  const theirs = { title: 'A', messages: { da: { title: 'z', body: 'y' } }, tags: ['b', 'a'], hours: [] };
  expect(differences(mine, theirs)).toEqual([
    { field: 'messages.da.title', mine: 'x', theirs: 'z' },
    { field: 'tags', mine: '["a","b"]', theirs: '["b","a"]' },
    { field: 'budget', mine: '500', theirs: '–' },
    { field: 'hours', mine: '–', theirs: '[]' },
  ]);
});

test('the order of keys is no difference', () => {
  expect(differences({ a: [{ x: 1, y: 2 }] }, { a: [{ y: 2, x: 1 }] })).toEqual([]);
});
