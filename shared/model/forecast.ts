// A provider's forecast as it came: values still in the provider's units, to be understood in one place for all providers.
import type { WeatherKind } from './weather.ts';

/** A number and the unit that the answer itself states for it. */
export interface Quantity {
  value: number;
  unit: string;
}

/** What one step of a forecast says. */
export interface Reading {
  /** From when it holds, epoch milliseconds. */
  at: number;
  /** For how long. */
  seconds: number;
  temperature: Quantity;
  wind: Quantity;
  /** Fallen within `overSeconds`. */
  precipitation: Quantity & { overSeconds: number };
  kind: WeatherKind;
  /** Where the provider says so. */
  isDaylight?: boolean;
}
