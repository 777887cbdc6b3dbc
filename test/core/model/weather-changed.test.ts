// The contract of WeatherChanged: the sample fits it, and nothing half said does.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { weatherChanged, weatherChangedType } from '../../../events/weather-changed.ts';

const sample = JSON.parse(
  readFileSync(new URL('../../../events/samples/weather-changed.json', import.meta.url), 'utf8'),
);

test('the sample fits', () => {
  expect(sample['detail-type']).toBe(weatherChangedType);
  expect(weatherChanged.parse(sample.detail)).toEqual(sample.detail);
});

test.each<[string, object]>([
  ['lat', { lat: 95 }],
  ['observation.lifetime', { observation: { ...sample.detail.observation, lifetime: 3_600_000 } }],
  ['observation.kind', { observation: { ...sample.detail.observation, kind: 'hail' } }],
  ['observation.temperatureC', { observation: { ...sample.detail.observation, temperatureC: 290 } }],
  ['observation', { observation: { ...sample.detail.observation, temperatureF: 60 } }],
])('a wrong %s is named', (field, more) => {
  const { error } = weatherChanged.safeParse({ ...sample.detail, ...more });
  expect(error?.issues[0]?.path.join('.')).toBe(field);
});
