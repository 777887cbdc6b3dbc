// Walkers and receivers: movement and noise of the demo's phones, without a clock.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { city } from '../../../demo/city.ts';
import { customers } from '../../../demo/customers.ts';
import { goals, starts } from '../../../demo/fleet.ts';
import { metresBetween, type Position } from '../../../demo/plane.ts';
import { normal, randomFrom } from '../../../demo/random.ts';
import { createReceiver, type Temperament } from '../../../demo/receiver.ts';
import { everyCorner, positionOf, streets } from '../../../demo/routes.ts';
import { places } from '../../../demo/stores.ts';
import { createWalker, fastestMetresPerSecond } from '../../../demo/walker.ts';

const noon = Date.UTC(2026, 10, 22, 11, 20, 30);
const tivoli = positionOf('tivoli');

function walker(seed: number, speed: number) {
  return createWalker({
    random: randomFrom(seed),
    speed,
    start: positionOf('nørreport'),
    ahead: ['kultorvet', 'rundetårn'],
    restUntil: noon + 5000,
    now: noon,
    nextGoal: goals(customers(seed)[0]!, randomFrom(seed, 'goals')),
  });
}

describe('a walker', () => {
  it('moves along the streets, at walking pace times the speed and never above 40 m/s', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.5, max: 100, noNaN: true }), (seed, speed) => {
        const someone = walker(seed, speed);
        let before = someone.at(noon).position;
        for (let now = noon + 1000; now < noon + 300_000; now += 1000) {
          const { position, metresPerSecond } = someone.at(now);
          expect(metresBetween(before, position)).toBeLessThanOrEqual(
            Math.min(fastestMetresPerSecond, 1.6 * speed) + 0.01,
          );
          expect(metresPerSecond === 0 || metresPerSecond >= Math.min(fastestMetresPerSecond, 1.2 * speed)).toBe(true);
          expect(offStreets(position)).toBeLessThan(1);
          before = position;
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is where it is, however often one looks', () => {
    const [often, once] = [walker(4, 5), walker(4, 5)];
    for (let now = noon; now < noon + 600_000; now += 700) often.at(now);

    expect(metresBetween(often.at(noon + 600_000).position, once.at(noon + 600_000).position)).toBeLessThan(0.01);
  });

  it('rests first, and again where the way ends', () => {
    const someone = walker(1, 5);

    expect(someone.at(noon + 4999)).toEqual({ position: positionOf('nørreport'), metresPerSecond: 0 });
    expect(someone.at(noon + 6000).metresPerSecond).toBeGreaterThan(0);
    const { metres } = { metres: metresBetween(positionOf('nørreport'), positionOf('kultorvet')) };
    const arrival = noon + 5000 + ((metres + 300) / 6) * 1000;
    expect(someone.at(arrival)).toEqual({ position: positionOf('rundetårn'), metresPerSecond: 0 });
  });
});

describe('the start', () => {
  it('puts some a minute or two outside of an open store they like, and everybody on a street', () => {
    const town = city(1, noon);
    const everybody = customers(1);
    const all = starts(everybody, town, 1);
    const early = all.flatMap((start, index) =>
      start.restMinutes === 0 ? [{ ...start, who: everybody[index]! }] : [],
    );

    expect(all).toHaveLength(200);
    for (const { position } of all) expect(offStreets(position)).toBeLessThan(1);
    expect(early.filter(({ who }) => !who.hasTracker)).toHaveLength(16);
    // Bicycles with a tracker are on their way too, where there is such a store for them.
    expect(early.filter(({ who }) => who.hasTracker).length).toBeGreaterThan(4);
    for (const { position, ahead, who } of early) {
      const goal = ahead.at(-1)!;
      const store = places.find(
        ({ id, corner, category }) =>
          corner === goal && town.openNow.has(id) && category && who.interests.includes(category),
      );
      if (store?.shape.type !== 'Circle') throw new Error(`${who.id} walks to no store she likes`);
      const metres = metresBetween(position, store.shape.center);
      expect(metres).toBeLessThan(store.shape.radiusMetres * 1.5 + 160);
      expect(Object.values(who.consents)).toEqual([true, true, true]);
    }
  });

  it('sends nobody first who has had an offer lately', () => {
    const early = (all: ReturnType<typeof starts>) =>
      all.flatMap(({ restMinutes }, index) => (restMinutes === 0 ? [index] : []));
    const first = early(starts(customers(1), city(1, noon), 1));
    const had = new Map(first.map((index) => [customers(1)[index]!.id, ['warm-cocoa']]));
    const second = early(starts(customers(1), city(1, noon), 1, had));

    expect(second.filter((index) => !customers(1)[index]!.hasTracker)).toHaveLength(16);
    expect(second.filter((index) => first.includes(index))).toEqual([]);
  });

  it('is the same for the same seed', () => {
    expect(starts(customers(5), city(5, noon), 5)).toEqual(starts(customers(5), city(5, noon), 5));
  });
});

describe('a receiver', () => {
  const fixes = (temperament: Temperament, count: number) => {
    const receiver = createReceiver(randomFrom('receiver', temperament), temperament);
    return Array.from({ length: count }, (_, second) =>
      receiver.fix({ position: tivoli, metresPerSecond: 0 }, noon + second * 1000),
    );
  };
  const errorOf = ({ lng, lat }: { lng: number; lat: number }) => metresBetween(tivoli, [lng, lat]);

  it('errs as it says: 68 in 100 fixes lie within their accuracy', () => {
    // Errors wander, so neighbours tell little new: fixes a minute apart do.
    const receivers = Array.from({ length: 300 }, (_, index) => createReceiver(randomFrom('honest', index), 'honest'));
    const sample = receivers.flatMap((receiver) =>
      [0, 1, 2, 3, 4].map((minute) => receiver.fix({ position: tivoli, metresPerSecond: 0 }, noon + minute * 60_000)),
    );
    const within = sample.filter((fix) => errorOf(fix) <= fix.accuracyMetres).length / sample.length;

    expect(within).toBeGreaterThan(0.62);
    expect(within).toBeLessThan(0.74);
  });

  it('says 5 to 30 m, but for the moments between tall houses', () => {
    const accuracies = fixes('honest', 20_000).map(({ accuracyMetres }) => accuracyMetres);
    const usual = accuracies.filter((accuracy) => accuracy >= 5 && accuracy <= 30).length / accuracies.length;

    expect(usual).toBeGreaterThan(0.95);
    expect(usual).toBeLessThan(1);
    expect(Math.max(...accuracies)).toBeLessThanOrEqual(180);
  });

  it('that lies says 4 m while far off; one that jumps is now and then in another town', () => {
    const lies = fixes('liar', 200);
    expect(new Set(lies.map(({ accuracyMetres }) => accuracyMetres))).toEqual(new Set([4]));
    expect(lies.filter((fix) => errorOf(fix) > 40).length).toBeGreaterThan(100);

    const jumps = fixes('jumping', 400).filter((fix) => errorOf(fix) > 20_000).length;
    expect(jumps).toBeGreaterThan(2);
    expect(jumps).toBeLessThan(30);
  });
});

describe('chance', () => {
  it('is the same for the same words, and other for others', () => {
    const draws = (...words: string[]) => Array.from({ length: 5 }, randomFrom(...words));

    expect(draws('a', 'b')).toEqual(draws('a', 'b'));
    expect(draws('a', 'b')).not.toEqual(draws('ab'));
  });

  it('is spread evenly over [0, 1), and normally where asked', () => {
    const random = randomFrom('spread');
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw++) tenths[Math.floor(random() * 10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);

    const normals = Array.from({ length: 10_000 }, () => normal(random));
    const mean = normals.reduce((sum, value) => sum + value) / normals.length;
    const deviation = Math.sqrt(normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.05);
  });
});

const ways = everyCorner.flatMap((from) => streets.get(from)!.map(({ to, metres }) => ({ from, to, metres })));

/** How far a position lies from the nearest street, metres: by the detour it is on the way between two corners. */
function offStreets(position: Position): number {
  return Math.min(
    ...ways.map(
      ({ from, to, metres }) =>
        metresBetween(positionOf(from), position) + metresBetween(position, positionOf(to)) - metres,
    ),
  );
}
