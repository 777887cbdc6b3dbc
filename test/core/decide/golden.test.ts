// Stored decisions replay identically from their facts, across versions: what is in the corpus is decided the same today.
import { expect, test } from 'vitest';
import { decision as decisionSchema } from '../../../shared/model/decision.ts';
import { decideAgain, goldens } from './golden.ts';

const corpus = goldens();

test.each(corpus)('%s', (_, golden) => {
  // What later versions record beside it is theirs; of what was recorded, nothing may come out otherwise.
  expect(decideAgain(golden)).toMatchObject(golden.decision);
});

test('every stored decision can still be read', () => {
  for (const [, { decision }] of corpus) expect(decisionSchema.parse(decision)).toEqual(decision);
});

test('the corpus has decisions for most reasons, and notices a changed one', () => {
  const reasons = new Set(corpus.flatMap(([, { decision }]) => decision.candidates.map(({ reason }) => reason)));
  expect(corpus.length).toBeGreaterThanOrEqual(30);
  expect(reasons.size).toBeGreaterThanOrEqual(14);
  const [, chosen] = corpus.find(([name]) => name === 'chosen-alone')!;
  const [offer] = chosen.catalogue.offers;
  const changed = { ...chosen, catalogue: { ...chosen.catalogue, offers: [{ ...offer!, value: 11 }] } };
  expect(decideAgain(changed)).not.toMatchObject(chosen.decision);
});
