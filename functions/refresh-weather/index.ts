// Once a minute: the weather where offers ask about it, and those present told what has come.
import { refreshWeather, type WeatherNews } from '../../shared/usecases/refresh-weather.ts';
import * as adapters from '../edge/adapters.ts';
import { environment } from '../edge/environment.ts';
import { count, logger, measure } from '../edge/telemetry.ts';

export const handler = async (): Promise<void> => {
  const ports = {
    ...adapters.weatherPorts(),
    provider: adapters.weatherProvider(),
    clock: Date.now,
    random: Math.random,
    onNews: ({ news, ...what }: WeatherNews) => {
      if (news === 'failing') logger().warn('the weather provider fails', what);
      else logger().info('the weather provider has recovered', what);
    },
  };
  const { failed, failingMs } = await refreshWeather(ports, Number(environment('WEATHER_REQUESTS_PER_HOUR')));
  count('WeatherFailure', failed);
  if (failingMs !== undefined) measure('WeatherFailing', failingMs);
};
