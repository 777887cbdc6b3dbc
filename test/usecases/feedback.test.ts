// Feedback: on one's own decisions alone, the last word each, and to the marketer without a name, a moment or a trick.
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryFeedbacks } from '../../shared/adapters/memory/feedbacks.ts';
import { memoryQueue } from '../../shared/adapters/memory/queue.ts';
import { fewestGivers } from '../../shared/model/feedback.ts';
import type { OutcomeMessage } from '../../shared/model/outcome-message.ts';
import { feedbackOf, giveFeedback } from '../../shared/usecases/feedback.ts';
import { decisionAt } from '../adapters/contract/samples.ts';
import { aCustomer, minute, noon } from '../support/town.ts';

const somebody = () => ({
  customers: memoryCustomers(),
  decisions: memoryDecisions(),
  feedbacks: memoryFeedbacks(),
  outcomeQueue: memoryQueue<OutcomeMessage>(() => noon),
});
let ports: ReturnType<typeof somebody>;
beforeEach(() => {
  ports = somebody();
});

async function decided(customerId: string, id: string, offerId: string | undefined, at = noon) {
  await ports.customers.create(aCustomer({ customerId }));
  await ports.decisions.record(customerId, { ...decisionAt(at, id), offerId });
}

test('on a decision, or on an offer by the newest decision that chose it', async () => {
  await decided('freja', 'A', 'cocoa');
  await decided('freja', 'B', 'cocoa', noon + minute);
  await decided('freja', 'C', 'tea', noon + 2 * minute);
  await giveFeedback(ports, 'freja', { decisionId: 'A', rating: 1 }, noon);
  expect(await giveFeedback(ports, 'freja', { offerId: 'cocoa', rating: 5 }, noon)).toMatchObject({ decisionId: 'B' });
  await giveFeedback(ports, 'freja', { decisionId: 'A', rating: 2 }, noon);
  const { ratings } = await feedbackOf(ports, 'cocoa', noon);
  expect(ratings).toEqual({ 1: 0, 2: 1, 3: 0, 4: 0, 5: 1 });
});

test('stars teach of the category that was sent, the same ones once; nothing where nothing was sent or she is not profiled', async () => {
  const sends = [{ deliveryId: 'd-A', offerId: 'cocoa', category: 'coffee', at: noon }];
  const { location } = aCustomer().consents;
  await ports.customers.create(aCustomer({ sends }));
  await ports.customers.create(aCustomer({ customerId: 'olga', sends, consents: { location } }));
  for (const her of ['freja', 'olga']) {
    await ports.decisions.record(her, { ...decisionAt(noon, 'A'), offerId: 'cocoa', deliveryId: 'd-A' });
    await ports.decisions.record(her, { ...decisionAt(noon, 'B'), offerId: 'cocoa', deliveryId: 'never-sent' });
    for (const rating of [2, 2, 5, 2]) await giveFeedback(ports, her, { decisionId: 'A', rating }, noon + minute);
    await giveFeedback(ports, her, { decisionId: 'B', rating: 1 }, noon + minute);
  }
  const told = ports.outcomeQueue.receive();
  expect(told.map(({ customerId, outcome }) => [customerId, outcome!.kind, outcome!.rating])).toEqual([
    ['freja', 'rated', 2],
    ['freja', 'rated', 5],
  ]);
  expect(told[0]!.outcome).toMatchObject({
    category: 'coffee',
    offerId: 'cocoa',
    deliveryId: 'd-A',
    at: noon + minute,
  });
});

test.each([
  { decisionId: 'A', rating: 1 },
  { decisionId: 'nothing-chosen', rating: 1 },
  { decisionId: 'absent', rating: 1 },
  { offerId: 'cocoa', rating: 1 },
])('%o: what is another’s, what chose nothing and what is not there are the same', async (request) => {
  await decided('olga', 'A', 'cocoa');
  await decided('freja', 'nothing-chosen', undefined);
  await expect(giveFeedback(ports, 'freja', request, noon)).rejects.toMatchObject({ code: 'not-found' });
  await expect(giveFeedback(ports, 'stranger', request, noon)).rejects.toMatchObject({ code: 'not-found' });
  expect((await feedbackOf(ports, 'cocoa', noon)).ratings).toEqual({ 1: 0, 2: 0, 3: 0, 4: 0, 5: 0 });
});

test('the marketer gets no name, no moment, nothing invisible, and no text of fewer than five', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          giver: fc.integer({ min: 0, max: 8 }),
          rating: fc.integer({ min: 1, max: 5 }),
          text: fc.option(fc.constantFrom('good', '\u202eevil', 'a\u0007b', '\u200b', 'late'), { nil: undefined }),
          at: fc.integer({ min: noon, max: noon + 5 * 24 * 60 * minute }),
        }),
        { maxLength: 20 },
      ),
      async (said) => {
        ports = somebody();
        for (const [n, { giver, at, ...request }] of said.entries()) {
          await decided(`customer-${giver}`, `D${n}`, 'cocoa', at);
          await giveFeedback(ports, `customer-${giver}`, { decisionId: `D${n}`, ...request }, at);
        }
        const { ratings, texts, more, ...rest } = await feedbackOf(ports, 'cocoa', noon + 5 * 24 * 60 * minute);
        expect(rest).toEqual({ offerId: 'cocoa' });
        expect(Object.values(ratings).reduce((sum, count) => sum + count, 0)).toBe(said.length);
        const enough = new Set(said.map(({ giver }) => giver)).size >= fewestGivers;
        const visible = said.filter(({ text }) => text !== undefined && text !== '\u200b');
        expect(texts).toHaveLength(enough ? visible.length : 0);
        expect(more).toBe(!enough && visible.length > 0);
        for (const one of texts) expect(Object.keys(one).sort()).toEqual(['day', 'rating', 'text']);
        expect(JSON.stringify(texts)).not.toMatch(/customer-|D\d|\p{Cf}|\\u0007/u);
      },
    ),
    { numRuns: 50 },
  );
});
