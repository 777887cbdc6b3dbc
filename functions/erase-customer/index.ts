// DELETE /v1/me: the end of what is kept about the customer, and a receipt.
import * as contract from '../../api/me.ts';
import { eraseCustomer } from '../../shared/usecases/erase-customer.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.eraseCustomer, async ({ customerId }) => eraseCustomer(adapters.erasePorts(), customerId, Date.now())),
);
