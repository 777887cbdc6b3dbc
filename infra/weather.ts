// The weather: who is asked for it, and how often. No resource of ours: settings of the one function that asks.
import { SecretValue } from 'aws-cdk-lib';
import product from '../package.json' with { type: 'json' };
import type { Binding } from './bind.ts';
import type { Stage } from './stage.ts';

/** Who asks, as providers want to know it: MET Norway refuses who does not say. */
const userAgent = `Ravn/${product.version}`;

const metNorwayUrl = 'https://api.met.no/weatherapi/locationforecast/2.0/';
const openMeteoUrl = 'https://customer-api.open-meteo.com/v1/';

export class Weather {
  readonly #settings: Record<string, string>;

  constructor({ weather }: Pick<Stage, 'weather'>) {
    const requests = { WEATHER_REQUESTS_PER_HOUR: String(weather?.requestsPerHour ?? 0) };
    if (weather?.provider === 'met-norway') {
      const { contact, baseUrl = metNorwayUrl } = weather;
      this.#settings = {
        WEATHER_PROVIDER: weather.provider,
        WEATHER_URL: baseUrl,
        WEATHER_USER_AGENT: `${userAgent} ${contact}`,
        ...requests,
      };
    } else if (weather?.provider === 'open-meteo') {
      const { apiKeySecret, baseUrl = openMeteoUrl } = weather;
      // A reference that CloudFormation resolves: the template does not hold the key.
      const key = apiKeySecret && { WEATHER_API_KEY: SecretValue.secretsManager(apiKeySecret).unsafeUnwrap() };
      this.#settings = {
        WEATHER_PROVIDER: weather.provider,
        WEATHER_URL: baseUrl,
        WEATHER_USER_AGENT: userAgent,
        ...key,
        ...requests,
      };
    } else this.#settings = { WEATHER_PROVIDER: 'none', ...requests };
  }

  /** Whom to ask, and how. */
  settings(): Binding[] {
    return Object.entries(this.#settings).map(([variable, value]) => ({ variable, value, actions: [], resources: [] }));
  }
}
