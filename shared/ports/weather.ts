// The weather that is known: one item a cell, and one for how the provider is doing.
import type { CellWeather, ProviderHealth } from '../model/weather.ts';

export interface Weather {
  /** Strongly consistent. */
  load(cell: string): Promise<CellWeather | undefined>;
  /** Saves `weather`, whose `version` is one more than what was loaded (1 for a new one). False where somebody else wrote first. */
  save(weather: CellWeather): Promise<boolean>;
  loadHealth(): Promise<ProviderHealth | undefined>;
  /** As `save`. */
  saveHealth(health: ProviderHealth): Promise<boolean>;
}
