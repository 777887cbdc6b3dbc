// The in-vehicle coupon survey (Wang et al. 2017, UCI 603, CC BY 4.0) as opportunities: category = coupon, context = the moment.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Context } from '../../shared/model/propensity.ts';

export interface CouponRow {
  customerId: string;
  category: string;
  context: Context;
  outcome: 0 | 1;
}

/** The survey's columns about the person: equal ones in a run of rows are one person. */
const person = [
  'gender', 'age', 'maritalStatus', 'has_children', 'education', 'occupation', 'income', 'car',
  'Bar', 'CoffeeHouse', 'CarryAway', 'RestaurantLessThan20', 'Restaurant20To50',
] as const; // biome-ignore format: a list

/** How often she says she goes to such places: the column of each coupon. */
const frequency: Record<string, string> = {
  Bar: 'Bar',
  'Coffee House': 'CoffeeHouse',
  'Carry out & Take away': 'CarryAway',
  'Restaurant(<20)': 'RestaurantLessThan20',
  'Restaurant(20-50)': 'Restaurant20To50',
};

/**
 * The rows of the file, in its order. Left out: `toCoupon_GEQ5min` (constant), `direction_opp` (1 − `direction_same`) and the columns
 * about the person; with `survey`, the frequency for the offered category is in, as `ownRate`.
 */
export function readCoupons(path: string, survey: boolean): CouponRow[] {
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true, bom: true });
  let customer = 0;
  let before = '';
  return rows.map((row) => {
    const who = JSON.stringify(person.map((column) => row[column]));
    if (who !== before) customer += 1;
    before = who;
    const column = frequency[row.coupon!];
    if (column === undefined) throw new Error(`${path}: unknown coupon ${row.coupon}`);
    return {
      customerId: `person-${customer}`,
      category: row.coupon!,
      context: {
        expiry: row.expiration!,
        distance: row.toCoupon_GEQ25min === '1' ? '25 min' : row.toCoupon_GEQ15min === '1' ? '15 min' : '5 min',
        heading: row.direction_same === '1',
        weather: row.weather!,
        temperature: Number(row.temperature),
        time: row.time!,
        destination: row.destination!,
        company: row.passanger!,
        ...(survey ? { ownRate: row[column]! } : {}),
      },
      outcome: row.Y === '1' ? 1 : 0,
    };
  });
}
