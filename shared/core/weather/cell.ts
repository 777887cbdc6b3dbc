// Weather cells: coarse squares of the earth, so that one request serves every geofence in it.
import type { Position } from '../../model/geofence.ts';

/** A tenth of a degree of latitude, 11 km: about the grid of the models behind the providers (2.5 km in the Nordics, 9 km elsewhere). */
const rowsPerDegree = 10;
const rows = 180 * rowsPerDegree;

/**
 * The cell a place lies in, such as `1456-1067`: its row from the south, its column from 180° W. A row has so many
 * columns that a cell is about as wide as high, so that the north is not asked for more often than the south.
 */
export function cellOf([lng, lat]: Position): string {
  const row = Math.min(rows - 1, Math.max(0, Math.floor((lat + 90) * rowsPerDegree)));
  const columns = columnsOf(row);
  // Longitudes past ±180 are understood in a shape; (x % 1 + 1) % 1 may round up to 1.
  const turn = ((((lng + 180) / 360) % 1) + 1) % 1;
  return `${row}-${Math.min(columns - 1, Math.floor(turn * columns))}`;
}

/** [longitude, latitude] of a cell's middle, with 4 decimals at most: MET Norway refuses more. Throws for what is no cell. */
export function centreOf(cell: string): Position {
  const [, row, column] = /^(\d{1,4})-(\d{1,4})$/.exec(cell) ?? [];
  if (row === undefined || Number(row) >= rows || Number(column) >= columnsOf(Number(row))) {
    throw new Error('not a weather cell');
  }
  const lng = ((Number(column) + 0.5) / columnsOf(Number(row))) * 360 - 180;
  return [rounded(lng), rounded(latitudeOf(Number(row)))];
}

const latitudeOf = (row: number) => (row + 0.5) / rowsPerDegree - 90;

const columnsOf = (row: number) =>
  Math.max(1, Math.round(360 * rowsPerDegree * Math.cos((latitudeOf(row) * Math.PI) / 180)));

const rounded = (degrees: number) => Math.round(degrees * 1e4) / 1e4;
