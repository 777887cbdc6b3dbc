// A fresh process that opens an index from a file and asks it once: `node open.ts ravn|flatbush <file>` prints milliseconds
// of this thread, in which neither Node's start nor what else the machine does count.
import { readFileSync } from 'node:fs';
import { openGeofences } from '../../shared/core/geo/index.ts';
import { flatbushMatch, loadFlatbush, type Match } from './peers.ts';
import { cpuMs } from './track.ts';

const [kind, file] = process.argv.slice(2);
const Flatbush = kind === 'flatbush' ? await loadFlatbush() : undefined;

cpuMs();
const before = cpuMs();
const started = cpuMs();
const clock = started - before;
const bytes = readFileSync(file!);
let match: Match;
if (Flatbush) {
  // three numbers a circle, then flatbush's own bytes
  const circles = new Uint32Array(bytes.buffer, bytes.byteOffset, 1)[0]!;
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset + 8, circles * 3);
  const tree = Flatbush.from(bytes.buffer.slice(bytes.byteOffset + 8 + circles * 24, bytes.byteOffset + bytes.length));
  match = flatbushMatch(tree, numbers, []);
} else {
  match = openGeofences(bytes).containing;
}
const opened = cpuMs();
match(12.57, 55.68);
const asked = cpuMs();
process.stdout.write(JSON.stringify({ openMs: opened - started - clock, firstMs: asked - opened - clock }));
