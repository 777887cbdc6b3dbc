// A store list as a real chain exports it, with its defects, and the truth about every row: what it is, or why it cannot be.
import { seeded } from './seeded.ts';

export interface Truth {
  /** Of good rows: the geofence's id, where it lies, its zone and its radius. */
  good: Map<number, { id: string; lng: number; lat: number; timeZone: string; radiusMetres: number }>;
  /** Of refused rows: the reason, by the line on which the row begins. */
  refused: Map<number, string>;
  rows: number;
}

export interface Style {
  delimiter: string;
  decimal: '.' | ',';
  lineEnd: '\r\n' | '\n' | '\r';
  title?: string;
  headers: { id: string; name: string; lat: string; lng: string; zone: string; radius: string; city: string };
}

const cities: [name: string, lng: number, lat: number, timeZone: string][] = [
  ['København', 12.5683, 55.6761, 'Europe/Copenhagen'],
  ['Århus', 10.2039, 56.1629, 'Europe/Copenhagen'],
  ['Odense', 10.3883, 55.4038, 'Europe/Copenhagen'],
  ['Malmö', 13.0038, 55.605, 'Europe/Stockholm'],
  ['Göteborg', 11.9746, 57.7089, 'Europe/Stockholm'],
  ['Oslo', 10.7522, 59.9139, 'Europe/Oslo'],
  ['Köln', 6.9603, 50.9375, 'Europe/Berlin'],
  ['München', 11.582, 48.1351, 'Europe/Berlin'],
  ['Paris', 2.3522, 48.8566, 'Europe/Paris'],
  ['Chicago', -87.6298, 41.8781, 'America/Chicago'],
  ['Phoenix', -112.074, 33.4484, 'America/Phoenix'],
  ['São Paulo', -46.6333, -23.5505, 'America/Sao_Paulo'],
  ['Sydney', 151.2093, -33.8688, 'Australia/Sydney'],
];

const defects = [
  'missing-coordinate',
  'not-a-number',
  'out-of-range',
  'swapped',
  'zero-zero',
  'missing-id',
  'bad-id',
  'duplicate-id',
  'bad-time-zone',
  'bad-radius',
  'name-too-long',
  'column-count',
] as const;

/** A list of `rows` rows of which about one in sixteen has a defect; every kind of defect occurs in lists of some hundred. */
export function chainList(rows: number, style: Style, seed: number): { text: string; truth: Truth } {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const { headers, lineEnd, delimiter } = style;
  const parts: string[] = [];
  const truth: Truth = { good: new Map(), refused: new Map(), rows };
  const usedIds: string[] = [];
  let line = 1;
  const write = (text: string) => {
    parts.push(text, lineEnd);
    line += 1 + (text.split(lineEnd).length - 1);
  };
  const cell = (text: string) =>
    text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const degrees = (value: number, axis: 'lat' | 'lng') => {
    const text = String(value).replace('.', style.decimal);
    const form = random();
    if (form < 0.02) return `${text}°`;
    if (form < 0.04)
      return `${text.replace('-', '')}° ${axis === 'lat' ? (value < 0 ? 'S' : 'N') : value < 0 ? 'W' : 'E'}`;
    return form < 0.06 ? ` ${text} ` : text;
  };

  if (style.title !== undefined) write(style.title);
  write(
    [
      headers.id,
      headers.name,
      'Adresse',
      headers.city,
      headers.lat,
      headers.lng,
      headers.zone,
      headers.radius,
      'Telefon',
    ]
      .map(cell)
      .join(delimiter),
  );
  for (let row = 0; row < rows; row++) {
    if (random() < 0.003) write('');
    const [city, cityLng, cityLat, timeZone] = pick(cities);
    const lng = round(cityLng + (random() - 0.5) * 0.1);
    const lat = round(cityLat + (random() - 0.5) * 0.1);
    const plainId = `S${String(row).padStart(5, '0')}`;
    // One id in fifty is written in a way that has to be changed.
    const [idText, id] = random() < 0.02 ? [`Nr. ${plainId} #1`, `Nr.-${plainId}-1`] : [plainId, plainId];
    const ownRadius = random() < 0.1 ? 50 + Math.floor(random() * 400) : undefined;
    const cells = {
      id: idText,
      name: `Bageri ${city} "${row}"`,
      address: random() < 0.05 ? `Torvet ${row}${lineEnd}2. sal` : `Gade ${row}${delimiter} kælder`,
      city,
      lat: degrees(lat, 'lat'),
      lng: degrees(lng, 'lng'),
      zone: random() < 0.5 ? timeZone : '',
      radius: ownRadius === undefined ? '' : pick([String(ownRadius), `${ownRadius} m`]),
      phone: '+45 12 34 56 78',
    };
    const begins = line;
    const defect = row > 50 && random() < 1 / 16 ? pick(defects) : undefined;
    if (defect === 'missing-coordinate') cells[pick(['lat', 'lng'] as const)] = pick(['', 'NULL', ' ', 'n/a']);
    if (defect === 'not-a-number')
      cells[pick(['lat', 'lng'] as const)] = pick(['ukendt', '12..5', 'NaN', '1e999', '0x10', '<b>']);
    if (defect === 'out-of-range') {
      if (random() < 0.5) cells.lat = String(100_000 + Math.floor(random() * 6e6));
      else cells.lng = pick(['360', '912', '-181', '1256831']);
    }
    if (defect === 'swapped') [cells.lat, cells.lng] = [degreesOf(lng, style), degreesOf(lat, style)];
    if (defect === 'zero-zero')
      [cells.lat, cells.lng] = pick([['0', '0'] as const, [`0${style.decimal}0`, '0'] as const]);
    if (defect === 'missing-id') cells.id = '';
    if (defect === 'bad-id') cells.id = pick(['***', '#', 'x'.repeat(101)]);
    if (defect === 'duplicate-id') cells.id = pick(usedIds);
    if (defect === 'bad-time-zone')
      cells.zone = pick(['Romance Standard Time', 'Europe/Kobenhavn', '+01:00', 'Mars/Olympus']);
    if (defect === 'bad-radius') cells.radius = pick(['0', '-5', 'stor', '100001', '200 km', '1e999']);
    if (defect === 'name-too-long') cells.name = 'n'.repeat(201);
    let text = Object.values(cells).map(cell).join(delimiter);
    if (defect === 'column-count') text += `${delimiter}x${delimiter}`;
    write(text);
    if (defect) {
      truth.refused.set(begins, defect);
    } else {
      usedIds.push(cells.id);
      truth.good.set(begins, { id, lng, lat, timeZone, radiusMetres: ownRadius ?? 150 });
    }
  }
  return { text: parts.join(''), truth };
}

function degreesOf(value: number, style: Style): string {
  return String(value).replace('.', style.decimal);
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
