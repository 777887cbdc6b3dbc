// Personalization: no text lets more of a customer show than she allows, and with `context-only` nothing of her counts or shows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { checkMessages } from '../../../shared/core/decide/check-messages.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { judgeClaim } from '../../../shared/core/decide/deliver.ts';
import { messageFor } from '../../../shared/core/decide/message.ts';
import { ceilingOf, tellingAtMost } from '../../../shared/core/decide/personalization.ts';
import { explain } from '../../../shared/core/explain/explain.ts';
import { languages } from '../../../shared/core/explain/languages.ts';
import { namesFrom } from '../../../shared/core/explain/names.ts';
import { storyOf } from '../../../shared/core/explain/story.ts';
import type { Customer } from '../../../shared/model/customer.ts';
import { type Offer, offer as offerSchema } from '../../../shared/model/offer.ts';
import { personalizationCeiling } from '../../../shared/model/preferences.ts';
import { aCustomer, anOffer, aWorld, hour, minute, noon } from '../../support/town.ts';

const ceilings = personalizationCeiling.options;
const texts = (word: string) => ({
  da: { title: `${word} titel`, body: word },
  en: { title: `${word} title`, body: word },
});

const someOffer = fc
  .record({
    category: fc.constantFrom('coffee', 'tea'),
    personalization: fc.constantFrom('open' as const, 'subtle' as const, undefined),
    reveals: fc.constantFrom('interests' as const, 'history' as const, undefined),
    subtle: fc.boolean(),
    minimumPropensity: fc.constantFrom(0, 0.1),
    value: fc.integer({ min: 1, max: 3 }),
    audience: fc.constantFrom<Offer['audience']>(undefined, { interests: ['coffee'] }, { visits: { atLeast: 2 } }),
  })
  .map(({ subtle, reveals, ...rest }) => {
    if (rest.personalization !== 'open') return { ...rest, messages: texts('anybody') };
    const open = { ...rest, messages: texts(reveals ?? 'history'), reveals };
    return subtle ? { ...open, subtleMessages: texts('anybody') } : open;
  });
const someOffers = fc.array(someOffer, { minLength: 1, maxLength: 5 });

/** What a decision may know of somebody. */
const somebody = fc.record({
  interests: fc.subarray(['coffee', 'tea']),
  favouriteGeofences: fc.subarray(['cafe']),
  visitCounts: fc.constantFrom<Customer['visitCounts']>([], [{ geofenceId: 'cafe', visits: 7, lastAt: noon - hour }]),
});
type Somebody = typeof somebody extends fc.Arbitrary<infer Value> ? Value : never;

const consents = (profiling: boolean): Customer['consents'] => {
  const { profiling: granted, ...others } = aCustomer().consents;
  return profiling ? { ...others, profiling: granted } : others;
};

function decideFor(offers: Parameters<typeof anOffer>[0][], customer: Customer) {
  const world = aWorld({ offers: offers.map((offer, n) => anOffer({ id: `offer-${n}`, ...offer })) });
  const facts = {
    signal: { kind: 'position' as const, id: 'r1', at: noon },
    deviceId: 'phone',
    transitions: [{ kind: 'enter' as const, geofenceId: 'cafe', visit: 3 }],
    present: ['cafe'],
    consider: ['cafe'],
    leaseUntil: noon + 10 * minute,
  };
  const { customer: after, decision } = choose(world, customer, facts, noon, chance('personal'));
  const judged = after.pending && judgeClaim(after, after.pending, world.catalogue, noon);
  const sent =
    judged && 'offer' in judged ? messageFor(judged.offer, world.catalogue.geofence('cafe')!, 'en', noon) : undefined;
  const said = languages.map((language) => {
    const names = namesFrom(world.catalogue, 1, language.tag, ceilingOf(customer));
    return [storyOf(decision!, names, language), explain(decision!, names, language)];
  });
  return { decision: decision!, sent, said };
}

const freja = (profiling: boolean, personalization: (typeof ceilings)[number] | undefined, her: Somebody) =>
  aCustomer({
    consents: consents(profiling),
    visitCounts: her.visitCounts,
    preferences: {
      interests: her.interests,
      mutedCategories: [],
      favouriteGeofences: her.favouriteGeofences,
      personalization,
    },
  });

test('with a ceiling of context-only, or without profiling, decision, message and sentences are those of anybody', () => {
  const closed = fc.constantFrom(
    [true, 'context-only'] as const,
    [false, undefined] as const,
    [false, 'history'] as const,
  );
  fc.assert(
    fc.property(someOffers, closed, somebody, somebody, (offers, [profiling, ceiling], her, another) => {
      const one = decideFor(offers, freja(profiling, ceiling, her));
      expect(decideFor(offers, freja(profiling, ceiling, another))).toEqual(one);
      expect(one.decision.personal).toBeUndefined();
      expect(JSON.stringify([one.sent, one.said])).not.toMatch(
        /(history|interests) (titel|title)|like|favourite|yndling/,
      );
    }),
  );
});

test('what is sent and said lets show what she allows, and no more', () => {
  let openOnes = 0;
  fc.assert(
    fc.property(someOffers, fc.constantFrom(undefined, ...ceilings), somebody, (offers, ceiling, her) => {
      const { decision, sent, said } = decideFor(offers, freja(true, ceiling, her));
      const tooMuch = ceilings.slice(ceilings.indexOf(ceiling ?? 'interests') + 1);
      for (const word of tooMuch) expect(JSON.stringify([sent, said])).not.toMatch(new RegExp(`${word} tit`));
      expect(sent !== undefined).toBe(decision.reason === 'chosen');
      if (sent && sent.body !== 'anybody') openOnes++;
      for (const { reason, offerId } of decision.candidates)
        if (reason === 'too-personal') expect(offers[Number(offerId.slice(6))]).not.toHaveProperty('subtleMessages');
    }),
  );
  expect(openOnes).toBeGreaterThan(5);
});

test('open texts go to those who allow it, subtle ones to the others, and nothing where there are none', () => {
  const open = { messages: texts('history'), personalization: 'open' as const };
  const at = (offer: object) => ceilings.map((ceiling) => tellingAtMost(ceiling, anOffer(offer))?.messages.en?.body);
  expect(at({})).toEqual(Array(3).fill('For you, now'));
  expect(at(open)).toEqual([undefined, undefined, 'history']);
  expect(at({ ...open, reveals: 'interests' })).toEqual([undefined, 'history', 'history']);
  expect(at({ ...open, subtleMessages: texts('anybody') })).toEqual(['anybody', 'anybody', 'history']);
});

test('a ceiling that is lowered between decision and claim binds the claim', () => {
  const world = aWorld({ offers: [anOffer({ personalization: 'open' })] });
  const her = { interests: [], mutedCategories: [] };
  const allowed = aCustomer({ preferences: { ...her, personalization: 'history' } });
  const facts = {
    signal: { kind: 'position' as const, id: 'r1', at: noon },
    deviceId: 'phone',
    transitions: [{ kind: 'enter' as const, geofenceId: 'cafe', visit: 1 }],
    present: ['cafe'],
    consider: ['cafe'],
    leaseUntil: noon + 10 * minute,
  };
  const { customer } = choose(world, allowed, facts, noon, chance('lowered'));
  expect(judgeClaim(customer, customer.pending!, world.catalogue, noon)).toHaveProperty('offer');
  const lowered = { ...customer, preferences: her };
  expect(judgeClaim(lowered, customer.pending!, world.catalogue, noon)).toEqual({ refused: 'too-personal' });
});

test('subtle texts are checked like the others, and belong to open ones', () => {
  const subtleMessages = { da: { title: 'Kakao {name}', body: 'I dag' } };
  const offer = anOffer({ personalization: 'open', subtleMessages });
  expect(checkMessages(offer, 'Café').errors.map(({ path }) => path)).toEqual(['subtleMessages.da.title']);
  expect(offerSchema.safeParse({ ...anOffer(), subtleMessages }).success).toBe(false);
  expect(offerSchema.safeParse({ ...offer, subtleMessages: { en: subtleMessages.da } }).success).toBe(false);
});
