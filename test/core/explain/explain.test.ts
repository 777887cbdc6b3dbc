// Explaining: every reason in every language, the numbers that were compared, and nothing that is not in the record.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chance } from '../../../shared/core/decide/chance.ts';
import { choose } from '../../../shared/core/decide/choose.ts';
import { sense } from '../../../shared/core/decide/sense.ts';
import { danish } from '../../../shared/core/explain/danish.ts';
import { english } from '../../../shared/core/explain/english.ts';
import { explain } from '../../../shared/core/explain/explain.ts';
import { knownReasons } from '../../../shared/core/explain/language.ts';
import { acceptedTags, languageFor, languages } from '../../../shared/core/explain/languages.ts';
import { namesFrom } from '../../../shared/core/explain/names.ts';
import type { Customer } from '../../../shared/model/customer.ts';
import type { Candidate, Decision } from '../../../shared/model/decision.ts';
import { type TerminalState, terminalState } from '../../../shared/model/delivery.ts';
import type { Offer } from '../../../shared/model/offer.ts';
import { offerReason } from '../../../shared/model/reason.ts';
import { aCustomer, anOffer, aReport, aWorld, hour, noon } from '../../support/town.ts';

const sent = (offerId: string) => ({
  deliveryId: `d-${offerId}`,
  offerId,
  category: 'other',
  geofenceId: 'cafe',
  at: noon - hour,
});
const fromTwo = [{ dayOfWeek: ['tuesday' as const], opens: '14:00', closes: '18:00' }];

/** The decision on entering the café, explained with the catalogue it was made by or another. */
function explained(
  offers: Partial<Offer>[],
  {
    customer = {} as Partial<Customer>,
    language = english,
    world = undefined as ReturnType<typeof aWorld> | undefined,
  } = {},
) {
  const here = aWorld({ offers: offers.map((changes, n) => anOffer({ id: `offer-${n}`, ...changes })) });
  const somebody = aCustomer(customer);
  const { facts } = sense(here, somebody, aReport(0), noon, 'phone');
  const { decision } = choose(here, somebody, facts!, noon, chance('explain'));
  const { catalogue } = world ?? here;
  return explain(decision!, namesFrom(catalogue, decision!.catalogueVersion, language.tag), language);
}

describe('to the marketer', () => {
  test('every candidate, by what stopped it and what was compared', () => {
    const caps = [{ per: 'customer' as const, limit: 2, windowMinutes: 24 * 60 }];
    const offers = [{ hours: fromTwo }, { caps }, { minimumPropensity: 0.1 }, { minimumPropensity: 0.1 }];
    const customer = { sends: [sent('a'), sent('b')] };
    expect(explained(offers, { customer }).marketer).toBe(
      '4 candidates: 1 outside hours, 1 capped 2/2 in 24 h per customer, 2 below propensity 0.05 < 0.10.',
    );
    expect(explained(offers, { customer, language: danish }).marketer).toBe(
      '4 kandidater: 1 uden for tidsrummet, 1 loftet nået 2/2 på 24 t pr. kunde, 2 under tilbøjelighed 0,05 < 0,10.',
    );
  });

  test('the winner first, then those it beat', () => {
    expect(explained([{ value: 20 }, { value: 4 }]).marketer).toBe(
      '2 candidates: “Hot cocoa” at Café Ravn chosen with score 1.01, 1 outranked 0.20 ≤ 1.01.',
    );
  });

  test('what spoke for the winner: the moment, and her own history', () => {
    const because = [
      { field: 'category', value: 'coffee', world: 0.02, own: 1.1 },
      { field: 'weather', value: 'rain', world: 0.42, own: 0 },
      { field: 'daytime', value: 'weekday afternoon', world: -0.2, own: 0 },
      { field: 'football', value: 'won', world: 0.3, own: 0 },
    ];
    const world = aWorld();
    const { facts } = sense(world, aCustomer(), aReport(0), noon, 'phone');
    const { decision } = choose(world, aCustomer(), facts!, noon, chance('explain'));
    const said = (language: typeof english) =>
      explain({ ...decision!, because, personal: ['history'] }, namesFrom(world.catalogue, 1, language.tag), language);
    expect(said(english)).toMatchObject({
      marketer: expect.stringContaining(
        'because of rain +0.4, weekday afternoon -0.2, football won +0.3, own history +1.1',
      ),
      customer: 'You were at Café Ravn and have responded well to coffee before.',
    });
    expect(said(danish).marketer).toContain(
      'på grund af regn +0,4, hverdag eftermiddag -0,2, football won +0,3, egen historik +1,1',
    );
    const unsaid = explain({ ...decision!, because }, namesFrom(world.catalogue, 1, 'en'), english);
    expect(unsaid.customer, 'she has not allowed her history to show').not.toContain('responded');
  });

  test('candidates the record had no room for are counted', () => {
    const many = Array.from({ length: 30 }, () => ({ minimumPropensity: 0.5 }));
    expect(explained(many).marketer).toBe(
      '30 candidates: 24 below propensity 0.05 < 0.50, and 6 more that came less far.',
    );
  });
});

describe('to the customer', () => {
  const likes = { preferences: { interests: ['coffee'], mutedCategories: [] } };

  test('an interest she declared is named, and only where it counted', () => {
    expect(explained([{}], { customer: likes }).customer).toBe(
      'You were at Café Ravn and have said that you like coffee.',
    );
    expect(explained([{}], { customer: likes, language: danish }).customer).toBe(
      'Du var ved Café Ravn og har sagt, at du kan lide coffee.',
    );
    const { location, push } = aCustomer().consents;
    const unprofiled = { ...likes, consents: { location, push } };
    expect(explained([{}], { customer: unprofiled }).customer).toBe('You were at Café Ravn, where this offer was on.');
    expect(explained([{}]).customer).toBe('You were at Café Ravn, where this offer was on.');
  });

  test('why there was nothing', () => {
    const muted = { preferences: { interests: [], mutedCategories: ['coffee'] } };
    expect(explained([{}], { customer: muted }).customer).toBe(
      'You were at Café Ravn. Nothing was sent: you have muted coffee.',
    );
    expect(explained([{ state: 'paused' }], { language: danish }).customer).toBe(
      'Du var ved Café Ravn. Der blev ikke sendt noget: der gjaldt ikke noget tilbud.',
    );
  });

  test.each(terminalState.options)('how it ended: %s', (state) => {
    for (const language of languages) {
      const { customer, marketer } = explain({ ...aDecision('chosen'), end: anEnd(state) }, nobodyKnows, language);
      expect(marketer).toContain(language.marketer.ends[state]);
      if (state !== 'sent') expect(customer).toContain(language.customer.ends[state]);
    }
  });
});

describe('the nearest flip', () => {
  test.each([
    [
      'less propensity was lacking',
      [{ minimumPropensity: 0.3 }, { minimumPropensity: 0.11 }],
      {},
      'with 0.06 more propensity',
    ],
    ['worth', [{ value: 10, cost: 0.75 }], {}, 'had it cost 0.25 less'],
    ['its hours', [{ hours: fromTwo }], {}, 'from 2:00 PM'],
    ['its dates', [{ startsAt: noon + 20 * hour }], {}, 'from Jun 3, 8:00 AM'],
    ['over', [{ endsAt: noon - hour }], {}, 'until 11:00 AM'],
    [
      'a cap',
      [{ caps: [{ per: 'customer' as const, limit: 1, windowMinutes: 90 }] }],
      { sends: [sent('a')] },
      'with one send less within 90 min',
    ],
    [
      'two over a cap',
      [{ caps: [{ per: 'customer' as const, limit: 1, windowMinutes: 7 * 24 * 60 }] }],
      { sends: [sent('a'), sent('b')] },
      'with 2 sends less within 7 days',
    ],
    ['consent', [{}], { consents: { location: { granted: true, at: 0 } } }, 'with consent to push'],
    [
      'the farthest counts',
      [{ state: 'paused' as const }, { minimumPropensity: 0.1 }],
      {},
      'with 0.05 more propensity',
    ],
  ])('%s', (_, offers, customer, change) => {
    const { flip } = explained(offers, { customer });
    expect(flip?.replaceAll(/\p{Zs}/gu, ' ')).toBe(`Nearest to being sent: “Hot cocoa” at Café Ravn, ${change}.`);
  });

  test('there is none where something was chosen', () => expect(explained([{}]).flip).toBeUndefined());

  test('nothing is said of hours where another catalogue is in force', () => {
    const later = aWorld({ offers: [anOffer({ id: 'offer-0', hours: [] })], version: 2 });
    expect(explained([{ hours: fromTwo }], { world: later }).flip).toContain('within its hours');
  });

  test('what the catalogue no longer knows goes by its id', () => {
    const empty = aWorld({ geofences: [], offers: [], version: 2 });
    const { flip, customer } = explained([{ hours: fromTwo }], { world: empty });
    expect(flip).toBe('Nearest to being sent: “offer-0” at cafe, within its hours.');
    expect(customer).toBe('You were at cafe. Nothing was sent: no offer was on at that hour.');
  });
});

describe.each(languages.map((language) => [language.tag, language] as const))('in %s', (_, language) => {
  test('there are words for every reason there is, and for those to come', () => {
    const needed = new Set([...offerReason.options, ...knownReasons].filter((reason) => reason !== 'chosen'));
    expect([...needed].filter((reason) => !Object.hasOwn(language.reasons, reason))).toEqual([]);
  });

  test('all that is written in English is written', () => {
    expect(keysOf(language)).toEqual(keysOf(english));
  });

  test('whatever a record holds, there are sentences', () => {
    // what JSON and the table can hold
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const value = fc.oneof(fc.stringMatching(/^[a-z:]*$/), number, fc.integer(), fc.boolean());
    const name = fc.constantFrom(
      ...[
        'sends',
        'limit',
        'windowMinutes',
        'per',
        'propensity',
        'minimumPropensity',
        'expectedValue',
        'cost',
        'closed',
      ],
      ...['timeZone', 'startsAt', 'endsAt', 'until', 'from', 'visit', 'category', 'state', 'score', 'best', 'weather'],
      ...['minutesSince', 'cooldownMinutes', 'stayedMinutes', 'dwellMinutes', 'atLeast', 'atMost', 'interests'],
    );
    const reason = fc.constantFrom('chosen', ...offerReason.options, ...knownReasons, 'eaten-by-a-dog', '__proto__');
    const one = fc.record({ reason, compared: fc.option(fc.dictionary(name, value), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (candidates) => {
        const decision = aDecision(candidates[0]!.reason, candidates);
        const { marketer, customer, flip } = explain(decision, somebodyKnows, language);
        for (const sentence of [marketer, customer, flip ?? 'there is none.']) {
          expect(sentence).toMatch(/.{10,}\.$/s);
          expect(sentence).not.toMatch(/undefined|NaN|\[object|=>/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the language', () => {
  test.each([
    ['da-DK,da;q=0.9,en;q=0.8', 'da'],
    ['en;q=0.8, da;q=0.9', 'da'],
    ['sv, nb;q=0.9, da;q=0.1', 'da'],
    ['da;q=0, en', 'en'],
    ['fr-FR', 'en'],
    ['*', 'en'],
    ['', 'en'],
    ['da;q=zzz', 'en'],
    [`${'x,'.repeat(10_000)}da`, 'en'],
  ])('%s', (header, tag) => expect(languageFor(acceptedTags(header)).tag).toBe(tag));
});

const somebodyKnows = {
  geofence: (name: string) => ({ name, timeZone: 'Europe/Copenhagen' }),
  offer: () => undefined,
  opensAt: () => noon + hour,
};
const nobodyKnows = { geofence: () => undefined, offer: () => undefined, opensAt: () => undefined };

function aDecision(
  reason: string,
  candidates: { reason: string; compared?: Record<string, string | number | boolean> | undefined }[] = [{ reason }],
): Decision {
  return {
    id: 'decision',
    at: noon,
    facts: {
      signal: { kind: 'position', id: 'r', at: noon },
      transitions: [],
      present: [],
      consider: [],
      leaseUntil: noon,
    },
    catalogueVersion: 1,
    candidates: candidates.map((candidate) => ({ offerId: 'o', geofenceId: 'g', ...candidate }) as Candidate),
    reason: reason as Decision['reason'],
  };
}

function anEnd(state: TerminalState) {
  return { deliveryId: 'd', decisionId: 'decision', offerId: 'o', geofenceId: 'g', state, at: noon };
}

/** Every key, however deep; texts that are made and texts that are written count alike. */
function keysOf(value: object, path = ''): string[] {
  return Object.entries(value)
    .flatMap(([key, inner]) =>
      typeof inner === 'object' ? keysOf(inner as object, `${path}.${key}`) : [`${path}.${key}`],
    )
    .sort();
}
