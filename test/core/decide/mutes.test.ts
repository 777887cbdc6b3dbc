// Mutes: said once or twice the same, ended again, and over by themselves.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMutedCategory, isMutedStore, withMute } from '../../../shared/core/decide/mutes.ts';
import { mute, muteRequest } from '../../../shared/model/mute.ts';
import { aCustomer, hour, noon } from '../../support/town.ts';

const request = fc
  .record({
    what: fc.constantFrom({ category: 'coffee' }, { category: 'tea' }, { geofenceId: 'cafe' }, { geofenceId: 'tea' }),
    muted: fc.boolean(),
    until: fc.option(fc.integer({ min: noon - hour, max: noon + hour }), { nil: undefined }),
  })
  .map(({ what, ...rest }) => muteRequest.parse({ ...what, ...rest }));
const declared = fc.subarray(['coffee', 'tea']);

test('the last word on a thing is what holds, for the thing alone, and saying it twice is saying it once', () => {
  fc.assert(
    fc.property(declared, fc.array(request, { minLength: 1, maxLength: 8 }), (mutedCategories, said) => {
      const before = aCustomer({ preferences: { interests: [], mutedCategories } });
      const after = said.reduce((customer, one) => withMute(customer, one, noon), before);
      expect(withMute(after, said.at(-1)!, noon)).toEqual(after);
      for (const name of ['coffee', 'tea', 'cafe']) {
        const lastOf = (key: 'category' | 'geofenceId') => said.findLast((one) => one[key] === name);
        for (const later of [noon, noon + hour / 2, noon + 2 * hour]) {
          const holds = (one: ReturnType<typeof lastOf>) =>
            one?.muted && (one.until === undefined || later < one.until) && (one.until ?? noon + 1) > noon;
          const last = lastOf('category');
          const category = last ? holds(last) : mutedCategories.includes(name);
          expect(isMutedCategory(after, name, later)).toBe(Boolean(category));
          expect(isMutedStore(after, name, later)).toBe(Boolean(holds(lastOf('geofenceId'))));
        }
      }
      for (const one of after.mutes ?? []) expect(mute.parse(one)).toEqual(one);
    }),
  );
});

test.each([{}, { category: 'tea', geofenceId: 'cafe' }])('%o is no mute', (body) =>
  expect(muteRequest.safeParse(body).success).toBe(false),
);
