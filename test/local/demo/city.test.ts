// The city of the demo: what is authored there can be published.
import { expect, test } from 'vitest';
import { city } from '../../../demo/city.ts';
import { faultsOf } from '../../../shared/core/decide/compile.ts';
import { catalogueFile } from '../../../shared/model/catalogue.ts';

test.each([1, 2, 3])('seed %i is a catalogue without fault, at any hour', (seed) => {
  for (let hour = 0; hour < 24; hour++) {
    const { catalogue } = city(seed, Date.UTC(2026, 10, 22, hour, 30));
    expect(faultsOf(catalogueFile.parse(catalogue))).toEqual([]);
  }
});
