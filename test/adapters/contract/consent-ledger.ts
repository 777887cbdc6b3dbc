// The contract of the consent ledger: what was said stays as it was said.
import { describe, expect, it } from 'vitest';
import type { ConsentEntry } from '../../../shared/model/consent.ts';
import type { ConsentLedger } from '../../../shared/ports/consent-ledger.ts';

export function consentLedgerContract(
  open: () => Promise<{ consentLedger: ConsentLedger; consentEntries(customerId: string): Promise<object[]> }>,
) {
  describe('consent ledger', () => {
    it('keeps every entry, each once, as first appended', async () => {
      const { consentLedger, consentEntries } = await open();
      const given: ConsentEntry = {
        id: '01',
        customerId: 'ida',
        at: 1,
        changes: { location: true, push: true },
        textVersion: 'v1',
      };
      const withdrawn: ConsentEntry = { ...given, id: '02', at: 2, changes: { push: false } };
      await consentLedger.append(given);
      await consentLedger.append(withdrawn);
      await consentLedger.append({ ...given, changes: {} });
      await consentLedger.append({ ...given, customerId: 'ole' });
      expect(await consentEntries('ida')).toEqual([given, withdrawn]);
    });
  });
}
