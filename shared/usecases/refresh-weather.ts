// Refreshing the weather: the cells that are due are asked for, and those present are told what came to hold.
import { askedWeather } from '../core/weather/asked.ts';
import { centreOf } from '../core/weather/cell.ts';
import { holds } from '../core/weather/current.ts';
import { askAgainAt, tryAgainAt } from '../core/weather/next-request.ts';
import { afterRequest, allowedRequests, booked } from '../core/weather/provider-health.ts';
import { understand } from '../core/weather/understand.ts';
import type { CellWeather, Observation, ProviderHealth } from '../model/weather.ts';
import type { WeatherProvider } from '../ports/weather-provider.ts';
import { changeWeather, settleWeather, unknownWeather, type WeatherPorts } from './cell-weather.ts';

/** Worth a line in the log: once a cause, not once an attempt. */
export interface WeatherNews {
  news: 'failing' | 'recovered';
  provider: string;
  causes: string[];
  detail?: string;
}

export interface RefreshPorts extends WeatherPorts {
  /** Without one, events alone tell the weather. */
  provider?: WeatherProvider;
  /** Epoch milliseconds; read between requests. */
  clock(): number;
  /** Uniform in [0, 1). */
  random(): number;
  onNews(news: WeatherNews): void;
}

type AskingPorts = RefreshPorts & { provider: WeatherProvider };

const atATime = 4;
const loadsAtATime = 16;
/** No request is begun after so long: the function that calls has half a minute. */
const roundMs = 12_000;

/** What a round came to, to be measured. */
export interface WeatherRound {
  /** How many cells were asked for. */
  asked: number;
  /** At how many places those present are asked again. */
  told: number;
  /** Why requests failed, or were not made: `circuit-open` where a cell is due and the provider is left alone. */
  failed: string[];
  /** For how long no request has been answered well, milliseconds; zero where the last one was. Absent where nobody is to be asked. */
  failingMs?: number;
}

/** One round, once a minute. */
export async function refreshWeather(ports: RefreshPorts, requestsPerHour: number): Promise<WeatherRound> {
  const began = ports.clock();
  const { catalogue } = await ports.worlds.current(began);
  const cells = askedWeather(catalogue, began);
  const settle = (cell: string, known: CellWeather) =>
    settleWeather({ ...ports, catalogue }, cells.get(cell)!, ports.clock(), known);
  let told = 0;
  // 1. what is known goes on: the hour's step gives way to the next, some observations end
  const due: { cell: string; askAt: number }[] = [];
  await inParallel([...cells.keys()], loadsAtATime, async (cell) => {
    await guarded(ports, async () => {
      const known = await ports.weather.load(cell);
      if (!known || known.askAt <= began) due.push({ cell, askAt: known?.askAt ?? 0 });
      const count = known ? await settle(cell, known) : 0;
      told += count;
    });
  });
  const { provider } = ports;
  if (!provider || cells.size === 0) return { asked: 0, told, failed: [] };
  // 2. who may be asked for, longest overdue first; booked before it is spent
  const before = await ports.weather.loadHealth();
  const allowed = Math.min(due.length, allowedRequests(before, requestsPerHour, began));
  const isOpen = due.length > 0 && before?.openUntil !== undefined && began < before.openUntil;
  const failed: string[] = isOpen ? ['circuit-open'] : [];
  if (allowed === 0) return { asked: 0, told, failed, failingMs: failingFor(before, began) };
  let health = booked(before, allowed, began);
  if (!(await ports.weather.saveHealth(health))) return { asked: 0, told, failed };
  const chosen = due.sort((one, other) => one.askAt - other.askAt).slice(0, allowed);
  // 3. asked, each cell settled as its answer comes
  let asked = 0;
  await inParallel(chosen, atATime, async ({ cell }) => {
    const opened = asked > 0 && health.openUntil !== undefined;
    if (opened || ports.clock() - began > roundMs) return;
    asked += 1;
    await guarded(ports, async () => {
      const { weather, causeBefore, outcome } = await askFor({ ...ports, provider }, cell);
      const complained = health.causes;
      if (outcome.cause !== undefined) failed.push(outcome.cause);
      health = afterRequest(health, outcome, ports.clock(), ports.random());
      announce({ ...ports, provider }, causeBefore, complained, outcome);
      const count = await settle(cell, weather);
      told += count;
    });
  });
  // 4. how the provider did
  await ports.weather.saveHealth({ ...health, version: health.version + 1 });
  return { asked, told, failed, failingMs: failingFor(health, ports.clock()) };
}

const failingFor = (health: ProviderHealth | undefined, now: number) =>
  Math.max(0, now - (health?.failingSince ?? now));

interface Complaint {
  cause: string;
  detail: string;
  retryAfterSeconds?: number;
}

async function askFor({ provider, weather, clock, random }: AskingPorts, cell: string) {
  const place = centreOf(cell);
  const now = clock();
  const known = await weather.load(cell);
  const answer = await provider.forecast(place, known && stillOfUse(known, now) ? known.lastModified : undefined);
  const understood = answer.kind === 'forecast' ? understand(answer, place, clock()) : undefined;
  const complaint: Complaint | undefined =
    answer.kind === 'failed' ? answer : understood && 'cause' in understood ? understood : undefined;
  const askAt =
    answer.kind !== 'failed' && !complaint
      ? askAgainAt(clock(), answer.freshForSeconds, random())
      : tryAgainAt(clock(), (known?.failures ?? 0) + 1, random());
  const saved = await changeWeather(weather, cell, (before = unknownWeather(cell, now)) => {
    const { cause: _, ...rest } = before;
    if (complaint) return { ...rest, askAt, failures: before.failures + 1, cause: complaint.cause };
    if (answer.kind !== 'forecast') return { ...rest, askAt, failures: 0 };
    const { lastModified } = answer;
    return { ...rest, askAt, failures: 0, forecast: understood as Observation[], lastModified };
  });
  const outcome: Partial<Complaint> = complaint ?? {};
  return { weather: saved, causeBefore: known?.cause, outcome };
}

/** Whether a "not modified" would still help: half an hour from now there must be a step of the forecast that holds. */
const stillOfUse = ({ forecast }: CellWeather, now: number) => forecast.some((step) => holds(step, now + 30 * 60_000));

function announce(
  { onNews, provider }: AskingPorts,
  causeBefore: string | undefined,
  complained: string[],
  outcome: Partial<Complaint>,
): void {
  const { cause, detail } = outcome;
  if (cause === undefined) {
    if (complained.length > 0) onNews({ news: 'recovered', provider: provider.name, causes: complained });
  } else if (cause !== causeBefore && !complained.includes(cause)) {
    onNews({ news: 'failing', provider: provider.name, causes: [cause], detail });
  }
}

/** One cell's fault is logged and leaves the others alone; what it owes is owed still at the next round. */
async function guarded(ports: WeatherPorts, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    ports.onFault('refreshing the weather', cause);
  }
}

async function inParallel<Item>(items: Item[], limit: number, work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
