// The weather's promises: none that is past its lifetime or was never said decides anything, and a signal is answered once.
import type { Decision } from '../../shared/model/decision.ts';
import type { CellWeather, Observation } from '../../shared/model/weather.ts';
import type { Entry } from './history.ts';
import { forecastCelsius } from './sky.ts';
import { offers } from './town.ts';

type Of<Kind extends Entry['kind']> = Entry & { kind: Kind };

/** The gates before the weather's own: whoever ended at them was never asked about it. */
const beforeWeather = new Set(['not-live', 'outside-dates', 'outside-hours', 'weather-unknown', 'weather-mismatch']);
/** Who tells of the weather has a clock of his own. */
const tolerance = 60_000;

const asksForRain = new Set(offers.flatMap(({ id, weather }) => (weather ? [id] : [])));
const holds = ({ observedAt, lifetime }: Observation, now: number) => now < observedAt + lifetime * 1000;

/** The youngest observation of a cell that holds, worked out anew. */
function youngest({ told, forecast }: CellWeather, now: number): Observation | undefined {
  const all = [...forecast.filter((step) => step.observedAt <= now), ...(told ? [told] : [])];
  return all
    .filter((one) => one.observedAt <= now + tolerance && holds(one, now))
    .reduce<Observation | undefined>((best, one) => (best && best.observedAt > one.observedAt ? best : one), undefined);
}

export function judgeWeather(
  clocksDifferMs: number,
  wrong: (entry: Entry, what: string) => void,
  saw: (what: string) => void,
) {
  const told: Observation[] = [];
  const versions = new Map<number, CellWeather>();
  let latest: CellWeather | undefined;
  /** Per invocation: the visits of the customer it wrote last. */
  const written = new Map<number, { geofenceId: string; enteredAt: number }[]>();
  const answered = new Set<string>();

  return {
    told({ observation }: Of<'weather-told'>) {
      told.push(observation);
    },

    stored({ weather }: Of<'weather-stored'>) {
      latest = weather;
      versions.set(weather.version, weather);
      if (weather.failures > 0) saw('weather provider failed');
    },

    /** What an offer for rain has to know of the sky at a claim: the version by which it is over, or not known any more. */
    rainIsOverAt(now: number, offerId: string): number | undefined {
      if (!asksForRain.has(offerId)) return undefined;
      const rains = [-clocksDifferMs, 0, clocksDifferMs].some(
        (off) => latest && youngest(latest, now + off)?.kind === 'rain',
      );
      return rains ? undefined : (latest?.version ?? 0);
    },
    version: () => latest?.version ?? 0,

    recorded(entry: Of<'recorded'>) {
      const { at, candidates, facts }: Decision = entry.decision;
      for (const { offerId, geofenceId, reason } of candidates) {
        if (!asksForRain.has(offerId)) continue;
        const known = facts.weather?.[geofenceId]?.observation;
        if (known && !wasSaid(known)) wrong(entry, 'decided by weather that nobody told');
        if (!beforeWeather.has(reason)) {
          saw('chosen among in the rain');
          if (!known) wrong(entry, 'an offer for rain passed in unknown weather');
          else if (!holds(known, at)) wrong(entry, 'an offer for rain passed by weather past its lifetime');
          else if (known.kind !== 'rain') wrong(entry, 'an offer for rain passed in other weather');
        }
        if (facts.signal.kind !== 'weather') continue;
        saw('asked again because of the weather');
        const least = Number(facts.signal.id.split(':').at(-1));
        const since = [...versions.values()].filter(({ version }) => version >= least);
        if (!since.some((weather) => youngest(weather, at)?.observedAt === known?.observedAt))
          wrong(entry, 'a question about the weather was answered by an older one');
      }
    },

    wrote({ by, after }: Of<'wrote'>) {
      if (by.role === 'decide') written.set(by.id, after.openVisits);
    },

    /** Each visit answers a signal once, however often the question comes. */
    answered(entry: Of<'question-done'>) {
      const { customerId, geofenceId, signal } = entry.question;
      const visit = written.get(entry.by.id)?.find((open) => open.geofenceId === geofenceId);
      written.delete(entry.by.id);
      if (!visit || signal.kind === 'dwell') return;
      const name = `${customerId} ${geofenceId} ${visit.enteredAt} ${signal.id}`;
      if (answered.has(name)) wrong(entry, 'decided twice for one signal');
      answered.add(name);
    },
  };

  function wasSaid(observation: Observation): boolean {
    if (observation.kind === 'cloud' && observation.temperatureC === forecastCelsius) return true;
    return told.some(({ observedAt, kind }) => observedAt === observation.observedAt && kind === observation.kind);
  }
}
