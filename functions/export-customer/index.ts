// GET /v1/export: everything that is kept about the customer.
import * as contract from '../../api/me.ts';
import { exportCustomer } from '../../shared/usecases/export-customer.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.exportCustomer, async ({ customerId, query: { cursor } }) =>
    exportCustomer({ customers: adapters.customers(), records: adapters.personalRecords() }, customerId, cursor),
  ),
);
