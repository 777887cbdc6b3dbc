// What giving a consent needs beside the customer: a ledger, tombstones, and a seal with a secret of the tests' own.
import { sealFrom } from '../../shared/adapters/jose/seal.ts';
import { memoryConsentLedger } from '../../shared/adapters/memory/consent-ledger.ts';
import { memoryTombstones } from '../../shared/adapters/memory/tombstones.ts';

export const aSecret = 'no secret but long enough to be taken for one';
export const aSeal = sealFrom(aSecret);

export const consentPorts = () => ({ ledger: memoryConsentLedger(), tombstones: memoryTombstones(), seal: aSeal });
