// WeatherChanged: the weather of a cell as somebody tells it who knows it better than a forecast does.
import type { WeatherChanged } from '../../events/weather-changed.ts';
import { cellOf } from '../core/weather/cell.ts';
import { holds } from '../core/weather/current.ts';
import { type Conditions, changeWeather, settleWeather, unknownWeather, type WeatherPorts } from './cell-weather.ts';

/**
 * One that is older than what was told before, or over already, changes nothing; nor does one for a cell nobody asks about.
 * @param cells every cell in which an offer asks about the weather.
 */
export async function weatherChanged(
  ports: WeatherPorts,
  cells: ReadonlyMap<string, Conditions>,
  { lng, lat, observation }: WeatherChanged,
  now: number,
): Promise<boolean> {
  const cell = cellOf([lng, lat]);
  const conditions = cells.get(cell);
  if (!conditions || !holds(observation, now)) return false;
  const weather = await changeWeather(ports.weather, cell, (known = unknownWeather(cell, now)) =>
    known.told && known.told.observedAt >= observation.observedAt ? known : { ...known, told: observation },
  );
  await settleWeather(ports, conditions, now, weather);
  return true;
}
