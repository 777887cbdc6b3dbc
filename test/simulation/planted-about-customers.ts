// Planted bugs in what a customer says, redeems and has erased.
import { bug, type PlantedBug } from './planted-bug.ts';

const consents = 'usecases/manage-consents.ts';
const erases = 'usecases/erase-customer.ts';

export const plantedAboutCustomers: PlantedBug[] = [
  bug(
    'a phone that changed hands gets the pushes of who had it before',
    'adapters/dynamodb/devices.ts',
    'owner?.customerId === customerId && owner.deviceId === deviceId ? target : undefined',
    'owner ? target : undefined',
  ),
  bug('a consent is used before the ledger shows it', consents, 'await appendTo(ports.ledger, said.granted);', ''),
  bug(
    'a withdrawal is noted before it takes effect',
    consents,
    'await appendTo(ports.ledger, said.granted);',
    'await appendTo(ports.ledger, [...said.granted, ...said.withdrawn]);',
  ),
  bug(
    'who is erased may give a consent at once',
    consents,
    'if (known.every(({ tombstone }) => isOver(tombstone))) return;',
    'void known;\n  void isOver;\n  return;',
  ),
  {
    name: 'the last look at an erased customer is taken at once',
    changes: [
      { file: erases, from: 'closedAt + settleAfterMs - now;', to: 'closedAt - now;' },
      {
        file: erases,
        from: 'settleAfterMs / 1000);\n\n  // 2. the rest',
        to: '0);\n  void settleAfterMs;\n\n  // 2. the rest',
      },
    ],
  },
  bug(
    'what came late stays',
    erases,
    'await ports.records.remove(await ports.records.keysOf(customerId));\n  await ports.records.discard',
    'await ports.records.discard',
  ),
  bug(
    'nobody finishes an erasure that was interrupted',
    erases,
    '  await ports.erasureQueue.send({ customerId, erasedAt }, settleAfterMs / 1000);\n\n  // 2. the rest\n  return receive(ports, subject, await erase(ports, customerId, subject, erasedAt, now));',
    '  const tombstone = await erase(ports, customerId, subject, erasedAt, now);\n  await ports.erasureQueue.send({ customerId, erasedAt }, settleAfterMs / 1000);\n  return receive(ports, subject, tombstone);',
  ),
  {
    name: 'a message that is not the last erasure’s is heeded',
    changes: [
      {
        file: erases,
        from: "  if (!own && known.some(({ tombstone }) => tombstone.settledAt === undefined || tombstone.erasedAt > erasedAt))\n    return 'over';\n",
        to: '',
      },
      { file: erases, from: "  if (tombstone?.settledAt !== undefined) return 'over';\n", to: '' },
    ],
  },
  bug(
    'every till is taken for the same',
    'usecases/redeem-code.ts',
    'await ports.redemptions.redeem(code, requestId, now);',
    "await ports.redemptions.redeem(code, requestId && 'till', now);",
  ),
  bug(
    'an erasure leaves what lies under other keys to the last look',
    erases,
    '  await records.remove(await records.keysOf(customerId));\n  return tombstones.note',
    "  await records.remove((await records.keysOf(customerId)).filter(({ pk }) => pk.startsWith('CUSTOMER#')));\n  return tombstones.note",
  ),
  bug(
    'an export shows what is left of who is erased',
    'usecases/export-customer.ts',
    'if (!(await ports.customers.load(customerId))) return page;',
    '',
  ),
];
