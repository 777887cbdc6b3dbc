// What a decision may read of the world beside the catalogue, as far as it is known: weather and context, looked up once they are asked about.
import type { Catalogue } from '../core/decide/world.ts';
import type { Facts } from '../model/decision.ts';
import type { LeastKnown } from '../model/fan-out.ts';
import { type KnownContext, withContext } from './known-context.ts';
import { type KnownWeather, withWeather } from './known-weather.ts';

export interface Known {
  knownWeather: KnownWeather;
  knownContext: KnownContext;
}

/** @param least what a message names: no older weather or context will do. */
export async function withKnown(
  { knownWeather, knownContext }: Known,
  catalogue: Catalogue,
  facts: Facts,
  now: number,
  least: Omit<LeastKnown, 'catalogueVersion'> = {},
): Promise<Facts> {
  const weathered = await withWeather(knownWeather, catalogue, facts, now, least.weatherVersion);
  return withContext(knownContext, catalogue, weathered, now, least.context);
}
