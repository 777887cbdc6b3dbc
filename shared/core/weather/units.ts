// Units of weather: from whatever an answer states into Celsius, millimetres and metres per second.
import type { Quantity } from '../../model/forecast.ts';

// A unit is looked up as the providers spell it, lower case.
const celsius: Record<string, (value: number) => number> = {
  celsius: (value) => value,
  '°c': (value) => value,
  fahrenheit: (value) => ((value - 32) * 5) / 9,
  '°f': (value) => ((value - 32) * 5) / 9,
  kelvin: (value) => value - 273.15,
  k: (value) => value - 273.15,
};

/** 1 kg of water on a square metre stands 1 mm high. */
const millimetres: Record<string, number> = { mm: 1, 'kg/m^2': 1, cm: 10, inch: 25.4, in: 25.4 };

/** The statute mile has 1,609.344 m, the nautical one 1,852. */
const metresPerSecond: Record<string, number> = {
  'm/s': 1,
  ms: 1,
  'km/h': 1 / 3.6,
  kmh: 1 / 3.6,
  'mp/h': 1609.344 / 3600,
  mph: 1609.344 / 3600,
  kn: 1852 / 3600,
  knots: 1852 / 3600,
};

/** Nothing where the unit is not one of temperature that is known here. */
export function toCelsius({ value, unit }: Quantity): number | undefined {
  return celsius[unit.toLowerCase()]?.(value);
}

/** Nothing where the unit is not one of height of rain. Of snow the providers state the water in it. */
export function toMillimetres({ value, unit }: Quantity): number | undefined {
  return scaled(millimetres, value, unit);
}

/** Nothing where the unit is not one of speed. */
export function toMetresPerSecond({ value, unit }: Quantity): number | undefined {
  return scaled(metresPerSecond, value, unit);
}

function scaled(factors: Record<string, number>, value: number, unit: string): number | undefined {
  const factor = factors[unit.toLowerCase()];
  return factor === undefined ? undefined : value * factor;
}
