// The weather in memory.
import type { CellWeather, ProviderHealth } from '../../model/weather.ts';
import type { Weather } from '../../ports/weather.ts';

export function memoryWeather(): Weather {
  const cells = new Map<string, CellWeather>();
  let health: ProviderHealth | undefined;
  const follows = (next: { version: number }, before: { version: number } | undefined) =>
    next.version === (before?.version ?? 0) + 1;

  return {
    async load(cell) {
      return structuredClone(cells.get(cell));
    },
    async save(weather) {
      if (!follows(weather, cells.get(weather.cell))) return false;
      cells.set(weather.cell, structuredClone(weather));
      return true;
    },
    async loadHealth() {
      return structuredClone(health);
    },
    async saveHealth(next) {
      if (!follows(next, health)) return false;
      health = structuredClone(next);
      return true;
    },
  };
}
