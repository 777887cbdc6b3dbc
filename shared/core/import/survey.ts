// The survey: a first look at where all rows lie, so that a row whose latitude and longitude are swapped stands out.

import { locate } from './locate.ts';
import type { Row } from './row.ts';
import { canonicalZone, zoneAt } from './zones.ts';

export interface Survey {
  rows: number;
  /** At least one row has an id: then every row must. */
  hasIds: boolean;
  /** How many rows lie in the degree cell of a point and the eight round it. */
  near(lng: number, lat: number): number;
  /** Which share of the rows that could be placed lies in a time zone. */
  shareOf(zone: string): number;
}

/** Reads every row once. Memory: one number for every degree cell that holds a row, at most 64,800, and for every zone. */
export async function survey(rows: AsyncIterable<Row>): Promise<Survey> {
  const cells = new Map<number, number>();
  const zones = new Map<string, number>();
  let count = 0;
  let placed = 0;
  let hasIds = false;
  for await (const row of rows) {
    count += 1;
    hasIds ||= Boolean(row.fields.id);
    const located = row.broken ? undefined : locate(row, 1);
    if (!located || 'reason' in located || !onGlobe(located.lng, located.lat)) continue;
    const cell = cellOf(located.lng, located.lat);
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
    const zone = zoneAt(located.lng, located.lat);
    zones.set(zone, (zones.get(zone) ?? 0) + 1);
    placed += 1;
  }
  return {
    rows: count,
    hasIds,
    near(lng, lat) {
      let sum = 0;
      for (let dLng = -1; dLng <= 1; dLng++) {
        for (let dLat = -1; dLat <= 1; dLat++) sum += cells.get(cellOf(lng + dLng, lat + dLat)) ?? 0;
      }
      return sum;
    },
    shareOf: (zone) => (zones.get(zone) ?? 0) / placed,
  };
}

/**
 * Whether a point looks as if its coordinates were swapped, and why. With a zone or a country to go by: the point is not
 * there and its mirror image is. Without: the others are where its image is. They are so if next to none is near the
 * point (a fourth of those near the image, so that a fifth of all rows may be swapped), or if most share the image's zone
 * and next to none the point's. Near the line where longitude equals latitude (Turkey, the Levant, Nigeria) only a zone
 * or a country can tell.
 */
export function looksSwapped(
  { lng, lat }: { lng: number; lat: number },
  expected: ReadonlySet<string> | undefined,
  seen: Survey,
): string | undefined {
  if (Math.abs(lng) > 90) return undefined;
  const written = `looks swapped: latitude ${lat}, longitude ${lng}`;
  const zone = onGlobe(lng, lat) ? zoneAt(lng, lat) : undefined;
  const zoneOfImage = zoneAt(lat, lng);
  if (expected) {
    if (zone && expected.has(canonicalZone(zone))) return undefined;
    if (expected.has(canonicalZone(zoneOfImage))) {
      return `${written} is not in ${[...expected].slice(0, 3).join(', ')}, the other way round it is`;
    }
  }
  if (Math.abs(lng - lat) < 10) return undefined;
  const nearPoint = zone ? seen.near(lng, lat) - 1 : 0;
  const nearImage = seen.near(lat, lng);
  if (nearImage >= 2 && nearImage > 4 * nearPoint) {
    return `${written} is far from the other rows, the other way round it is near ${nearImage} of them`;
  }
  if (zone !== zoneOfImage && seen.shareOf(zoneOfImage) >= 0.5 && (zone ? seen.shareOf(zone) : 0) <= 0.2) {
    return `${written} is far from the other rows, the other way round it is in ${zoneOfImage} like most of them`;
  }
  return undefined;
}

export function onGlobe(lng: number, lat: number): boolean {
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
}

function cellOf(lng: number, lat: number): number {
  return Math.floor(lng) * 1000 + Math.floor(lat);
}
