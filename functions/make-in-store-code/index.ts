// POST /v1/in-store-codes: a code to show at the till.
import { randomBytes } from 'node:crypto';
import * as contract from '../../api/in-store.ts';
import { inStoreCodeFrom } from '../../shared/model/in-store-code.ts';
import { issueInStoreCode } from '../../shared/usecases/in-store.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.makeInStoreCode, async ({ customerId }) => {
    const ports = {
      customers: adapters.customers(),
      inStoreCodes: adapters.inStoreCodes(),
      worlds: adapters.worlds(),
      newCode: () => inStoreCodeFrom(randomBytes(5)),
    };
    return issueInStoreCode(ports, customerId, Date.now());
  }),
);
