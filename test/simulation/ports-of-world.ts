// What an invocation sees of the world: what is authored and in force, context and weather, counts, and where the tick stands.
import type { Authored, AuthoredLine } from '../../shared/model/authored.ts';
import type { CatalogueSnapshot } from '../../shared/model/catalogue.ts';
import type { KnownContext } from '../../shared/model/context.ts';
import type { DayCounts } from '../../shared/model/tally.ts';
import type { CellWeather, ProviderHealth } from '../../shared/model/weather.ts';
import type { AuthoredRevision } from '../../shared/ports/catalogue.ts';
import type { Round } from '../../shared/ports/rounds.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { Calls } from './invocation.ts';

const snapshots = ({ state: { catalogue }, read }: Calls) => ({
  currentVersion: () => read('snapshots.currentVersion', () => catalogue.inForce.version),
  current: () => read('snapshots.current', () => catalogue.inForce),
});

function authored({ state: { catalogue }, read, write, note }: Calls) {
  return {
    read: () => read('authored.read', () => catalogue.authored),
    replace: (base: AuthoredRevision, next: { authored: Authored; snapshot?: CatalogueSnapshot }) =>
      write('authored.replace', () => {
        if (catalogue.authored.revision !== base.revision) return false;
        const { version } = next.snapshot ?? catalogue.inForce;
        catalogue.authored = { revision: base.revision + 1, version, authored: deepFreeze(next.authored) };
        note({ kind: 'authored', before: base.authored, after: next.authored });
        if (next.snapshot) {
          catalogue.inForce = next.snapshot;
          note({ kind: 'published', snapshot: next.snapshot });
        }
        return true;
      }),
    // A day is not over here.
    removeFormer: async () => {},
  };
}

const history = ({ state, read, write }: Calls) => ({
  keep: (lines: AuthoredLine[]) => write('history.keep', () => state.history.keep(lines)),
  latest: (noun: AuthoredLine['noun'], id: string, limit: number) =>
    read('history.latest', () => state.history.latest(noun, id, limit)),
});

function rounds({ state, read, write }: Calls) {
  return {
    latest: (geofenceId: string) => read('rounds.latest', () => state.rounds.latest(geofenceId)),
    begin: (round: Round, instead: string | undefined) =>
      write('rounds.begin', () => state.rounds.begin(round, instead)),
    prolong: (geofenceId: string, signalId: string, until: number) =>
      write('rounds.prolong', () => state.rounds.prolong(geofenceId, signalId, until)),
  };
}

function context({ state, read, write, note }: Calls) {
  return {
    observe: (key: string, observation: KnownContext) =>
      write('context.observe', async () => {
        const stored = await state.context.observe(key, observation);
        note({ kind: 'context-stored', key, current: stored.current });
        return stored;
      }),
    load: (key: string) => read('context.load', () => state.context.load(key)),
  };
}

function weather({ state, read, write, note }: Calls) {
  return {
    load: (cell: string) => read('weather.load', () => state.weather.load(cell)),
    save: (changed: CellWeather) =>
      write('weather.save', async () => {
        const saved = await state.weather.save(changed);
        if (saved) note({ kind: 'weather-stored', weather: changed });
        return saved;
      }),
    loadHealth: () => read('weather.loadHealth', () => state.weather.loadHealth()),
    saveHealth: (health: ProviderHealth) => write('weather.saveHealth', () => state.weather.saveHealth(health)),
  };
}

const provider = ({ state, once }: Calls) => ({
  name: 'the sky',
  forecast: (place: [number, number]) => once('provider.forecast', () => state.forecastOf(place)),
});

const cursor = ({ state, read, write }: Calls) => ({
  read: () => read('cursor.read', () => state.cursor.read()),
  move: (from: number | undefined, to: number) => write('cursor.move', () => state.cursor.move(from, to)),
});

const stats = ({ state, read, write, note }: Calls) => ({
  load: (offerId: string, day: string) => read('stats.load', () => state.stats.load(offerId, day)),
  save: (counts: DayCounts) =>
    write('stats.save', async () => {
      const saved = await state.stats.save(counts);
      if (saved) note({ kind: 'counted', counts });
      return saved;
    }),
});

export const portsOfWorld = {
  snapshots,
  authored,
  history,
  rounds,
  context,
  weather,
  provider,
  cursor,
  stats,
};
