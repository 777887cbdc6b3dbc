// A past decided again: with the offers that were in force it is the past that was; with a stricter cap it is no more than that.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { World } from '../../../shared/core/decide/world.ts';
import { relive } from '../../../shared/core/replay/decisions.ts';
import { catalogueWith } from '../../../shared/core/replay/draft.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import type { PushOutcome } from '../../../shared/ports/push-provider.ts';
import { aPast, day, type Past, type Step, streetOffers } from '../../support/past.ts';
import { minute, noon } from '../../support/town.ts';

const outcomes: PushOutcome[] = [
  { kind: 'accepted' },
  { kind: 'accepted' },
  { kind: 'accepted' },
  { kind: 'unknown', why: 'time-out' },
  { kind: 'rejected', why: 'payload', deadToken: false },
  { kind: 'not-accepted', why: 'throttled' },
];
const step: fc.Arbitrary<Step> = fc.record({
  customer: fc.integer({ min: 0, max: 2 }),
  waitMinutes: fc.integer({ min: 1, max: 75 }),
  place: fc.integer({ min: 0, max: 3 }),
  isLate: fc.boolean(),
});
const past = fc.record({
  // Under two days: after that a window of hers is over, and her propensity is another.
  steps: fc.array(step, { minLength: 5, maxLength: 38 }),
  answers: fc.array(fc.constantFrom(...outcomes), { minLength: 1, maxLength: 12 }),
  isProfiled: fc.boolean(),
});
const runs = Number(process.env.RAVN_PASTS ?? 60);

const lived = ({ steps, answers, isProfiled }: { steps: Step[]; answers: PushOutcome[]; isProfiled: boolean }) => {
  const granted = { granted: true, at: 0 };
  const changes = isProfiled ? {} : { consents: { location: granted, push: granted } };
  return aPast(steps, { outcomeOf: (attempt) => answers[attempt % answers.length]!, changes });
};

/** Every send and every holdout, as it was and as it would be. */
async function bothOf(story: Past, world: World, from = 0) {
  const [was, tried]: [string[], string[]] = [[], []];
  for (const id of story.ids) {
    const customer = (await story.ports.customers.load(id))!;
    for (const pair of relive(world, customer, await story.recordsOf(id), from)) {
      for (const [list, one] of [
        [was, pair.was],
        [tried, pair.tried],
      ] as const) {
        const { at, offerId, geofenceId, arm } = one?.decision ?? {};
        if (one?.delivered) list.push([id, at, offerId, geofenceId, arm].join(' '));
      }
    }
  }
  return { was, tried };
}

test(`${runs} pasts with the offers in force are the pasts that were`, async () => {
  let sends = 0;
  await fc.assert(
    fc.asyncProperty(past, fc.nat({ max: 40 }), async (drawn, later) => {
      const story = await lived(drawn);
      const whole = await bothOf(story, story.world);
      expect(whole.tried).toEqual(whole.was);
      sends += whole.was.length;
      // What came before counts, though it is not replayed.
      const rest = await bothOf(story, story.world, noon - day - later * 60 * minute);
      expect(rest.tried).toEqual(rest.was);
    }),
    { numRuns: runs },
  );
  expect(sends).toBeGreaterThan(runs);
});

test('every decision on record is decided again to the letter', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(past, async (drawn) => {
      const story = await lived(drawn);
      for (const id of story.ids) {
        const customer = (await story.ports.customers.load(id))!;
        for (const { tried, was } of relive(story.world, customer, await story.recordsOf(id), 0)) {
          const reasons = (one: typeof was) =>
            one.decision.candidates.map(({ offerId, reason }) => `${offerId} ${reason}`);
          expect(reasons(tried!)).toEqual(reasons(was));
          for (const { reason } of was.decision.candidates) seen.add(reason);
        }
      }
    }),
    { numRuns: runs },
  );
  for (const reason of ['not-triggered', 'cooldown', 'capped', 'pending', 'quiet-hours', 'outranked', 'chosen'])
    expect(seen, 'the pasts must show every gate that depends on what was before').toContain(reason);
});

describe('a stricter draft', () => {
  const cocoa = streetOffers[0]!;
  const of = (lines: string[]) => lines.filter((line) => line.includes(' cocoa ')).length;
  /** Alone, so that nothing else takes the place of what is not sent. */
  const alone = async (drawn: { steps: Step[]; answers: PushOutcome[]; isProfiled: boolean }) => {
    const granted = { granted: true, at: 0 };
    const changes = drawn.isProfiled ? {} : { consents: { location: granted, push: granted } };
    return aPast(drawn.steps, { offers: [cocoa], changes });
  };
  test.each<[string, Partial<Offer>]>([
    ['with one send in two days', { caps: [{ per: 'offer', limit: 1, windowMinutes: 2880 }] }],
    ['at one store only', { where: { geofenceIds: ['store-1'] } }],
    ['for the likeliest alone', { minimumPropensity: 0.9 }],
  ])('%s sends no more', async (_, changes) => {
    await fc.assert(
      fc.asyncProperty(past, async (drawn) => {
        const story = await alone(drawn);
        const catalogue = catalogueWith(story.world.catalogue, { ...cocoa, ...changes, version: 2 });
        const { was, tried } = await bothOf(story, { ...story.world, catalogue });
        expect(of(tried)).toBeLessThanOrEqual(of(was));
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
  });
});
