// Exporting: everything that names the customer, in pages, as she can read it.
import { type ExportPage, exportPage } from '../model/export-page.ts';
import type { Customers } from '../ports/customers.ts';
import type { PersonalRecord, PersonalRecords } from '../ports/personal-records.ts';

/** One page. Nothing for somebody who is not known, or has been erased. `cursor` is the `next` of the page before. */
export async function exportCustomer(
  ports: { customers: Customers; records: PersonalRecords },
  customerId: string,
  cursor: string | undefined,
): Promise<ExportPage> {
  const page: ExportPage = {
    devices: [],
    consents: [],
    decisions: [],
    present: [],
    codes: [],
    recentEvents: [],
    other: [],
  };
  if (!(await ports.customers.load(customerId))) return page;
  // The cursor is a place under the customer of the token: it leads nowhere else, whatever is in it.
  const after = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
  const [{ records, next }, elsewhere] = await Promise.all([
    ports.records.page(customerId, after),
    cursor === undefined ? ports.records.elsewhere(customerId) : [],
  ]);
  for (const record of [...records, ...elsewhere]) place(page, record);
  return next === undefined ? page : { ...page, next: Buffer.from(next).toString('base64url') };
}

const { customer, devices, consents, decisions, present, codes, recentEvents } = exportPage.shape;

interface Schema<Item> {
  safeParse(value: unknown): { success: true; data: Item } | { success: false };
}

/** Puts a record where it belongs; one that another deployment wrote differently, where it is not lost. */
function place(page: ExportPage, { kind, body }: PersonalRecord): void {
  const put = <Item>(list: Item[], element: Schema<Item>, item: Record<string, unknown>) => {
    const read = element.safeParse(item);
    if (read.success) list.push(read.data);
    else page.other.push(item);
  };
  switch (kind) {
    case 'customer': {
      const { version: _version, ...rest } = body;
      const read = customer.safeParse(rest);
      if (read.success) page.customer = read.data;
      else page.other.push(rest);
      break;
    }
    case 'device': {
      const { token, ...rest } = body;
      put(page.devices, devices.element, { ...rest, tokenEnding: String(token).slice(-4) });
      break;
    }
    case 'consent': {
      const { customerId: _customerId, ...rest } = body;
      put(page.consents, consents.element, rest);
      break;
    }
    case 'decision': {
      const { decision, end } = body as { decision?: object; end?: object };
      put(page.decisions, decisions.element, { ...decision, ...(end && { end }) });
      break;
    }
    case 'code': {
      const { customerId: _customerId, ...rest } = body;
      put(page.codes, codes.element, rest);
      break;
    }
    case 'presence':
      put(page.present, present.element, body);
      break;
    case 'liveEvent':
      put(page.recentEvents, recentEvents.element, body.event as Record<string, unknown>);
      break;
    case 'token':
      break; // the same device once more, without its token
    default:
      page.other.push(body);
  }
}
