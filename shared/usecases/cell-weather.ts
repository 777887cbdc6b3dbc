// The weather of one cell: changed by one writer at a time, and those present told what came to hold.
import type { Catalogue } from '../core/decide/world.ts';
import { cellOfGeofence, weatherOffersAt } from '../core/weather/asked.ts';
import { conditionKey, rememberAll } from '../core/weather/conditions.ts';
import { currentWeather } from '../core/weather/current.ts';
import { maxTurned, type PlaceQuestion } from '../model/fan-out.ts';
import type { CellWeather, WeatherCondition } from '../model/weather.ts';
import type { Weather } from '../ports/weather.ts';
import { type AskPorts, askPresent } from './ask-present.ts';
import { Contended, writeAttempts } from './refused.ts';
import type { Worlds } from './worlds.ts';

/** What the offers of a cell ask of the weather, by `conditionKey`. */
export type Conditions = ReadonlyMap<string, WeatherCondition>;

export interface WeatherPorts extends AskPorts {
  weather: Weather;
  worlds: Worlds;
  /** A fault that stops one cell only. */
  onFault(doing: string, cause: unknown): void;
}

/** An empty cell, due at once. */
export function unknownWeather(cell: string, now: number): CellWeather {
  return { cell, version: 0, forecast: [], askAt: now, failures: 0, conditions: {}, owed: [] };
}

/**
 * Brings what is remembered of the conditions up to date, and tells those present what came to hold. What is owed is
 * written first and taken back last: a round that dies in between is made up for by the next.
 * @returns at how many places.
 */
export async function settleWeather(
  ports: WeatherPorts & { catalogue: Catalogue },
  conditions: Conditions,
  now: number,
  known: CellWeather,
): Promise<number> {
  const weather = await changeWeather(
    ports.weather,
    known.cell,
    (current = unknownWeather(known.cell, now)) => {
      const { memory, cameToHold, changed } = rememberAll(
        conditions,
        current.conditions,
        currentWeather(current, now),
        now,
      );
      const owed = [...new Set([...current.owed, ...cameToHold])].filter((key) => conditions.has(key));
      if (!changed && owed.length === current.owed.length) return current;
      return { ...current, conditions: memory, owed };
    },
    known,
  );
  if (weather.owed.length === 0) return 0;
  const asked = await tellPresent(ports, weather, now);
  const told = new Set(weather.owed);
  await changeWeather(
    ports.weather,
    known.cell,
    (current = weather) => {
      const owed = current.owed.filter((key) => !told.has(key));
      return owed.length === current.owed.length ? current : { ...current, owed };
    },
    weather,
  );
  return asked;
}

/** Asks again for everybody present where one of the owed conditions came to hold. Asking twice changes nothing. */
async function tellPresent(
  ports: AskPorts & { catalogue: Catalogue },
  { cell, owed, version }: CellWeather,
  now: number,
): Promise<number> {
  const { catalogue } = ports;
  const questions: PlaceQuestion[] = [];
  for (const geofence of catalogue.geofences()) {
    if (geofence.kind === 'exclusion' || cellOfGeofence(geofence) !== cell) continue;
    const turned = weatherOffersAt(catalogue, geofence.id, now)
      .filter(({ weather }) => owed.includes(conditionKey(weather!)))
      .slice(0, maxTurned)
      .map(({ id }) => id);
    if (turned.length === 0) continue;
    const signal = { kind: 'weather' as const, id: `weather:${geofence.id}:${version}`, at: now };
    const news = { geofenceId: geofence.id, signal, turned, weatherVersion: version };
    questions.push({ ...news, catalogueVersion: catalogue.version });
  }
  return askPresent(ports, questions);
}

/**
 * Changes a cell under the condition that nobody else has meanwhile; else reads and changes again.
 * @param edit gives back the very object it got where there is nothing to write.
 */
export async function changeWeather(
  weather: Weather,
  cell: string,
  edit: (known: CellWeather | undefined) => CellWeather,
  known?: CellWeather,
): Promise<CellWeather> {
  let before = known ?? (await weather.load(cell));
  for (let attempt = 1; attempt <= writeAttempts; attempt++) {
    const edited = edit(before);
    if (edited === before) return edited;
    const after = { ...edited, version: (before?.version ?? 0) + 1 };
    if (await weather.save(after)) return after;
    before = await weather.load(cell);
  }
  throw new Contended('the weather of a cell');
}
