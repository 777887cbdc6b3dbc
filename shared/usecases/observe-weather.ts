// WeatherChanged: the weather of a cell as somebody tells it who knows it better than a forecast does.
import type { WeatherChanged } from '../../events/weather-changed.ts';
import { askedWeather } from '../core/weather/asked.ts';
import { cellOf } from '../core/weather/cell.ts';
import { holds } from '../core/weather/current.ts';
import { changeWeather, settleWeather, unknownWeather, type WeatherPorts } from './cell-weather.ts';

/** One that is older than what was told before, or over already, changes nothing; nor does one for a cell nobody asks about. */
export async function observeWeather(
  ports: WeatherPorts,
  { lng, lat, observation }: WeatherChanged,
  now: number,
): Promise<boolean> {
  const { catalogue } = await ports.worlds.current(now);
  const cell = cellOf([lng, lat]);
  const conditions = askedWeather(catalogue, now).get(cell);
  if (!conditions || !holds(observation, now)) return false;
  const weather = await changeWeather(ports.weather, cell, (known = unknownWeather(cell, now)) =>
    known.told && known.told.observedAt >= observation.observedAt ? known : { ...known, told: observation },
  );
  await settleWeather({ ...ports, catalogue }, conditions, now, weather);
  return true;
}
