// Planted bugs: known ways to get such a protocol wrong, each a small change to the text of the use cases, in memory only.

export interface PlantedBug {
  name: string;
  /** Every `from` must be in its file exactly once, so that a bug cannot quietly go missing. */
  changes: { file: string; from: string; to: string }[];
}

const claims = 'core/decide/deliver.ts';
const delivers = 'usecases/deliver-offer.ts';
const consents = 'usecases/manage-consents.ts';
const erases = 'usecases/erase-customer.ts';
const commits = 'usecases/commit.ts';
const gates = 'core/decide/gates.ts';
const caps = 'core/decide/caps.ts';
const quiet = 'core/decide/quiet-hours.ts';
const chooses = 'core/decide/choose.ts';
const asksAgain = 'usecases/decide-present.ts';

const bug = (name: string, file: string, from: string, to: string): PlantedBug => ({
  name,
  changes: [{ file, from, to }],
});

export const plantedBugs: PlantedBug[] = [
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
    "if (pending.state === 'sending') return putOff",
    "if (pending.state === 'never') return putOff",
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
    'the holdout is drawn before the other gates',
    chooses,
    'return world.catalogue.offersAt(geofenceId).map(',
    'return world.catalogue.offersAt(geofenceId).filter((offer) => !isHeldOut(customer.customerId, offer.id, offer.holdoutShare)).map(',
  ),
  bug(
    'quiet hours are asked at the decision only',
    claims,
    "if (quiet && pending.channel !== 'inbox') return { refused: 'quiet-hours' };",
    'void quiet;',
  ),
  bug(
    'quiet hours go by the clock of the place only',
    quiet,
    'const zones = [geofenceZone, device?.timeZone]',
    'void device;\n  const zones = [geofenceZone]',
  ),
  bug(
    'the quiet hours she asked for are not kept',
    quiet,
    "{ whose: 'customer' as const, hours: customer.preferences?.quietHours },",
    '',
  ),
  bug(
    'nobody asks whether she stays',
    'usecases/report-positions.ts',
    'await Promise.all(questions.map((question) => askWhenDue(ports.dwellQueue, question, now)));',
    'void questions;',
  ),
  bug(
    'a question that comes early is not asked again',
    asksAgain,
    'if (isEarly(message, now)) return askWhenDue(ports.dwellQueue, message, now);',
    'if (isEarly(message, now)) return;',
  ),
  bug(
    'a stay is long enough when the question comes',
    gates,
    'return stayedMinutes >= on.dwellMinutes ?',
    "return stayedMinutes >= on.dwellMinutes || facts.signal.kind === 'dwell' ?",
  ),
  bug(
    'what an offer asks of context and weather is asked at the decision only',
    delivers,
    "if (otherwise) return { kind: 'refused', why: otherwise };",
    "if (otherwise === 'not-live') return { kind: 'refused', why: otherwise };",
  ),
  bug(
    'the weather is asked at the decision only',
    'usecases/still-so.ts',
    '  if (weather) {',
    '  if (weather && now < 0) {',
  ),
  bug(
    'weather past its lifetime is believed',
    'core/weather/current.ts',
    'return observedAt <= now + clockTolerance && now < observedAt + lifetime * 1000;',
    'return observedAt <= now + clockTolerance && lifetime > 0;',
  ),
  bug(
    'a warm worker answers a question about the weather with what it knows',
    'usecases/known-weather.ts',
    'if ((found?.version ?? 0) >= atLeast) return found;',
    'if (atLeast >= 0) return found;',
  ),
  bug(
    'a question is answered as often as it comes',
    'core/decide/present.ts',
    'if (wasAskedFor(visit, signal.id)) return undefined;',
    'void wasAskedFor;',
  ),
  bug(
    'only the last question is remembered',
    'core/decide/visits.ts',
    'return askedFor === asked || (askedBefore?.includes(asked) ?? false);',
    'void askedBefore;\n  return askedFor === asked;',
  ),
  bug(
    'an answer of the weather provider is believed whatever it says',
    'core/weather/understand.ts',
    "if (!isNear(place, asked)) return { cause: 'elsewhere', detail: 'the answer is for another place' };",
    'void isNear;\n  void asked;',
  ),
  bug(
    'the cooldown of a geofence is not asked',
    gates,
    'return coolingDown(customer, offer, geofence.id, now);',
    'void customer;\n  void geofence;\n  void now;\n  return undefined;',
  ),
  bug(
    'the unit of a rejected delivery is never given back',
    commits,
    ': offerGates.giveBack(end.offerId, end.deliveryId);',
    ": end.state === 'rejected' ? Promise.resolve() : offerGates.giveBack(end.offerId, end.deliveryId);",
  ),
  bug(
    'a message is done before the reservation is there',
    delivers,
    'return putOff(ports, message, backOffMs(message, now));\n}\n\nfunction refusedEnd',
    'return;\n}\n\nfunction refusedEnd',
  ),
  bug(
    'a message is done once it is sending',
    delivers,
    "if (pending.state === 'sending') return putOff(ports, message, (pending.answerDueAt ?? now) - now);",
    "if (pending.state === 'sending') return;",
  ),
  bug(
    'what is not accepted is not put off',
    delivers,
    '    return putOff(ports, message, backOffMs(message, now));\n  }\n  // The customer',
    '    return;\n  }\n  // The customer',
  ),
  bug('the queue hears of it after the customer', commits, '    reservation(ports, before, after),\n', ''),
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
    'a report drops a decision that was not copied',
    commits,
    'if (pending?.decision && pending.deliveryId !== after.pending?.deliveryId) {',
    'if (pending?.decision && before === after) {',
  ),
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
  bug('the cap is not asked', gates, "['capped', capped],", "['capped', () => undefined],"),
  bug(
    'the cap counts calendar windows',
    caps,
    'now - send.at < cap.windowMinutes * minuteMs',
    'Math.floor(now / (cap.windowMinutes * minuteMs)) === Math.floor(send.at / (cap.windowMinutes * minuteMs))',
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
  bug('a second delivery may be reserved beside the first', gates, "['pending', pending],", ''),
  bug(
    'the same offer is tried twice in a visit',
    gates,
    'if (tried.includes(offer.id)) return { visit: visit.visit };',
    'void tried;',
  ),
  bug('a push lives for a day', delivers, 'Math.max(0, Math.floor((expiresAt - now) / 1000))', '86_400'),
  bug(
    'an older catalogue will do',
    'usecases/worlds.ts',
    '< lookAgainAfterMs && world.catalogue.version >= atLeast;',
    '< lookAgainAfterMs;',
  ),
  bug(
    'a pause reaches the catalogue and not the gate',
    'usecases/change-authored.ts',
    'gates.map((gate) => offerGates.set(gate))',
    'gates.map((gate) => (gate.live ? offerGates.set(gate) : undefined))',
  ),
  bug(
    'of two ends in a batch the wrong one is kept',
    commits,
    'awaited ? { ...after, lastEnd: awaited } : after',
    'after',
  ),
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
    'a phone that changed hands gets the pushes of who had it before',
    'adapters/dynamodb/devices.ts',
    'owner?.customerId === customerId && owner.deviceId === deviceId ? target : undefined',
    'owner ? target : undefined',
  ),
  bug(
    'two decisions on one signal share an id',
    'core/decide/choose.ts',
    'ulid(now, chance(customer.customerId, facts.signal.id, customer.version))',
    'ulid(now, random)',
  ),
  bug(
    'a pause is asked at the decision only',
    claims,
    "if (customer.pausedUntil !== undefined && now < customer.pausedUntil) return 'paused';",
    '',
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
  bug(
    'a message that is not the last erasure’s is heeded',
    erases,
    '  if (tombstone && (tombstone.erasedAt !== erasedAt || tombstone.settledAt !== undefined)) return;\n',
    '',
  ),
  bug(
    'the unit of an erased customer is given out again',
    delivers,
    'if (!customer) return ports.offerGates.settle(offerId, deliveryId);',
    'if (!customer) return ports.offerGates.giveBack(offerId, deliveryId);',
  ),
  bug(
    'every till is taken for the same',
    'usecases/redeem-code.ts',
    'await ports.redemptions.redeem(code, requestId, now);',
    "await ports.redemptions.redeem(code, requestId && 'till', now);",
  ),
  bug(
    'what she has redeemed is not asked',
    gates,
    "['already-redeemed', alreadyRedeemed],",
    "['already-redeemed', () => undefined],",
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
