// A packed Hilbert R-tree over boxes of longitude and latitude: finds what may be near without looking at everything.
// The layout is flatbush's (Kamel & Faloutsos 1994, packed as in mourner/flatbush): leaves first, root last, no pointers up.
import { normalLng } from './geodesic.ts';

/** Children of a node: 16 boxes of 16 bytes are four cache lines. */
export const nodeSize = 16;

/** `boxes` holds west, south, east, north of each node; `children` a leaf's item, or where a node's first child is. */
export interface Tree {
  boxes: Float32Array;
  children: Uint32Array;
}

/** Where each level ends, leaves first; the last is the number of nodes. Nothing for no items. */
export function levelEnds(items: number): number[] {
  const ends: number[] = [];
  for (let count = items; count > 0; ) {
    ends.push((ends.at(-1) ?? 0) + count);
    if (count === 1 && ends.length > 1) break;
    count = Math.ceil(count / nodeSize);
  }
  return ends;
}

/** Fills a tree from boxes (four numbers an item; west in [−180, 180), east may pass 180), rounded outwards to 32 bits. */
export function buildTree(itemBoxes: Float64Array, tree: Tree): void {
  const items = itemBoxes.length / 4;
  const ends = levelEnds(items);
  const keys = new Float64Array(items);
  for (let i = 0; i < items; i++) {
    const lng = normalLng((itemBoxes[i * 4]! + itemBoxes[i * 4 + 2]!) / 2);
    keys[i] = hilbert((lng + 180) / 360, ((itemBoxes[i * 4 + 1]! + itemBoxes[i * 4 + 3]!) / 2 + 90) / 180);
  }
  const order = Uint32Array.from(keys, (_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
  order.forEach((item, position) => {
    tree.children[position] = item;
    for (let k = 0; k < 4; k++) tree.boxes[position * 4 + k] = outwards(itemBoxes[item * 4 + k]!, k < 2 ? -1 : 1);
  });
  let start = 0;
  for (let level = 1; level < ends.length; level++) {
    let parent = ends[level - 1]!;
    for (; start < ends[level - 1]!; start += nodeSize, parent++) {
      tree.children[parent] = start;
      const last = Math.min(start + nodeSize, ends[level - 1]!);
      for (let k = 0; k < 4; k++) {
        let bound = tree.boxes[start * 4 + k]!;
        for (let child = start + 1; child < last; child++) {
          const value = tree.boxes[child * 4 + k]!;
          bound = k < 2 ? Math.min(bound, value) : Math.max(bound, value);
        }
        tree.boxes[parent * 4 + k] = bound;
      }
    }
    start = ends[level - 1]!;
  }
}

/** 2⁻²³ of a number is more than rounding to 32 bits can move it. */
const outwards = (x: number, sign: number) => Math.fround(x + sign * Math.abs(x) * 2 ** -23);

/** Place on a Hilbert curve of 26 bits an axis (0.6 m), from two shares in [0, 1] (Hamilton, Compact Hilbert Indices, 2006). */
function hilbert(shareX: number, shareY: number): number {
  const side = 2 ** 26;
  let x = Math.min(side - 1, Math.floor(shareX * side));
  let y = Math.min(side - 1, Math.floor(shareY * side));
  let key = 0;
  for (let s = side / 2; s >= 1; s /= 2) {
    const rx = x & s ? 1 : 0;
    const ry = y & s ? 1 : 0;
    key += s * s * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return key;
}
