// The demo's streets: connected, short enough to be streets, and dry: water is crossed on bridges only.
import { describe, expect, it } from 'vitest';
import { metresBetween, type Position } from '../../../demo/plane.ts';
import { everyCorner, lastMetres, positionOf, route, streets } from '../../../demo/routes.ts';
import { bridges, type Corner } from '../../../demo/streets.ts';

/** Rough middle lines of the water between the streets. */
const waters: Record<string, Position[]> = {
  harbour: [
    [12.6005, 55.686],
    [12.5965, 55.681],
    [12.5947, 55.67855],
    [12.5915, 55.677],
    [12.5874, 55.67485],
    [12.5836, 55.6729],
    [12.5789, 55.6702],
    [12.5728, 55.6657],
    [12.5668, 55.6615],
    [12.56, 55.656],
  ],
  nyhavn: [
    [12.587, 55.67985],
    [12.59134, 55.67968],
    [12.594, 55.6794],
  ],
  'Peblinge Sø': [
    [12.5597, 55.6812],
    [12.564, 55.6866],
  ],
  'Sortedams Sø': [
    [12.564, 55.6866],
    [12.57, 55.6918],
    [12.577, 55.6964],
  ],
  'Sankt Jørgens Sø': [
    [12.5577, 55.6762],
    [12.5586, 55.6797],
  ],
};

const edges = everyCorner.flatMap((from) => streets.get(from)!.map(({ to, metres }) => ({ from, to, metres })));

describe('streets', () => {
  it('are walked both ways, and shorter than 600 m', () => {
    for (const { from, to, metres } of edges) {
      expect(streets.get(to)!.some((back) => back.to === from)).toBe(true);
      expect(metres, `${from} to ${to}`).toBeLessThan(600);
      expect(metres, `${from} to ${to}`).toBeGreaterThan(20);
    }
  });

  it('join every corner with every other', () => {
    const reached = new Set<Corner>(['nørreport']);
    for (const corner of reached) for (const { to } of streets.get(corner)!) reached.add(to);

    expect(reached.size).toBe(everyCorner.length);
    expect(everyCorner.length).toBeGreaterThanOrEqual(60);
  });

  it('cross water on bridges only, and every bridge crosses water', () => {
    const wet = (from: Corner, to: Corner) =>
      Object.values(waters).some((line) =>
        line.slice(1).some((end, index) => cross(positionOf(from), positionOf(to), line[index]!, end)),
      );
    const named = new Set(bridges.flatMap(([from, to]) => [`${from} to ${to}`, `${to} to ${from}`]));

    for (const { from, to } of edges) {
      expect(wet(from, to), `${from} to ${to}`).toBe(named.has(`${from} to ${to}`));
    }
  });
});

describe('routes', () => {
  it('follow streets, and are no longer than any detour over one more corner', () => {
    for (const [from, to] of [
      ['fields', 'bopa-plads'],
      ['nørrebro-station', 'amagerbro'],
      ['frederiksberg', 'nyhavn'],
    ] as [Corner, Corner][]) {
      const way = route(from, to);

      expect([way[0], way.at(-1)]).toEqual([from, to]);
      for (const via of everyCorner) {
        expect(lengthOf(way)).toBeLessThanOrEqual(lengthOf(route(from, via)) + lengthOf(route(via, to)) + 1e-6);
      }
    }
  });

  it('are one corner long when one is there already', () => {
    expect(route('nyhavn', 'nyhavn')).toEqual(['nyhavn']);
  });

  it('can be entered so many metres before their end', () => {
    const way = route('nørreport', 'nyhavn');
    for (const metres of [1, 150, 400, 900]) {
      const { at, ahead } = lastMetres(way, metres);

      expect(metresBetween(at, positionOf(ahead[0]!)) + lengthOf(ahead)).toBeCloseTo(metres, 3);
    }
  });

  it('shorter than asked for are walked from their beginning', () => {
    expect(lastMetres(['nørreport', 'kultorvet'], 5000)).toEqual({ at: positionOf('nørreport'), ahead: ['kultorvet'] });
  });
});

function lengthOf(way: Corner[]): number {
  return way
    .slice(1)
    .reduce((metres, corner, index) => metres + metresBetween(positionOf(way[index]!), positionOf(corner)), 0);
}

/** Whether two lines from a to b and from c to d cross. */
function cross(a: Position, b: Position, c: Position, d: Position): boolean {
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

function side(a: Position, b: Position, point: Position): boolean {
  return (b[0] - a[0]) * (point[1] - a[1]) > (b[1] - a[1]) * (point[0] - a[0]);
}
