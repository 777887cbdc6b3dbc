// The story of a decision: for every stored one there is one, without a figure of the business, and with calls that do what they say.
import { describe, expect, test } from 'vitest';
import { withMute } from '../../../shared/core/decide/mutes.ts';
import { languages } from '../../../shared/core/explain/languages.ts';
import { namesFrom } from '../../../shared/core/explain/names.ts';
import { storyOf } from '../../../shared/core/explain/story.ts';
import { muteRequest } from '../../../shared/model/mute.ts';
import { decideAgain, goldens, worldOf } from '../decide/golden.ts';

describe.each(languages.map((language) => [language.tag, language] as const))('in %s', (_, language) => {
  test.each(goldens())('%s', (__, golden) => {
    const { decision, customer, catalogue } = golden;
    const names = namesFrom(worldOf(catalogue).catalogue, catalogue.version, language.tag);
    const story = storyOf(decision, names, language);
    expect(story.chosen?.offerId).toBe(decision.offerId);
    expect(story.nearest === undefined).toBe(decision.reason === 'chosen');
    expect(story.compared.length + story.omitted).toBe(decision.candidates.length + (decision.omittedCandidates ?? 0));
    for (const sentence of [story.whyThis, story.whyNow]) expect(sentence).toMatch(/^\p{Lu}.{8,}\.$/su);
    for (const { says } of story.compared) expect(says).toMatch(/^\p{Ll}.{8,}/u);

    // what a business counts with is in the record, and not in the story
    const told = JSON.stringify({ ...story, compared: story.compared.map(({ says }) => says) });
    expect(told).not.toMatch(/undefined|NaN|propensity[":]|score/);
    for (const { compared = {}, reason } of decision.candidates)
      if (reason === 'below-propensity' || reason === 'outranked')
        for (const value of Object.values(compared))
          expect(told).not.toContain(`${value}`.replace('.', decimal(language.tag)));

    // each call mutes what it says
    expect(story.fewer.map(({ body }) => Object.keys(body)[0])).toEqual(['category', 'geofenceId']);
    for (const { body } of story.fewer) {
      const muted = withMute(customer, muteRequest.parse(body), decision.at);
      const again = decideAgain({ ...golden, customer: muted })!;
      const about = (candidate: (typeof again.candidates)[number]) =>
        body.geofenceId === candidate.geofenceId || body.category === names.offer(candidate.offerId)?.category;
      for (const candidate of again.candidates.filter(about)) expect(candidate.reason).not.toMatch(/chosen|outranked/);
    }
  });
});

const decimal = (tag: string) => (tag === 'da' ? ',' : '.');
