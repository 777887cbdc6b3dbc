// WeatherChanged on the bus, from anybody: a cell's weather, better known than from a forecast.
import type { EventBridgeEvent } from 'aws-lambda';
import { weatherChanged } from '../../events/weather-changed.ts';
import { observeWeather } from '../../shared/usecases/observe-weather.ts';
import * as adapters from '../edge/adapters.ts';

export const handler = async ({ detail }: EventBridgeEvent<string, object>): Promise<void> => {
  await observeWeather(adapters.weatherPorts(), weatherChanged.parse(detail), Date.now());
};
