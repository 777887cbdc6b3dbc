// Conditions: yes, no or unknown, to the letter; and turns that are noticed once.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { conditionKey, matches, remember, rememberAll } from '../../../shared/core/weather/conditions.ts';
import { currentWeather } from '../../../shared/core/weather/current.ts';
import {
  type ConditionMemory,
  type Observation,
  type WeatherCondition,
  weatherCondition,
  weatherKind,
} from '../../../shared/model/weather.ts';

const minute = 60_000;
const start = Date.parse('2026-11-21T12:00:00Z');
const observation = (more: Partial<Observation> = {}): Observation => ({
  observedAt: start,
  lifetime: 3600,
  temperatureC: 7,
  precipitationMmPerHour: 0.6,
  kind: 'rain',
  windMps: 4,
  isDaylight: true,
  ...more,
});
const raining: WeatherCondition = { kinds: ['rain', 'sleet'], precipitationMmPerHour: { atLeast: 0.5 } };

describe('matches', () => {
  it.each<[WeatherCondition, string]>([
    [{ kinds: ['rain'] }, 'yes'],
    [{ kinds: ['snow', 'sleet'] }, 'no'],
    [{ temperatureC: { atLeast: 7 } }, 'yes'],
    [{ temperatureC: { atLeast: 7.01 } }, 'no'],
    [{ temperatureC: { atMost: 7 } }, 'yes'],
    [{ temperatureC: { atLeast: 0, atMost: 6.99 } }, 'no'],
    [{ precipitationMmPerHour: { atMost: 0 } }, 'no'],
    [{ windMps: { atLeast: 4, atMost: 4 } }, 'yes'],
    [{ isDaylight: false }, 'no'],
    [{ kinds: ['rain'], windMps: { atMost: 3 } }, 'no'],
    [raining, 'yes'],
  ])('%j: %s', (condition, answer) => {
    expect(weatherCondition.parse(condition)).toEqual(condition);
    expect(matches(condition, observation(), start)).toBe(answer);
  });

  it('is unknown without an observation, from the end of its lifetime on, and before it', () => {
    expect(matches(raining, undefined, start)).toBe('unknown');
    expect(matches(raining, observation(), start + 3600_000 - 1)).toBe('yes');
    expect(matches(raining, observation(), start + 3600_000)).toBe('unknown');
    expect(matches(raining, observation(), start - minute)).toBe('yes');
    expect(matches(raining, observation(), start - minute - 1)).toBe('unknown');
  });

  it('wants the turn to be recent where it is asked to', () => {
    const justBegun = { ...raining, turnedWithinMinutes: 15 };
    expect(matches(justBegun, observation(), start, start - 15 * minute)).toBe('yes');
    expect(matches(justBegun, observation(), start, start - 15 * minute - 1)).toBe('no');
    expect(matches(justBegun, observation(), start)).toBe('no');
    expect(matches(justBegun, undefined, start, start)).toBe('unknown');
  });
});

test.each([
  {},
  { kinds: [] },
  { kinds: ['hail'] },
  { temperatureC: {} },
  { temperatureC: { atLeast: 5, atMost: 4 } },
  { temperatureC: { atLeast: -300 } },
  { precipitationMmPerHour: { atLeast: -1 } },
  { windMps: { atLeast: Number.NaN } },
  { turnedWithinMinutes: 5 },
  { temperatureK: { atLeast: 5 } },
])('%j is no condition', (condition) => {
  expect(weatherCondition.safeParse(condition).success).toBe(false);
});

describe('conditionKey', () => {
  it('is the same for what asks the same', () => {
    expect(conditionKey({ kinds: ['sleet', 'rain', 'rain'], windMps: { atMost: 3, atLeast: 1 } })).toBe(
      conditionKey({ windMps: { atLeast: 1, atMost: 3 }, kinds: ['rain', 'sleet'], turnedWithinMinutes: 5 }),
    );
  });

  it('differs for what does not', () => {
    const conditions: WeatherCondition[] = [
      { kinds: ['rain'] },
      { kinds: ['snow'] },
      { windMps: { atLeast: 1 } },
      { windMps: { atMost: 1 } },
      { temperatureC: { atLeast: 1 } },
      { isDaylight: true },
      { isDaylight: false },
    ];
    expect(new Set(conditions.map(conditionKey)).size).toBe(conditions.length);
  });
});

describe('turning', () => {
  /** Plays observations, one at a time, and tells at which minutes it came to hold. */
  function turns(condition: WeatherCondition, course: [minute: number, more: Partial<Observation> | undefined][]) {
    let memory: Record<string, ConditionMemory> = {};
    const conditions = new Map([['it', condition]]);
    const came: number[] = [];
    for (const [at, more] of course) {
      const now = start + at * minute;
      const seen = more && observation({ observedAt: now, ...more });
      const result = rememberAll(conditions, memory, seen, now);
      memory = result.memory;
      if (result.cameToHold.length > 0) came.push(at);
    }
    return { came, memory: memory.it! };
  }
  const dry = { kind: 'cloud', precipitationMmPerHour: 0 } as const;

  it('is noticed once, and remembered', () => {
    const { came, memory } = turns(raining, [
      [0, dry],
      [20, {}],
      [21, {}],
      [60, {}],
    ]);
    expect(came).toEqual([20]);
    expect(memory).toEqual({ answer: 'yes', changedAt: start + 20 * minute, turnedAt: start + 20 * minute });
  });

  it('a bound that the weather dances on turns once', () => {
    const { came } = turns({ temperatureC: { atLeast: 20 } }, [
      [0, { temperatureC: 19 }],
      [15, { temperatureC: 20.1 }],
      [30, { temperatureC: 19.6 }],
      [45, { temperatureC: 20.2 }],
      [60, { temperatureC: 19.5 }],
      [75, { temperatureC: 20 }],
      [90, { temperatureC: 19.4 }],
      [105, { temperatureC: 19.9 }],
      [120, { temperatureC: 20 }],
    ]);
    expect(came).toEqual([15, 120]);
  });

  it('a shower with pauses turns once, and a change is believed after ten minutes', () => {
    const { came } = turns(raining, [
      [0, dry],
      [30, {}],
      [33, dry],
      [36, {}],
      [39, dry],
      [41, dry],
      [44, {}],
      [51, {}],
    ]);
    expect(came).toEqual([30, 51]);
  });

  it('known at last, it comes to hold, but has not turned', () => {
    const { came, memory } = turns(raining, [
      [0, {}],
      [30, undefined],
      [31, {}],
    ]);
    expect(came).toEqual([0, 31]);
    expect(memory.turnedAt).toBeUndefined();
  });

  it('forgets what nobody asks for, and changes nothing where nothing changed', () => {
    const conditions = new Map([['rain', raining]]);
    const first = rememberAll(conditions, { old: { answer: 'yes' } }, observation(), start);
    expect(first).toMatchObject({ changed: true, cameToHold: ['rain'] });
    expect(Object.keys(first.memory)).toEqual(['rain']);
    const second = rememberAll(conditions, first.memory, observation(), start + minute);
    expect(second).toMatchObject({ changed: false, cameToHold: [] });
  });

  it('two changes are never closer than ten minutes, whatever the weather does', () => {
    const weather = fc.record({
      kind: fc.constantFrom(...weatherKind.options),
      precipitationMmPerHour: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), weather), { maxLength: 60 }), (course) => {
        let memory: ConditionMemory | undefined;
        let now = start;
        for (const [minutes, more] of course) {
          now += minutes * minute;
          const next = remember(raining, memory, observation({ observedAt: now, ...more }), now);
          if (memory?.changedAt !== undefined && next.changedAt !== memory.changedAt)
            expect(next.changedAt! - memory.changedAt).toBeGreaterThanOrEqual(10 * minute);
          memory = next;
        }
      }),
    );
  });
});

describe('the weather now', () => {
  const forecast = [0, 1, 2].map((hour) => observation({ observedAt: start + hour * 60 * minute, temperatureC: hour }));

  it('is the step of the hour', () => {
    expect(currentWeather({ forecast }, start + 30 * minute)?.temperatureC).toBe(0);
    expect(currentWeather({ forecast }, start + 90 * minute)?.temperatureC).toBe(1);
  });

  it('is nothing once the last step is over, or before the first', () => {
    expect(currentWeather({ forecast }, start + 180 * minute)).toBeUndefined();
    expect(currentWeather({ forecast }, start - 2 * minute)).toBeUndefined();
    expect(currentWeather(undefined, start)).toBeUndefined();
  });

  it('is what was told, while that is the youngest', () => {
    const told = observation({ observedAt: start + 20 * minute, lifetime: 3600, temperatureC: 99 });
    expect(currentWeather({ forecast, told }, start + 10 * minute)?.temperatureC).toBe(0);
    expect(currentWeather({ forecast, told }, start + 30 * minute)?.temperatureC).toBe(99);
    expect(currentWeather({ forecast, told }, start + 70 * minute)?.temperatureC).toBe(1);
  });
});
