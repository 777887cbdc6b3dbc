// Complete Journey 2.0 (84.51°, CC0) as opportunities: a household in a campaign, known by what it did before, redeems any coupon of it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Opportunity } from './evaluation.ts';

type Row = Record<string, string>;

export interface Campaigns {
  log: Opportunity[];
  /** Whether a line counts: its campaign begins on 2017-08-01 or later and is not cut off by the end of the data. */
  isJudged(line: Opportunity): boolean;
}

const cutOff = new Set(['15', '20', '21', '22', '23']);
const judgedSince = Date.parse('2017-08-01');
const day = 86_400_000;

/**
 * Reads `journey-*.csv[.gz]` of a folder. A line stands at the campaign's start; its context is computed from what lies before. Its
 * outcome is learnt at the campaign's end: to learn redemptions when they happen and their absence only at the end would be to expect
 * too many of them (AUC .73, ECE .09 on 35 % of the households, against .75 and .04).
 */
export function readCampaigns(folder: string): Campaigns {
  const read = (name: string): Row[] => {
    const path = join(folder, `journey-${name}.csv`);
    const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
    return parse(bytes, { columns: true, bom: true });
  };
  const categoryOf = new Map(read('products').map((row) => [row.product_id!, row.product_category!]));
  const couponsOf = Map.groupBy(read('coupons'), (row) => row.campaign_id!);
  const householdsOf = Map.groupBy(read('campaigns'), (row) => row.campaign_id!);
  const purchasesOf = Map.groupBy(read('transactions'), (row) => row.household_id!);
  const redemptionsOf = Map.groupBy(read('redemptions'), (row) => row.household_id!);
  const descriptions = read('campaign-descriptions').sort((a, b) => (a.start_date! < b.start_date! ? -1 : 1));

  const received = new Map<string, { campaign: string; ends: number }[]>();
  const log: Opportunity[] = [];
  const judged = new Set<Opportunity>();
  for (const { campaign_id: campaign, campaign_type: type, start_date, end_date } of descriptions as Row[]) {
    const at = Date.parse(start_date!);
    const ends = Date.parse(end_date!) + day;
    const products = new Set((couponsOf.get(campaign!) ?? []).map((row) => row.product_id!));
    const categories = new Set([...products].map((id) => categoryOf.get(id)));
    for (const { household_id: household } of householdsOf.get(campaign!) ?? []) {
      const redemptions = redemptionsOf.get(household!) ?? [];
      const campaigns = received.get(household!) ?? [];
      const earlier = {
        purchases: (purchasesOf.get(household!) ?? []).filter((row) => Date.parse(row.transaction_timestamp!) < at),
        redemptions: redemptions.filter((row) => Date.parse(row.redemption_date!) < at),
        campaigns: campaigns.filter((other) => other.ends <= at).map((other) => other.campaign),
      };
      const line: Opportunity = {
        at,
        customerId: household!,
        category: type!,
        context: contextOf(earlier, at, products, (row) => categories.has(categoryOf.get(row.product_id!))),
        outcome: redemptions.some((row) => row.campaign_id === campaign) ? 1 : 0,
        outcomeAt: ends,
      };
      log.push(line);
      if (at >= judgedSince && !cutOff.has(campaign!)) judged.add(line);
      received.set(household!, [...campaigns, { campaign: campaign!, ends }]);
    }
  }
  return { log, isJudged: (line) => judged.has(line) };
}

interface Earlier {
  purchases: Row[];
  redemptions: Row[];
  /** Campaigns that have ended. */
  campaigns: string[];
}

function contextOf(earlier: Earlier, at: number, products: Set<string>, isInCategories: (purchase: Row) => boolean) {
  const { purchases, redemptions, campaigns } = earlier;
  const redeemedIn = new Set(redemptions.map((row) => row.campaign_id!));
  const redeemed = campaigns.filter((campaign) => redeemedIn.has(campaign)).length;
  const recent = purchases.filter((row) => at - Date.parse(row.transaction_timestamp!) < 90 * day);
  return {
    // Shrunk towards one in ten, with the weight of eight campaigns.
    ownRate: (redeemed + 8 * 0.1) / (campaigns.length + 8),
    redemptions: upTo(redemptions.length, [0, 1, 3, 8]),
    visitRate: upTo(new Set(recent.map((row) => row.basket_id)).size, [0, 2, 5, 9]),
    spent: upTo(
      purchases.reduce((sum, row) => sum + Number(row.sales_value), 0),
      [20, 50, 100, 200],
    ),
    boughtProducts: upTo(purchases.filter((row) => products.has(row.product_id!)).length, [0, 1, 3]),
    boughtCategories: upTo(purchases.filter(isInCategories).length, [0, 3, 8, 15, 30]),
    usesCoupons: purchases.some((row) => Number(row.coupon_disc) !== 0),
  };
}

/** The band a number lies in, by the bands' upper bounds. */
function upTo(number: number, bounds: number[]): string {
  const bound = bounds.find((most) => number <= most);
  return bound === undefined ? 'more' : `up to ${bound}`;
}
