// Every store contract against one backend.
import type { Backend } from '../stores.ts';
import { answeredRequestsContract } from './answered-requests.ts';
import { authoredHistoryContract } from './authored-history.ts';
import { consentLedgerContract } from './consent-ledger.ts';
import { contextContract } from './context.ts';
import { customersContract } from './customers.ts';
import { decisionSampleContract } from './decision-sample.ts';
import { decisionsContract } from './decisions.ts';
import { devicesContract } from './devices.ts';
import { dueWindowsContract } from './due-windows.ts';
import { feedbacksContract } from './feedbacks.ts';
import { inStoreCodesContract } from './in-store-codes.ts';
import { liveFeedContract } from './live-feed.ts';
import { offerGatesContract } from './offer-gates.ts';
import { presenceContract } from './presence.ts';
import { redemptionsContract } from './redemptions.ts';
import { roundsContract } from './rounds.ts';
import { simulationsContract } from './simulations.ts';
import { statsContract } from './stats.ts';
import { tickCursorContract } from './tick-cursor.ts';
import { tombstonesContract } from './tombstones.ts';
import { weatherContract } from './weather.ts';

export function storeContracts({ open, propertyRuns }: Backend) {
  customersContract(open);
  devicesContract(open);
  consentLedgerContract(open);
  decisionsContract(open);
  decisionSampleContract(open);
  simulationsContract(open);
  feedbacksContract(open);
  inStoreCodesContract(open);
  presenceContract(open);
  dueWindowsContract(open);
  roundsContract(open);
  contextContract(open);
  offerGatesContract(open, propertyRuns);
  authoredHistoryContract(open);
  liveFeedContract(open);
  statsContract(open);
  tickCursorContract(open);
  redemptionsContract(open, propertyRuns);
  answeredRequestsContract(open);
  tombstonesContract(open);
  weatherContract(open);
}
