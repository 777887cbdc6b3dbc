// The replay: one decision a report, caps and budgets kept, nothing missed by a phone that honours `next`, bad lines named.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DecisionLine } from '../../cli/simulate/files.ts';
import { main } from '../../cli/simulate.ts';
import type { ReportLine } from '../../shared/model/simulation.ts';
import { collected } from './collected.ts';
import { startsAt, townCatalogue, traces, writeReplay } from './gps-traces.ts';

let folder: string;
let catalogue: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ravn-simulate-'));
  catalogue = join(folder, 'catalogue.json');
  await writeFile(catalogue, JSON.stringify(townCatalogue()));
});
afterAll(() => rm(folder, { recursive: true }));

let runs = 0;
async function replay(
  reports: string | Buffer,
  options: { customers?: object[]; weather?: object[]; context?: object[]; name?: string; catalogue?: string } = {},
) {
  runs += 1;
  const source = join(folder, `${runs}-${options.name ?? 'reports.jsonl'}`);
  const out = join(folder, `${runs}-decisions.jsonl`);
  await writeFile(source, reports);
  const argv = ['--catalogue', options.catalogue ?? catalogue, '--reports', source, '--out', out];
  if (options.customers) {
    const customers = join(folder, `${runs}-customers.jsonl`);
    await writeFile(customers, options.customers.map((line) => JSON.stringify(line)).join('\n'));
    argv.push('--customers', customers);
  }
  if (options.weather) {
    const weather = join(folder, `${runs}-weather.jsonl`);
    await writeFile(weather, options.weather.map((line) => JSON.stringify(line)).join('\n'));
    argv.push('--weather', weather);
  }
  if (options.context) {
    const context = join(folder, `${runs}-context.jsonl`);
    await writeFile(context, options.context.map((line) => JSON.stringify(line)).join('\n'));
    argv.push('--context', context);
  }
  const [told, complaints] = [collected(), collected()];
  let milliseconds = 0;
  const code = await main(argv, told, complaints, () => (milliseconds += 1000));
  const decisions = code === 2 ? [] : linesIn<DecisionLine>(await readFile(out, 'utf8'));
  return {
    code,
    decisions,
    told: told.text(),
    complaints: complaints.lines().map((line) => line.replace(source, 'reports')),
  };
}

function linesIn<T>(text: string): T[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('a morning of thirty people', () => {
  const reports = [...traces(20_000, 30, 5)];
  let morning: Awaited<ReturnType<typeof replay>>;
  beforeAll(async () => {
    morning = await replay(reports.join('\n'));
  });

  test('every report has one decision, in the same order', () => {
    expect(morning.code).toBe(0);
    expect(morning.decisions.map(({ customerId, id, at }) => [customerId, id, at])).toEqual(
      linesIn<ReportLine>(reports.join('\n')).map(({ customerId, id, at }) => [customerId, id, at]),
    );
    for (const { reason, offerId, geofenceId, next } of morning.decisions) {
      expect(offerId !== undefined && geofenceId !== undefined).toBe(reason === 'chosen');
      expect(next.beforeSeconds).toBeGreaterThanOrEqual(0);
    }
    const reasons = new Set(morning.decisions.map(({ reason }) => reason));
    for (const reason of [
      'not-near',
      'no-change',
      'unconfirmed',
      'exited',
      'excluded-place',
      'capped',
      'chosen',
      'budget-spent',
    ]) {
      expect(reasons, 'the town must show every outcome').toContain(reason);
    }
  });

  test('no rolling window holds more sends than its cap, and no offer more than its budget', () => {
    const { offers } = townCatalogue();
    const sends = morning.decisions.filter(({ reason }) => reason === 'chosen');
    for (const offer of offers) {
      const ofOffer = sends.filter(({ offerId }) => offerId === offer.id);
      expect(ofOffer.length).toBeLessThanOrEqual(offer.budgetUnits ?? Number.POSITIVE_INFINITY);
      for (const { per, limit, windowMinutes } of offer.caps) {
        for (const send of ofOffer) {
          const counted = (per === 'offer' ? ofOffer : sends).filter(
            ({ customerId, at }) =>
              customerId === send.customerId && at <= send.at && at > send.at - windowMinutes * 60_000,
          );
          expect(counted.length).toBeLessThanOrEqual(limit);
        }
      }
    }
  });

  test('a line says how likely a redemption was where offers were weighed, and how likely the choice', () => {
    for (const { reason, propensity, probability } of morning.decisions) {
      if (reason === 'chosen') expect(propensity! > 0 && propensity! < 1 && probability! > 0.9).toBe(true);
      if (reason === 'no-change' || reason === 'capped') expect({ propensity, probability }).toEqual({});
    }
  });

  test('an offer with a message budget takes about its share of the moments', async () => {
    const { offers, geofences } = townCatalogue();
    const free = offers.map(({ budgetUnits: _, ...offer }) => ({ ...offer, caps: [] }));
    const sendsWith = async (name: string, share?: number) => {
      const path = join(folder, name);
      await writeFile(
        path,
        JSON.stringify({
          geofences,
          offers: free.map((one) => ({ ...one, ...(share && { sendBudget: { share, pool: 'all' } }) })),
        }),
      );
      const { decisions } = await replay(reports.join('\n'), { catalogue: path });
      return decisions.filter(({ reason }) => reason === 'chosen').length;
    };
    const [all, quarter] = [await sendsWith('free.json'), await sendsWith('quarter.json', 0.25)];
    expect(all).toBeGreaterThan(50);
    expect(quarter / all).toBeGreaterThan(0.15);
    expect(quarter / all).toBeLessThan(0.5);
  });

  test('the summary adds up, and honouring "next" saves most reports without missing a transition', () => {
    const { told, decisions } = morning;
    const count = (reason: string) => decisions.filter((line) => line.reason === reason).length;
    expect(told).toContain('20000 reports of 30 customers, 2026-05-30T06:00Z to 2026-05-30T');
    for (const reason of ['not-near', 'no-change', 'capped', 'chosen', 'budget-spent']) {
      expect(told).toMatch(new RegExp(`${reason} +${count(reason)} `));
    }
    expect(told).toContain(`sends: ${count('chosen')} (`);
    const [, saved, missed] = /would have saved (\d+) reports .* missed (\d+) transitions/.exec(told)!;
    expect(Number(saved)).toBeGreaterThan(10_000);
    expect(missed).toBe('0');
  });

  test('a second run, gzipped, gives the same bytes', async () => {
    expect((await replay(gzipSync(reports.join('\n')), { name: 'r.jsonl.gz' })).decisions).toEqual(morning.decisions);
  });

  test('sorted by customer instead of by time, everybody is decided on the same', async () => {
    const { offers, geofences } = townCatalogue();
    const boundless = join(folder, 'boundless.json');
    await writeFile(
      boundless,
      JSON.stringify({ geofences, offers: offers.map(({ budgetUnits: _, ...offer }) => offer) }),
    );
    const byCustomer = [...reports].sort((a, b) => {
      const [left, right] = [JSON.parse(a), JSON.parse(b)];
      return left.customerId < right.customerId ? -1 : left.customerId > right.customerId ? 1 : left.at - right.at;
    });
    const [one, other] = [
      await replay(reports.join('\n'), { catalogue: boundless }),
      await replay(byCustomer.join('\n'), { catalogue: boundless }),
    ];
    const sorted = (lines: DecisionLine[]) => lines.map((line) => JSON.stringify(line)).sort();
    expect(sorted(other.decisions)).toEqual(sorted(one.decisions));
  });
});

const [lng, lat] = (townCatalogue().geofences[0]!.shape as { center: [number, number] }).center;
const at = (id: string, seconds: number, more: object = {}) => ({
  customerId: 'freja',
  id,
  at: startsAt + seconds * 1000,
  lng,
  lat,
  accuracyMetres: 5,
  ...more,
});
const text = (...lines: object[]) => lines.map((line) => JSON.stringify(line)).join('\n');

describe('single customers', () => {
  test('the line before serves as `previous`, and what a line says itself goes before it', async () => {
    const walk = await replay(text(at('1', 0), at('2', 5), at('3', 10)));
    expect(walk.decisions.map(({ reason }) => reason)).toEqual(['unconfirmed', 'chosen', 'no-change']);
    const own = await replay(text(at('1', 0, { previous: { at: startsAt - 5000, lng, lat, accuracyMetres: 5 } })));
    expect(own.decisions.map(({ reason }) => reason)).toEqual(['chosen']);
  });

  test('a held-out offer is chosen and counted, and is no send; quiet hours go by the zone of the customer line', async () => {
    const walk = text(at('1', 0), at('2', 5));
    const { geofences, offers } = townCatalogue();
    const heldOut = join(folder, 'held-out.json');
    await writeFile(
      heldOut,
      JSON.stringify({ geofences, offers: offers.map((offer) => ({ ...offer, holdoutShare: 1 })) }),
    );
    const { decisions, told } = await replay(walk, { catalogue: heldOut });
    expect(decisions[1]).toMatchObject({ reason: 'chosen', arm: 'holdout' });
    expect(told).toContain('sends: 0\n');
    expect(told).toContain('held out: 1 (');
    const traveller = { customerId: 'freja', timeZone: 'America/New_York' };
    const night = await replay(walk, { customers: [traveller] });
    expect(night.decisions[1]!.reason).toBe('quiet-hours');
  });

  test('an offer that waits for a stay is sent between two reports, and counted', async () => {
    const { geofences, offers } = townCatalogue();
    const staying = join(folder, 'staying.json');
    const [first] = offers;
    await writeFile(staying, JSON.stringify({ geofences, offers: [{ ...first, on: { dwellMinutes: 5 } }] }));
    const { decisions, told } = await replay(text(at('1', 0), at('2', 5), at('3', 400)), { catalogue: staying });
    expect(decisions.map(({ reason }) => reason)).toEqual(['unconfirmed', 'not-triggered', 'no-change']);
    expect(told).toContain(`sends: 1 (${first!.id} 1)`);
    const left = await replay(text(at('1', 0), at('2', 5)), { catalogue: staying });
    expect(left.told).toContain('sends: 0\n');
  });

  test('an offer for some weather needs to know it, as it was known at the time', async () => {
    const { geofences, offers } = townCatalogue();
    const rainy = join(folder, 'rainy.json');
    const weather = { kinds: ['rain'] };
    await writeFile(rainy, JSON.stringify({ geofences, offers: offers.map((offer) => ({ ...offer, weather })) }));
    const walk = text(at('1', 0), at('2', 5));
    const observed = (minutes: number, kind: string, lifetime = 1800, place = { lng, lat }) => {
      const observedAt = startsAt + minutes * 60_000;
      const rest = { temperatureC: 8, precipitationMmPerHour: 1, windMps: 5, isDaylight: true };
      return { at: observedAt, ...place, observation: { observedAt, lifetime, kind, ...rest } };
    };
    const reasonIn = async (...lines: object[]) =>
      (await replay(walk, { catalogue: rainy, weather: lines })).decisions[1]!.reason;
    expect(await reasonIn()).toBe('weather-unknown');
    expect(await reasonIn(observed(-5, 'rain'))).toBe('chosen');
    expect(await reasonIn(observed(-5, 'cloud'), observed(-10, 'rain'))).toBe('weather-mismatch');
    expect(await reasonIn(observed(-5, 'rain', 60))).toBe('weather-unknown');
    expect(await reasonIn(observed(60, 'rain'))).toBe('weather-unknown');
    expect(await reasonIn(observed(-5, 'rain', 1800, { lng: 0, lat: 0 }))).toBe('weather-unknown');
    const bad = await replay(walk, { catalogue: rainy, weather: [observed(-5, 'hail'), observed(-5, 'rain')] });
    expect([bad.code, bad.decisions[1]!.reason]).toEqual([1, 'chosen']);
  });

  test('an offer that asks for context needs to know it, as it was known at the time', async () => {
    const { geofences, offers } = townCatalogue();
    const stocked = join(folder, 'stocked.json');
    const context = [{ name: 'stock', scope: 'everywhere', atLeast: 1 }];
    await writeFile(stocked, JSON.stringify({ geofences, offers: offers.map((offer) => ({ ...offer, context })) }));
    const told = (minutes: number, value: unknown, more = {}) => {
      const at = startsAt + minutes * 60_000;
      return { at, name: 'stock', scope: 'everywhere', value, lifetimeSeconds: 1800, ...more };
    };
    const walk = text(at('1', 0), at('2', 5));
    const reasonWith = async (...lines: object[]) =>
      (await replay(walk, { catalogue: stocked, context: lines })).decisions[1]!.reason;
    expect(await reasonWith()).toBe('context-mismatch');
    expect(await reasonWith(told(-5, 3))).toBe('chosen');
    // In any order; what is told later, over, or of a time before what is known, does not count.
    expect(await reasonWith(told(-5, 0), told(-10, 3))).toBe('context-mismatch');
    expect(await reasonWith(told(60, 3))).toBe('context-mismatch');
    expect(await reasonWith(told(-5, 3, { lifetimeSeconds: 60 }))).toBe('context-mismatch');
    expect(await reasonWith(told(-10, 3), told(-5, 0, { observedAt: startsAt - 20 * 60_000 }))).toBe('chosen');
    expect(await reasonWith(told(-5, 3, { scope: { tag: 'elsewhere' } }))).toBe('context-mismatch');
    const lines = [told(-5, 3), told(-4, null), told(-3, 0, { observedAt: startsAt + 60 * 60_000 })];
    const bad = await replay(walk, { catalogue: stocked, context: lines });
    expect([bad.code, bad.decisions[1]!.reason, bad.complaints.length]).toEqual([1, 'chosen', 2]);
  });

  test('time never runs backwards', async () => {
    const { decisions, code } = await replay(text(at('1', 0), at('2', 5), at('late', -1000), at('2', 5)));
    expect(decisions.map(({ reason }) => reason)).toEqual(['unconfirmed', 'chosen', 'stale', 'duplicate']);
    expect(code).toBe(0);
  });

  test('consents and preferences are those of the customer line', async () => {
    const walk = text(at('1', 0), at('2', 5));
    const reasonsOf = async (line: object) =>
      (await replay(walk, { customers: [{ customerId: 'freja', ...line }] })).decisions.map(({ reason }) => reason);
    expect(await reasonsOf({})).toEqual(['unconfirmed', 'chosen']);
    expect(await reasonsOf({ consents: [] })).toEqual(['no-location-consent', 'no-location-consent']);
    expect(await reasonsOf({ consents: ['location'] })).toEqual(['unconfirmed', 'no-push-consent']);
    expect(await reasonsOf({ preferences: { mutedCategories: ['coffee', 'bakery', 'fruit'] } })).toEqual([
      'unconfirmed',
      'muted-category',
    ]);
  });

  test('attributes are those of the customer line', async () => {
    const audience = { attributes: { tier: { equals: 'gold' } } };
    const catalogue = join(folder, 'for-gold.json');
    const { geofences, offers } = townCatalogue();
    await writeFile(catalogue, JSON.stringify({ geofences, offers: offers.map((one) => ({ ...one, audience })) }));
    const reasonsOf = async (line: object) =>
      (
        await replay(text(at('1', 0), at('2', 5)), { catalogue, customers: [{ customerId: 'freja', ...line }] })
      ).decisions.map(({ reason }) => reason);
    expect(await reasonsOf({ attributes: { tier: 'gold' } })).toEqual(['unconfirmed', 'chosen']);
    expect(await reasonsOf({})).toEqual(['unconfirmed', 'not-in-audience']);
  });
});

describe('what can be wrong', () => {
  test('bad lines are named by number and skipped, the rest is replayed', async () => {
    const { code, decisions, complaints, told } = await replay(
      [
        text(at('1', 0)),
        '',
        'not json',
        text(at('x', 1, { lat: 91 })),
        text({ ...at('x', 1), lng: undefined }),
        text(at('x', 1)).replace('"accuracyMetres":5', '"accuracyMetres":1e999'),
        `${'['.repeat(20_000)}`,
        `{"__proto__":{"customerId":"freja"},"id":"x"}`,
        `"${'x'.repeat(1_100_000)}"`,
        text(at('2', 5, { heading: 90 })),
      ].join('\n'),
    );
    expect(code).toBe(1);
    expect(decisions.map(({ id }) => id)).toEqual(['1', '2']);
    expect(complaints.map((line) => line.replace(/(line \d+: \w+).*/s, '$1'))).toEqual([
      'reports line 3: not',
      'reports line 4: lat',
      'reports line 5: lng',
      'reports line 6: accuracyMetres',
      'reports line 7: not',
      'reports line 8: customerId',
      'reports line 9: longer',
    ]);
    expect(told).toContain('7 bad lines');
  });

  test('a damaged gzip, a missing file, a wrong catalogue exit 2 and leave no output', async () => {
    const cut = gzipSync(text(at('1', 0), at('2', 5))).subarray(0, 60);
    const damaged = await replay(cut, { name: 'r.jsonl.gz' });
    expect([damaged.code, damaged.complaints.join()]).toEqual([2, expect.stringMatching(/unexpected end of file/)]);
    expect((await replay('', { catalogue: join(folder, 'none.json') })).complaints.join()).toMatch(/ENOENT/);
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, JSON.stringify({ geofences: [{ id: 'a b' }], offers: [] }));
    expect((await replay('', { catalogue: wrong })).complaints.join()).toMatch(/wrong\.json: geofences\.0\./);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.startsWith(`${runs}-decisions`))).toEqual([]);
  });
});

describe('as a process', () => {
  const run = promisify(execFile);
  const script = resolve('cli/simulate.ts');

  test('standard input and output, the summary on standard error; and a gzipped result', async () => {
    const argv = [script, '--catalogue', catalogue, '--reports', '-', '--out'];
    const piped = run(process.execPath, [...argv, '-']);
    piped.child.stdin!.end(text(at('1', 0), at('2', 5)));
    const { stdout, stderr } = await piped;
    expect(linesIn<DecisionLine>(stdout).map(({ reason }) => reason)).toEqual(['unconfirmed', 'chosen']);
    expect(stderr).toContain('2 reports of 1 customers');
    const zipped = run(process.execPath, [...argv, join(folder, 'd.jsonl.gz')]);
    zipped.child.stdin!.end(text(at('1', 0), at('2', 5)));
    await zipped;
    expect(gunzipSync(await readFile(join(folder, 'd.jsonl.gz'))).toString()).toBe(stdout);
  });

  test('memory does not grow with the reports', async () => {
    // The program itself takes 14 MB of heap; every report that were held would take 200 bytes more, 20 MB in all.
    // RAVN_REPLAY_REPORTS=400000 replays as many.
    const many = Number(process.env.RAVN_REPLAY_REPORTS ?? 100_000);
    const peaks: number[] = [];
    for (const reports of [many / 4, many]) {
      const files = await writeReplay(folder, reports, 100);
      const argv = ['--catalogue', files.catalogue, '--reports', files.reports, '--out', join(folder, 'd.jsonl')];
      const limits = ['--max-old-space-size=20', '--max-semi-space-size=2'];
      const { stdout } = await run(process.execPath, [...limits, script, ...argv]);
      expect(stdout).toContain(`${reports} reports of 100 customers`);
      peaks.push(Number(/peak memory (\d+) MB/.exec(stdout)![1]));
      console.log(stdout.trimEnd().split('\n').at(-1));
    }
    expect(peaks[1]! - peaks[0]!).toBeLessThan(16);
  });
});
