// Which cells of the grid a geofence is listed in, and what is noted there so that a question looks at few edges or none.
import { flatLimitLatitude, flatLimitMetres, flatPlane, onPlane } from './geodesic.ts';
import { columnOf, type Level, levels, rowOf } from './grid.ts';
import type { Add } from './grid-builder.ts';
import { locate } from './polygon.ts';

/** West, south, east, north in degrees; west in [−180, 180), east may pass 180. */
export type Box = Readonly<ArrayLike<number>>;

/** 0.1 mm: more than rounding can move a place across the border of a cell. */
const pad = 1e-9;

/** The finest level, not below `least`, on which a box touches at most so many cells. */
export function levelFor(box: Box, least: number, most: number): number {
  for (let level = least; level < levels.length; level++) {
    findCells(levels[level]!, box);
    if ((cells[2]! - cells[0]! + 1) * (cells[3]! - cells[1]! + 1) <= most) return level;
  }
  return levels.length - 1;
}

/** Circles use no finer level than that of 0.01°: shops of all usual sizes are on one level, and a question is one look. */
export const circleLevel = 1;
/** A circle of 500 m touches 6 cells at 60° of latitude; what touches more is listed in larger ones. */
export const circleCells = 12;
/** A polygon of many edges is cut finer: fewer edges a cell, while the cells stay in proportion to the edges. */
export const polygonCells = (edges: number) => 64 + 8 * edges;

/** First column and row, last column and row. Nothing is made for each of a million circles. */
const cells = new Int32Array(4);

/** Fills `cells` with those a box touches. Columns past the last one lie a turn on. */
function findCells(level: Level, box: Box): void {
  const from = columnOf(level, Math.max(-180, box[0]! - pad));
  const east = box[2]! + pad;
  const to = east < 180 ? columnOf(level, east) : level.columns + columnOf(level, Math.min(180, east - 360));
  cells[0] = from;
  cells[1] = rowOf(level, Math.max(-90, box[1]! - pad));
  // no column twice
  cells[2] = Math.min(to, from + level.columns - 1);
  cells[3] = rowOf(level, Math.min(90, box[3]! + pad));
}

/**
 * What an entry is, in the low bits of its second word. Above them stands the geofence's number; for a circle the low eight of the
 * twelve bits of its radius come between. Its first word: see `coverCircle` and `coverPolygon`; 0 where there is nothing to say.
 */
export const kindBits = 2;
export const aCircle = 0;
export const aWholeCell = 1;
export const somePolygon = 2;
/** Only the exact distance tells. */
export const aFarCircle = 3;
const radiusBits = 8;
export const numberShift = kindBits + radiusBits;
/** A higher number leaves no room for a radius. */
const mostNumbers = 2 ** (32 - numberShift);

/** Which geofence an entry is of, by its second word. */
export const geofenceOf = (second: number) =>
  (second & (2 ** kindBits - 1)) === aCircle ? second >>> numberShift : second >>> kindBits;

/** Steps of the coordinates in an entry a cell is wide: 0.54 m for a cell of 0.01°. */
export const stepsPerCell = 2048;
const coordinateBits = 14;
const mostSteps = 2 ** (coordinateBits - 1) - 1;
/** Steps of a radius a metre has on the level of circles; four times fewer on each next one. */
const radiusStepsPerMetre = 2;
export const metresPerRadiusStep = (level: Level) => 100 / level.perDegree / radiusStepsPerMetre;
const mostRadiusSteps = 2 ** 12 - 1;
/**
 * How far an entry's circle may be from the true one, metres with cells of 0.01°: half a step each way is 0.39 m, half a step of
 * radius 0.25 m, and `flatErrorMetres`.
 */
export const entryErrorMetres = (level: Level) => 0.75 * (100 / level.perDegree);
const lastFlatLevel = 2;

const plane = new Float64Array(4);

/**
 * Lists a circle in the cells its box touches, as two words: where its centre is (steps east and north of the middle of the cell,
 * 14 bits each) with the high bits of its radius, and which it is. So nothing else is looked at to reject it.
 */
export function coverCircle(
  i: number,
  lng: number,
  lat: number,
  radiusMetres: number,
  box: Box,
  levelNumber: number,
  add: Add,
): void {
  const level = levels[levelNumber]!;
  findCells(level, box);
  const [firstColumn, firstRow, lastColumn, lastRow] = [cells[0]!, cells[1]!, cells[2]!, cells[3]!];
  const steps = Math.round(radiusMetres / metresPerRadiusStep(level));
  const isFlat =
    levelNumber >= circleLevel &&
    levelNumber <= lastFlatLevel &&
    radiusMetres < flatLimitMetres - 1 &&
    Math.abs(lat) < flatLimitLatitude - 1 &&
    steps <= mostRadiusSteps &&
    i < mostNumbers;
  const unwrapped = lng < box[0]! ? lng + 360 : lng;
  const small = levelNumber === circleLevel && Math.abs(lat) < flatLimitLatitude - 1 && box[2]! < 180 && box[0]! > -180;
  if (small) flatPlane(lat, plane);
  const [e, de, n, dn] = [plane[0]!, plane[1]!, plane[2]!, plane[3]!];
  const high = (steps >>> radiusBits) << (2 * coordinateBits);
  const second = ((i << numberShift) | ((steps & (2 ** radiusBits - 1)) << kindBits) | aCircle) >>> 0;
  const far = ((i << kindBits) | aFarCircle) >>> 0;
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      if (small) {
        // a corner the circle doesn't reach: below 85° the side of a cell bends by less than 0.3 m, 1 m is left for it
        const x = Math.min(Math.max(lng, column / level.perDegree - 180), (column + 1) / level.perDegree - 180);
        const y = Math.min(Math.max(lat, row / level.perDegree - 90), (row + 1) / level.perDegree - 90);
        if (onPlane(x - lng, y - lat, e, de, n, dn) > (radiusMetres + 1) ** 2) continue;
      }
      const turn = column >= level.columns ? 1 : 0;
      const cell = column - turn * level.columns;
      const east = ((unwrapped - 360 * turn + 180) * level.perDegree - cell - 0.5) * stepsPerCell;
      const north = ((lat + 90) * level.perDegree - row - 0.5) * stepsPerCell;
      if (isFlat && Math.abs(east) < mostSteps && Math.abs(north) < mostSteps) {
        const x = Math.round(east) & (2 ** coordinateBits - 1);
        const y = Math.round(north) & (2 ** coordinateBits - 1);
        add(level, cell, row, (x | (y << coordinateBits) | high) >>> 0, second);
      } else add(level, cell, row, 0, far);
    }
  }
}

/** The coordinates and the radius of a circle's entry, in steps. */
export const entryEast = (first: number) => (first << (32 - coordinateBits)) >> (32 - coordinateBits);
export const entryNorth = (first: number) => (first << (32 - 2 * coordinateBits)) >> (32 - coordinateBits);
export const entryRadius = (first: number, second: number) =>
  ((first >>> (2 * coordinateBits)) << radiusBits) | ((second >>> kindBits) & (2 ** radiusBits - 1));

/** What the first word of a polygon's entry says besides the number of edges that follow: see `coverPolygon`. */
export const oddCrossings = 1;
export const aTurnOn = 2;
export const edgeCountShift = 2;
/** As that number: all edges are asked, under both names of a place. */
export const allEdges = 2 ** 30 - 1;

/**
 * Lists a polygon in the cells it touches. A cell that lies inside it gets no more than that. Any other gets flags,
 * and further words: the edges that a ray from the cell to the east may meet. Of those, edges that every such ray meets are not listed
 * but counted: `oddCrossings`. `aTurnOn` says that the place has to be named 360° higher here.
 */
export function coverPolygon(
  i: number,
  edges: Float64Array,
  first: number,
  last: number,
  box: Box,
  levelNumber: number,
  add: Add,
): void {
  const level = levels[levelNumber]!;
  findCells(level, box);
  const [firstColumn, firstRow, lastColumn, lastRow] = [cells[0]!, cells[1]!, cells[2]!, cells[3]!];
  // so wide that a place may lie in it under both of its names
  const second = ((i << kindBits) | somePolygon) >>> 0;
  const wraps = lastColumn - firstColumn + 1 >= level.columns - 1;
  for (let row = firstRow; row <= lastRow; row++) {
    const south = row / level.perDegree - 90 - pad;
    const north = (row + 1) / level.perDegree - 90 + pad;
    const inRow: number[] = [];
    for (let edge = first; edge < last; edge++) {
      const [y1, y2] = [edges[edge * 4 + 1]!, edges[edge * 4 + 3]!];
      if (Math.max(y1, y2) >= south && Math.min(y1, y2) <= north) inRow.push(edge);
    }
    if (wraps) {
      for (let column = 0; column < level.columns; column++) {
        add(level, column, row, allEdges * 2 ** edgeCountShift, second);
      }
      continue;
    }
    for (let column = firstColumn; column <= lastColumn; column++) {
      const turn = column >= level.columns ? 1 : 0;
      const cell = column - turn * level.columns;
      const west = cell / level.perDegree - 180 + 360 * turn - pad;
      const east = (cell + 1) / level.perDegree - 180 + 360 * turn + pad;
      const named: number[] = [];
      let parity = 0;
      let crossed = false;
      for (const edge of inRow) {
        const [x1, y1, x2, y2] = edges.subarray(edge * 4, edge * 4 + 4) as unknown as [number, number, number, number];
        if (Math.max(x1, x2) < west) continue;
        if (Math.min(x1, x2) > east) {
          if (Math.min(y1, y2) < south && Math.max(y1, y2) > north) {
            parity ^= 1;
            continue;
          }
        } else {
          crossed ||= mayCross(x1, y1, x2, y2, west, south, east, north);
        }
        named.push(edge);
      }
      if (crossed) {
        const flags = named.length * 2 ** edgeCountShift + turn * aTurnOn + parity * oddCrossings;
        add(level, cell, row, flags, second, named);
      } else if (locate(edges, first, last, (west + east) / 2, (south + north) / 2) > 0) {
        add(level, cell, row, 0, ((i << kindBits) | aWholeCell) >>> 0);
      }
    }
  }
}

/** Whether an edge whose box meets a cell's may meet the cell: not if all corners lie clearly on one side of its line. */
function mayCross(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  west: number,
  south: number,
  east: number,
  north: number,
): boolean {
  const side = (x: number, y: number) => (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
  const corners = [side(west, south), side(east, south), side(east, north), side(west, north)];
  // cross products of degrees are good to 2⁻⁵⁰ of the largest product, below 540 × 180
  const doubt = 1e-9;
  return !(Math.min(...corners) > doubt || Math.max(...corners) < -doubt);
}

/** The box of edges. */
export function boxOfEdges(edges: Float64Array): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < edges.length; i += 2) {
    west = Math.min(west, edges[i]!);
    south = Math.min(south, edges[i + 1]!);
    east = Math.max(east, edges[i]!);
    north = Math.max(north, edges[i + 1]!);
  }
  return [west, south, east, north];
}
