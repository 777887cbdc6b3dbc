// The contract of the consent ledger: what was said stays as it was said.
import { describe, expect, it } from 'vitest';
import type { ConsentLine } from '../../../shared/model/consent.ts';
import type { ConsentLedger } from '../../../shared/ports/consent-ledger.ts';

export function consentLedgerContract(
  open: () => Promise<{ consentLedger: ConsentLedger; consentLines(customerId: string): Promise<object[]> }>,
) {
  describe('consent ledger', () => {
    it('keeps every line, each once, as first appended', async () => {
      const { consentLedger, consentLines } = await open();
      const given: ConsentLine = {
        id: '01',
        customerId: 'ida',
        at: 1,
        purpose: 'push',
        granted: true,
        textVersion: 'v1',
      };
      const withdrawn: ConsentLine = { ...given, id: '02', at: 2, granted: false };
      await consentLedger.append(given);
      await consentLedger.append(withdrawn);
      await consentLedger.append({ ...given, granted: false });
      await consentLedger.append({ ...given, customerId: 'ole' });
      expect(await consentLines('ida')).toEqual([given, withdrawn]);
    });
  });
}
