// Planted bugs in claims and pushes.
import { bug, type PlantedBug } from './planted-bug.ts';

const claims = 'core/decide/deliver.ts';
const delivers = 'usecases/deliver-offer.ts';

export const plantedInDelivering: PlantedBug[] = [
  bug(
    'push consent is asked at the decision only',
    claims,
    "if (pending.channel !== 'inbox' && !customer.consents.push?.granted) return 'no-push-consent';",
    '',
  ),
  {
    name: 'location consent is asked at the decision only',
    changes: [
      { file: claims, from: "if (!customer.consents.location?.granted) return 'no-location-consent';", to: '' },
      { file: claims, from: "if (!visit || now >= visit.leaseUntil) return 'left';", to: '' },
    ],
  },
  bug('leaving is not asked at the claim', claims, "if (!visit || now >= visit.leaseUntil) return 'left';", ''),
  {
    name: 'the lease is ignored at the claim',
    changes: [
      { file: claims, from: "if (now >= pending.expiresAt) return 'expired';", to: '' },
      { file: claims, from: 'if (!visit || now >= visit.leaseUntil)', to: 'if (!visit)' },
      {
        file: claims,
        from: 'if (now < due) return { customer };',
        to: "if (now < due || pending.state === 'reserved') return { customer };",
      },
    ],
  },
  bug(
    'an unknown outcome is taken for not accepted',
    delivers,
    "if (outcome.kind === 'not-accepted') {",
    "if (outcome.kind === 'not-accepted' || outcome.kind === 'unknown') {",
  ),
  bug(
    'what the push throws is taken for not accepted',
    delivers,
    "return { kind: 'unknown', why: 'fault' };",
    "return { kind: 'not-accepted', why: 'fault' };",
  ),
  bug(
    'sending past its answer is sent again',
    delivers,
    '    const lapsed = lapse(customer, now);\n',
    "    const lapsed: ReturnType<typeof lapse> = pending.state === 'sending' && now >= (pending.answerDueAt ?? 0) ? { customer: { ...customer, pending: { ...pending, state: 'reserved' } } } : lapse(customer, now);\n    if (pending.state === 'sending' && !lapsed.ended && now >= (pending.answerDueAt ?? 0)) { await ports.customers.save(lapsed.customer); continue; }\n",
  ),
  bug(
    'sending is not waited for',
    delivers,
    "if (pending.state === 'sending') {\n      await putOff",
    "if (pending.state === 'never') {\n      await putOff",
  ),
  bug(
    'the claim is not awaited',
    delivers,
    'if (!(await ports.customers.save(coded))) continue;',
    'void ports.customers.save(coded).catch(() => {});',
  ),
  bug(
    'a lost claim pushes all the same',
    delivers,
    'if (!(await ports.customers.save(coded))) continue;',
    'await ports.customers.save(coded);',
  ),
  bug(
    'the claim is written without its version',
    delivers,
    'if (!(await ports.customers.save(coded))) continue;',
    'const newest = await ports.customers.load(customer.customerId);\n    if (!(await ports.customers.save({ ...claimed, version: newest!.version }))) continue;',
  ),
  bug(
    'the gate of the offer is not asked',
    delivers,
    'const gate = await ports.offerGates.take({ offerId, deliveryId, version, now });',
    "const gate = 'taken' as string; void offerId; void version; void deliveryId; void now;",
  ),
  bug('the gate’s no is not heard', delivers, "if (gate !== 'taken') return { kind: 'refused', why: gate };", ''),
  bug(
    'a budget is read, then taken',
    delivers,
    'const gate = await ports.offerGates.take({ offerId, deliveryId, version, now });',
    "const balance = await ports.offerGates.balance(offerId);\n    const gate = (balance?.left ?? 1) > 0 ? 'taken' : ('budget-spent' as string);\n    await ports.offerGates.take({ offerId, deliveryId, version, now });",
  ),
  bug(
    'what is not accepted gives its unit back and pushes again with it',
    delivers,
    '    const released = await changeCustomer(ports.customers, customerId, (customer) =>\n      isClaimOf(customer, pending) ? release',
    '    await ports.offerGates.settle(pending.offerId, deliveryId);\n    const released = await changeCustomer(ports.customers, customerId, (customer) =>\n      isClaimOf(customer, pending) ? release',
  ),
  bug(
    'the unit of a cancelled delivery is booked as spent',
    claims,
    "return state === 'sent' || state === 'unknown' || state === 'ghost';",
    "return state !== 'expired' && state !== 'rejected';",
  ),
  bug(
    'the unit of an unknown delivery is given back',
    claims,
    "return state === 'sent' || state === 'unknown' || state === 'ghost';",
    "return state === 'sent' || state === 'ghost';",
  ),
  bug(
    'the unit of a held-out delivery is given back',
    claims,
    "return state === 'sent' || state === 'unknown' || state === 'ghost';",
    "return state === 'sent' || state === 'unknown';",
  ),
  bug(
    'a held-out delivery is not claimed',
    delivers,
    '    const claimed = claim(customer, pending, now);\n',
    "    if (pending.arm === 'holdout') {\n      const end = endOf(pending, 'ghost', now);\n      if (!(await ports.customers.save(finish(customer, end)))) continue;\n      return tell(ports, customer.customerId, end);\n    }\n    const claimed = claim(customer, pending, now);\n",
  ),
  bug(
    'a held-out delivery does not ask the gate of the offer',
    delivers,
    '  try {\n    // Read after the claim',
    "  if (arm === 'holdout') return { kind: 'held-out' };\n  try {\n    // Read after the claim",
  ),
  bug('who is held out is pushed to', delivers, "if (arm === 'holdout') return { kind: 'held-out' };", 'void arm;'),
  bug(
    'a held-out delivery that was interrupted is called unknown',
    claims,
    "const claimed = pending.arm === 'holdout' ? 'ghost' : 'unknown';",
    "const claimed = 'unknown';",
  ),
  bug(
    'quiet hours are asked at the decision only',
    claims,
    "if (quiet && pending.channel !== 'inbox') return { refused: 'quiet-hours' };",
    'void quiet;',
  ),
  bug(
    'what an offer asks of context and weather is asked at the decision only',
    delivers,
    "if (otherwise) return { kind: 'refused', why: otherwise };",
    "if (otherwise === 'not-live') return { kind: 'refused', why: otherwise };",
  ),
  bug(
    'a message is done before the reservation is there',
    delivers,
    'await putOff(ports, message, backOffMs(message, now));\n  return undefined;\n}\n\nfunction refusedEnd',
    'return undefined;\n}\n\nfunction refusedEnd',
  ),
  bug(
    'a message is done once it is sending',
    delivers,
    'await putOff(ports, message, (pending.answerDueAt ?? now) - now);',
    '',
  ),
  bug(
    'what is not accepted is not put off',
    delivers,
    '    return putOff(ports, message, backOffMs(message, now));\n  }\n  // The customer',
    '    return;\n  }\n  // The customer',
  ),
  {
    name: 'the decision is dropped before it is copied',
    changes: [
      {
        file: delivers,
        from: 'if (pending.decision) await ports.decisions.record(customer.customerId, pending.decision);',
        to: '',
      },
    ],
  },
  bug(
    'an end that was cut short is forgotten with the next',
    delivers,
    'if (customer.lastEnd) await bookEnd(ports, customer.customerId, customer.lastEnd);',
    '',
  ),
  bug(
    'an end is told before it is written',
    delivers,
    '  const written = await changeCustomer',
    '  await tell(ports, customerId, end);\n  const written = await changeCustomer',
  ),
  bug(
    'the claim is not stamped, so the cap does not see it',
    claims,
    '        at: now,\n',
    '        at: pending.reservedAt - 3_600_000,\n',
  ),
  bug(
    'an answer that was lost frees the cap',
    claims,
    "const claimed = pending.arm === 'holdout' ? 'ghost' : 'unknown';",
    "const claimed = 'rejected';",
  ),
  bug('a push lives for a day', delivers, 'Math.max(0, Math.floor((expiresAt - now) / 1000))', '86_400'),
  bug(
    'what is asked after the claim is asked by the clock before it',
    delivers,
    'is not offered.\n  const now = ports.clock();',
    'is not offered.\n  const now = customer.pending!.claimedAt!;',
  ),
  bug(
    'a unit is taken before the claim is won',
    delivers,
    '    const claimed = claim(customer, pending, now);\n',
    '    await ports.offerGates.take({ offerId: pending.offerId, deliveryId: pending.deliveryId, version: pending.offerVersion, now });\n    const claimed = claim(customer, pending, now);\n',
  ),
  bug(
    'a pause is asked at the decision only',
    claims,
    "if (customer.pausedUntil !== undefined && now < customer.pausedUntil) return 'paused';",
    '',
  ),
  bug(
    'the unit of an erased customer is given out again',
    delivers,
    'if (!customer) {\n    await ports.offerGates.settle(offerId, deliveryId);',
    'if (!customer) {\n    await ports.offerGates.giveBack(offerId, deliveryId);',
  ),
];
