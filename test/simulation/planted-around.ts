// Planted bugs in what stands around a decision: commits, questions, weather, the catalogue, counts.
import { bug, type PlantedBug } from './planted-bug.ts';

const commits = 'usecases/commit.ts';
const asksAgain = 'usecases/decide-present.ts';

export const plantedAround: PlantedBug[] = [
  bug(
    'nobody asks whether she stays',
    'usecases/report-positions.ts',
    'await Promise.all(questions.map((question) => askWhenDue(ports.dwellQueue, question, now)));',
    'void questions;',
  ),
  bug(
    'a question that comes early is not asked again',
    asksAgain,
    '      await askWhenDue(ports.dwellQueue, message, now);\n      return undefined;',
    '      return undefined;',
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
    'an answer of the weather provider is believed whatever it says',
    'core/weather/understand.ts',
    "if (!isNear(place, asked)) return { cause: 'elsewhere', detail: 'the answer is for another place' };",
    'void isNear;\n  void asked;',
  ),
  bug(
    'the unit of a rejected delivery is never given back',
    commits,
    ': offerGates.giveBack(end.offerId, end.deliveryId);',
    ": end.state === 'rejected' ? Promise.resolve() : offerGates.giveBack(end.offerId, end.deliveryId);",
  ),
  bug('the queue hears of it after the customer', commits, '    reservation(ports, before, after),\n', ''),
  bug(
    'a report drops a decision that was not copied',
    commits,
    'if (pending?.decision && pending.deliveryId !== after.pending?.deliveryId) {',
    'if (pending?.decision && before === after) {',
  ),
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
    'an end is counted after it is on record',
    'usecases/counted-decisions.ts',
    '      if (now - end.at < tooLateMs) await tallies.send([{ tallies: [tallyOfEnd(end)] }]);\n      await decisions.recordEnd(customerId, end);',
    '      await decisions.recordEnd(customerId, end);\n      if (now - end.at < tooLateMs) await tallies.send([{ tallies: [tallyOfEnd(end)] }]);',
  ),
  bug('what is told again is counted again', 'core/uplift/count.ts', 'if (known.has(tally.id)) continue;', ''),
  bug(
    'every delivery assigns her to an arm',
    'core/uplift/trials.ts',
    '|| hasHad(customer, pending)) return { customer };',
    ') return { customer };\n  void hasHad;',
  ),
  bug(
    'a batch whose counts somebody else wrote is done',
    'usecases/count-tallies.ts',
    'if (!next || (await stats.save(next))) return;',
    'if (!next) return;\n    await stats.save(next);\n    return;',
  ),
  bug(
    'whichever version there is may be changed',
    'usecases/precondition.ts',
    "if (precondition === 'any' || precondition.version === before.version) return !same;",
    'return !same;',
  ),
  bug(
    'a change of the catalogue that was lost is told as done',
    'usecases/change-authored.ts',
    'if (!(await ports.authored.replace(base, { authored, ...(publishes && { snapshot }) }, now))) continue;',
    'await ports.authored.replace(base, { authored, ...(publishes && { snapshot }) }, now);',
  ),
];
