// The promises (README.md), judged by the history of a schedule and by what lies in the table when all is quiet.
import { isDeepStrictEqual } from 'node:util';
import { chance } from '../../shared/core/decide/chance.ts';
import { choose } from '../../shared/core/decide/choose.ts';
import { openCatalogue, type World } from '../../shared/core/decide/world.ts';
import type { CatalogueSnapshot, VersionedOffer } from '../../shared/model/catalogue.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { Decision } from '../../shared/model/decision.ts';
import type { PendingDelivery, TerminalState } from '../../shared/model/delivery.ts';
import { reason } from '../../shared/model/reason.ts';
import type { OfferGate } from '../../shared/ports/offer-gates.ts';
import { judgeAuthors } from './authors.ts';
import { judgeCodes } from './codes.ts';
import { judgeCounts } from './counts.ts';
import { judgeErasures } from './erasures.ts';
import { firstSnapshot } from './first-catalogue.ts';
import type { Entry, Invocation } from './history.ts';
import { bookUnits, judgeLimits } from './limits.ts';
import { isQuiet } from './quiet.ts';
import type { Schedule } from './simulate.ts';
import { judgeStays } from './stays.ts';
import { minute, noon, offers, versioned } from './town.ts';
import { isUnwanted } from './unwanted.ts';
import { judgeWeather } from './weather.ts';

export interface Verdict {
  violations: string[];
  /** How often each thing that should sometimes happen did. */
  seen: Map<string, number>;
}

/** The clocks of two instances differ by so much at most: twice the skew. */
const clocksDifferMs = 4000;
/** A claim is stamped when its invocation begins its attempt; it may run this long, by a clock that is off. */
const claimTakesMs = 30_000 + clocksDifferMs;
/** After faults stop, a delivery needs its lease, and a message its visibility, to end. */
const quietWithinMs = 45 * minute;

const keepsUnit: TerminalState[] = ['sent', 'unknown', 'ghost'];

interface Life {
  pending: PendingDelivery;
  customerId: string;
  accepts: { claimedAt: number; order: number }[];
  /** The last claim. */
  claimed?: { claimedAt: number; order: number };
  attempts: number;
  /** The gate of its offer has given it a unit. */
  took?: boolean;
  /** It still holds that unit: neither given back nor booked. */
  holds?: boolean;
  /** How many units it has been given and has not given back: of an erased customer one more, where her first was booked meanwhile. */
  units: number;
  /** Some invocation that had claimed it was disturbed, or was told nothing. */
  answerLost: boolean;
  claimers: Set<Invocation>;
  ends: Set<TerminalState>;
  ended?: TerminalState;
  /** She was erased before it had ended: nothing of it is on record. */
  erased?: true;
  /** She was erased after its end was on record and before its unit was booked: what held the end is gone. */
  unbooked?: true;
}

const asksForStock = (offer?: VersionedOffer) => offer?.context?.some(({ name }) => name === 'stock.latte') ?? false;

export function judge(schedule: Schedule, replay: boolean): Verdict {
  const violations: string[] = [];
  const seen = new Map<string, number>();
  const saw = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  const lives = new Map<string, Life>();
  const decisions = new Map<string, Decision>();
  const worlds = new Map<number, CatalogueSnapshot>([[1, firstSnapshot]]);
  const gates = new Map<string, OfferGate>(
    versioned.map(({ id, version, endsAt, budgetUnits }) => [
      id,
      { offerId: id, version, live: true, endsAt, budgetUnits },
    ]),
  );
  const largestBudget = new Map(versioned.map(({ id, budgetUnits }) => [id, budgetUnits ?? Number.POSITIVE_INFINITY]));
  const acceptsOfOffer = new Map<string, number>();
  const refusedConsent = new Set<string>();
  const left = new Set<string>();
  /** Invocations that met a fault, and instances that died. */
  const disturbed = new Set<unknown>();
  const begunAt = new Map<number, number>();
  const owner = new Map<string, { customerId: string; before?: string; since: number }>();
  /** Per invocation: the unit it took, and the claim, neither used yet. */
  const took = new Map<number, { deliveryId: string; open: boolean }>();
  const claims = new Map<
    number,
    { deliveryId: string; at: number; claimedAt: number; order: number; soldOut?: number; rainOver?: number }
  >();
  /** The stock of lattes, and how often it has been told. */
  const stock = { left: 2, told: 0 };
  /** Per publication under way: the offers that are not live by it. */
  const publishing = new Map<number, string[]>();
  /** Those of which that has been answered, and that nobody has published as live since. */
  const closed = new Set<string>();
  let inForce: CatalogueSnapshot = firstSnapshot;
  const isLive = (offerId: string) => inForce.offers.some(({ id, state }) => id === offerId && state === 'live');
  const offerOf = ({ catalogueVersion, offerId }: PendingDelivery) =>
    worlds.get(catalogueVersion)?.offers.find(({ id }) => id === offerId);
  let claimsSoFar = 0;

  const wrong = (entry: Entry, what: string) => {
    violations.push(`${((entry.at - noon) / 1000).toFixed(3)} s, ${entry.by.role}#${entry.by.id}: ${what}`);
  };

  const erasures = judgeErasures(clocksDifferMs, wrong, saw);
  const codes = judgeCodes(clocksDifferMs, wrong, saw);
  /** Per customer and purpose: what the ledger has been told last, and by whom. */
  const said = new Map<string, { granted: boolean; by: number }[]>();
  const withdrawals = new Set<string>();
  const stays = judgeStays((version) => worlds.get(version)?.offers ?? [], clocksDifferMs, wrong);

  const weather = judgeWeather(clocksDifferMs, wrong, saw);
  const counts = judgeCounts(wrong, saw);
  const units = bookUnits();
  const authors = judgeAuthors(wrong, saw);

  for (const entry of schedule.history) {
    const { by } = entry;
    switch (entry.kind) {
      case 'begun':
        begunAt.set(by.id, entry.at);
        erasures.begun(entry);
        codes.begun(entry);
        break;
      case 'fault':
        saw(`fault ${entry.fault}`);
        disturbed.add(by);
        break;
      case 'died':
      case 'failed':
        saw(entry.kind);
        disturbed.add(by).add(by.instance);
        publishing.delete(by.id);
        break;
      case 'answered':
        // What another has published as live meanwhile is not over.
        for (const offerId of publishing.get(by.id) ?? []) if (!isLive(offerId)) closed.add(offerId);
        publishing.delete(by.id);
        break;
      case 'publishing':
        publishing.set(by.id, entry.closed);
        break;
      case 'said': {
        const { customerId, purpose, granted } = entry.line;
        const key = `${customerId} ${purpose}`;
        said.set(key, [...(said.get(key) ?? []), { granted, by: by.id }]);
        if (!granted && !withdrawals.has(`${key} ${entry.line.at}`))
          wrong(entry, 'a withdrawal is noted that has not taken effect');
        break;
      }
      case 'closed':
        erasures.closed(entry);
        codes.closed(entry);
        stays.closed(entry.customerId);
        counts.closed(entry);
        // Who comes back begins to count her visits anew.
        for (const name of left) if (name.startsWith(`${entry.customerId} `)) left.delete(name);
        for (const life of lives.values()) {
          if (life.customerId !== entry.customerId) continue;
          if (!life.ended) life.erased = true;
          else if (life.holds) life.unbooked = true;
        }
        for (const purpose of ['location', 'push']) refusedConsent.delete(`${entry.customerId} ${purpose}`);
        break;
      case 'erasure-settled':
        erasures.settled(entry);
        break;
      case 'erased':
        erasures.erased(entry);
        codes.erased(entry);
        break;
      case 'redeemed':
        codes.redeemed(entry);
        break;
      case 'exported':
        erasures.exported(entry);
        break;
      case 'stay-asked':
        stays.asked(entry);
        break;
      case 'question-done':
        stays.answered(entry);
        weather.answered(entry);
        break;
      case 'authored':
        authors.wrote(entry);
        break;
      case 'changed-offer':
        authors.answered(entry);
        break;
      case 'published':
        worlds.set(entry.snapshot.version, entry.snapshot);
        inForce = entry.snapshot;
        for (const offerId of closed) if (isLive(offerId)) closed.delete(offerId);
        break;
      case 'world':
        if (entry.version < entry.atLeast)
          wrong(entry, `was handed catalogue ${entry.version}, needs ${entry.atLeast}`);
        break;
      case 'gate-set': {
        const { gate } = entry;
        if ((gates.get(gate.offerId)?.version ?? 0) > gate.version) break;
        gates.set(gate.offerId, gate);
        const most = Math.max(largestBudget.get(gate.offerId) ?? 0, gate.budgetUnits ?? Number.POSITIVE_INFINITY);
        largestBudget.set(gate.offerId, most);
        break;
      }
      case 'context-stored':
        stock.left = Number(entry.current.value);
        stock.told++;
        break;
      case 'weather-told':
        weather.told(entry);
        break;
      case 'weather-stored':
        weather.stored(entry);
        break;
      case 'took': {
        units.took(entry.offerId, entry.deliveryId);
        const gate = gates.get(entry.offerId);
        const open = !!gate?.live && gate.version === entry.version && gate.endsAt > entry.now;
        const life = lives.get(entry.deliveryId);
        if (life) {
          if (!life.holds) life.units++;
          life.took = true;
          life.holds = true;
        }
        took.set(by.id, { deliveryId: entry.deliveryId, open });
        const claim = claims.get(by.id);
        if (claim?.deliveryId === entry.deliveryId && entry.now < claim.at - clocksDifferMs)
          wrong(entry, 'asked the gate of the offer by a moment before the claim');
        if (closed.has(entry.offerId)) wrong(entry, `took a unit of ${entry.offerId}, whose end had been answered`);
        break;
      }
      case 'gave-back':
      case 'settled': {
        if (entry.kind === 'settled') units.settled(entry.offerId, entry.deliveryId);
        else units.gaveBack(entry.deliveryId);
        const life = lives.get(entry.deliveryId);
        if (life) {
          if (life.holds && entry.kind === 'gave-back') life.units--;
          life.holds = false;
        }
        break;
      }
      case 'wrote':
        wrote(entry.before, entry.after, entry);
        break;
      case 'recorded':
        decisions.set(entry.decision.id, entry.decision);
        weather.recorded(entry);
        for (const { reason: why } of entry.decision.candidates) saw(`reason ${why}`);
        if (entry.decision.offerId === 'stay') saw('chosen stay');
        break;
      case 'tallied':
        counts.told(entry);
        break;
      case 'counted':
        counts.counted(entry);
        break;
      case 'end-recorded': {
        const life = lives.get(entry.end.deliveryId);
        counts.ended(entry);
        if (!life || life.pending.decisionId !== entry.end.decisionId || !entry.first) break;
        life.ends.add(entry.end.state);
        life.ended = entry.end.state;
        saw(`end ${entry.end.state}`);
        if (entry.end.why === 'paused') saw('cancelled paused');
        if (entry.end.why === 'quiet-hours') saw('cancelled quiet-hours');
        if (entry.end.why === 'context-mismatch') saw('cancelled context-mismatch');
        if (entry.end.why?.startsWith('weather-')) saw('cancelled weather');
        break;
      }
      case 'end-told':
        lives.get(entry.deliveryId)?.ends.add(entry.state);
        break;
      case 'token-owned':
        owner.set(entry.token, {
          customerId: entry.customerId,
          before: owner.get(entry.token)?.customerId,
          since: entry.at,
        });
        break;
      case 'pushed':
        codes.pushed(entry);
        pushed(entry);
        break;
      case 'reported': {
        const { results } = entry.answer;
        const fits = isDeepStrictEqual(
          results.map(({ id }) => id),
          entry.reports.map(({ id }) => id),
        );
        if (!fits) wrong(entry, 'did not answer every report once');
        for (const { reason: why } of results) {
          if (reason.safeParse(why).success) saw(`reason ${why}`);
          else wrong(entry, `answered "${why}"`);
        }
        break;
      }
    }
  }
  atTheEnd();
  return { violations, seen };

  function wrote(before: Customer | undefined, after: Customer, entry: Entry & { kind: 'wrote' }) {
    const { customerId } = after;
    const { role, id } = entry.by;
    stays.wrote(before, after, entry);
    weather.wrote(entry);
    erasures.wrote(before, after, entry);
    counts.wrote(entry);
    if (role === 'consents') {
      for (const purpose of ['location', 'profiling', 'push'] as const) {
        const consent = after.consents[purpose];
        if (before?.consents[purpose] === consent) continue;
        const key = `${customerId} ${purpose}`;
        if (consent && !consent.granted) withdrawals.add(`${key} ${consent.at}`);
        const shown = said.get(key)?.some((line) => line.granted && line.by === id);
        if (after.consents[purpose]?.granted && !shown) wrong(entry, 'a consent is used that the ledger does not show');
        if (after.consents[purpose]?.granted) refusedConsent.delete(key);
        else refusedConsent.add(key);
      }
    }
    if (role !== 'deliver' && before && before.openVisits !== after.openVisits) {
      for (const { geofenceId, visit } of before.openVisits) {
        const stays = after.openVisits.some((open) => open.geofenceId === geofenceId && open.visit === visit);
        if (!stays) left.add(`${customerId} ${geofenceId} ${visit}`);
      }
    }
    const { pending } = after;
    if (!pending) return;
    let life = lives.get(pending.deliveryId);
    if (before?.pending?.deliveryId !== pending.deliveryId) {
      if (life) return wrong(entry, `reserved ${pending.deliveryId} a second time`);
      life = {
        pending,
        customerId,
        accepts: [],
        attempts: 0,
        answerLost: false,
        units: 0,
        claimers: new Set(),
        ends: new Set(),
      };
      lives.set(pending.deliveryId, life);
      if (before?.redeemed?.some(({ offerId, until }) => offerId === pending.offerId && until > pending.reservedAt))
        wrong(entry, 'reserved again what she has redeemed');
      stays.reserved(pending, after, entry, offerOf(pending));
      if (replay && before) replayed(before, pending, entry);
    }
    const had = before?.pending?.deliveryId === pending.deliveryId ? before.pending : undefined;
    if (pending.state !== 'sending' || (had?.state === 'sending' && had.claimedAt === pending.claimedAt)) return;

    // a claim
    const claimedAt = pending.claimedAt ?? 0;
    if (had?.state === 'sending') wrong(entry, 'claimed what another had claimed');
    if (refusedConsent.has(`${customerId} push`)) wrong(entry, 'claimed after push consent was withdrawn');
    if (refusedConsent.has(`${customerId} location`)) wrong(entry, 'claimed after location consent was withdrawn');
    if (left.has(`${customerId} ${pending.geofenceId} ${pending.visit}`)) wrong(entry, 'claimed after she had left');
    const visit = before?.openVisits.find(
      (open) => open.geofenceId === pending.geofenceId && open.visit === pending.visit,
    );
    if (before?.pausedUntil !== undefined && claimedAt < before.pausedUntil)
      wrong(entry, 'claimed while she has paused');
    if (!visit || claimedAt >= visit.leaseUntil) wrong(entry, 'claimed after the end of the lease');
    if (claimedAt >= pending.expiresAt) wrong(entry, 'claimed after its moment');
    if (Math.abs(entry.at - claimedAt) > claimTakesMs) wrong(entry, 'claimed by a moment long gone');
    if (before && isQuiet(before, pending.deviceId, offerOf(pending), claimedAt))
      wrong(entry, 'claimed in quiet hours');
    if (before && isUnwanted(before, pending, offerOf(pending))) wrong(entry, 'claimed what she does not want');
    const order = ++claimsSoFar;
    const soldOut = stock.left < 1 && asksForStock(offerOf(pending)) ? stock.told : undefined;
    const rainOver = weather.rainIsOverAt(entry.at, pending.offerId);
    claims.set(id, { deliveryId: pending.deliveryId, at: entry.at, claimedAt, order, soldOut, rainOver });
    if (life) life.claimed = { claimedAt, order };
    life?.claimers.add(entry.by);
  }

  function pushed(entry: Entry & { kind: 'pushed' }) {
    const claim = claims.get(entry.by.id);
    claims.delete(entry.by.id);
    const life = lives.get(entry.message.collapseId);
    if (!life || claim?.deliveryId !== entry.message.collapseId) {
      wrong(entry, 'pushed without a claim');
      if (!life) return;
    }
    life.attempts++;
    if (life.pending.arm === 'holdout') wrong(entry, 'pushed to somebody who is held out');
    const unit = took.get(entry.by.id);
    if (unit?.deliveryId !== entry.message.collapseId) wrong(entry, 'pushed without asking the gate of the offer');
    else if (!unit.open) wrong(entry, 'pushed although the gate of the offer was closed');
    took.delete(entry.by.id);
    if (claim?.soldOut === stock.told) wrong(entry, 'pushed although it was out of stock before the claim');
    if (claim?.rainOver === weather.version())
      wrong(entry, 'pushed although the rain was over, or not known of, before the claim');
    if (entry.told === 'unknown') life.answerLost = true;
    const owned = owner.get(entry.token);
    const hers = !owned || owned.customerId === entry.customerId;
    if (!hers && owned.since < (begunAt.get(entry.by.id) ?? 0)) wrong(entry, 'pushed to a phone that is another’s now');
    if (entry.at + entry.message.timeToLiveSeconds * 1000 > life.pending.expiresAt + claimTakesMs) {
      wrong(entry, 'the push outlives its moment');
    }
    if (!entry.accepted) return;
    saw('accepted');
    life.accepts.push({ claimedAt: claim?.claimedAt ?? entry.at, order: claim?.order ?? 0 });
    if (life.accepts.length > 1) wrong(entry, `accepted ${life.accepts.length} times`);
    if (entry.at > life.pending.expiresAt + claimTakesMs) wrong(entry, 'accepted after its moment');
    const { offerId } = life.pending;
    const accepts = (acceptsOfOffer.get(offerId) ?? 0) + 1;
    acceptsOfOffer.set(offerId, accepts);
    if (accepts > largestBudget.get(offerId)!) wrong(entry, `accept ${accepts} of ${offerId} is over its budget`);
  }

  function replayed(before: Customer, { decision }: PendingDelivery, entry: Entry & { kind: 'wrote' }) {
    if (!decision || entry.by.about.includes(',')) return;
    const snapshot = worlds.get(decision.catalogueVersion);
    if (!snapshot) return;
    const world: World = { catalogue: openCatalogue(snapshot) };
    const again = choose(
      world,
      before,
      decision.facts,
      decision.at,
      chance(before.customerId, decision.facts.signal.id),
    );
    saw('replayed');
    if (!isDeepStrictEqual(again.decision, decision)) wrong(entry, 'a stored decision replays differently');
  }

  function atTheEnd() {
    const { cloud, drained, quietAt, calmAt } = schedule;
    const never = (what: string) => violations.push(`at the end: ${what}`);
    if (!drained) return never('work goes on for ever');
    if (quietAt - calmAt > quietWithinMs)
      never(`all was quiet only ${Math.round((quietAt - calmAt) / minute)} min after the last fault`);
    for (const { customerId, pending } of cloud.customers.values()) {
      if (pending) never(`${customerId} still has a ${pending.state} delivery`);
    }
    const used = new Map<string, number>();
    const perhaps = new Map<string, number>();
    erasures.atTheEnd(schedule, never);
    for (const [deliveryId, life] of lives) {
      const { pending, accepts, ended, ends, claimers } = life;
      const name = `delivery ${deliveryId.slice(0, 6)} of ${pending.offerId}`;
      if (!ended && !life.erased) never(`${name} has no end on record`);
      if (ends.size > 1) never(`${name} ended as ${[...ends].join(' and ')}`);
      if (!decisions.has(pending.decisionId) && !life.erased) never(`${name} has no decision on record`);
      if (ended === 'sent' && accepts.length === 0) never(`${name} is called sent, nobody accepted it`);
      if (accepts.length > 0 && ended && ended !== 'sent' && ended !== 'unknown')
        never(`${name} was accepted and is called ${ended}`);
      const lost = life.answerLost || [...claimers].some((by) => disturbed.has(by) || disturbed.has(by.instance));
      if (ended === 'unknown' && !lost) never(`${name} is called unknown, no answer was lost`);
      if (ended === 'ghost' && (pending.arm !== 'holdout' || !life.claimed))
        never(`${name} is called ghost, and was ${life.claimed ? 'not held out' : 'never claimed'}`);
      if (ended === 'ghost' && !life.took && !lost)
        never(`${name} is called ghost, and its offer was not asked for a unit`);
      if (pending.arm === 'holdout' && (ended === 'sent' || ended === 'unknown'))
        never(`${name} was held out and is called ${ended}`);
      const isUsed = life.erased ? accepts.length > 0 : life.took && ended && keepsUnit.includes(ended);
      if (isUsed) used.set(pending.offerId, (used.get(pending.offerId) ?? 0) + 1);
      // Of hers nobody can say any more what became of it; the units it had taken may count as spent.
      if (life.erased || life.unbooked)
        perhaps.set(pending.offerId, (perhaps.get(pending.offerId) ?? 0) + life.units - (isUsed ? 1 : 0));
    }
    counts.atTheEnd(never);
    for (const { id } of offers) {
      const balance = units.balanceOf(id);
      if (balance.taken > 0) never(`${id}: ${balance.taken} units are held by deliveries that have ended`);
      const least = used.get(id) ?? 0;
      if (balance.spent < least || balance.spent > least + (perhaps.get(id) ?? 0))
        never(`${id}: ${balance.spent} units spent by ${used.get(id) ?? 0} deliveries`);
    }
    // Who was held out counts as if she had been pushed to.
    const sends = [...lives.values()].flatMap(({ customerId, pending, accepts, claimed, ended }) =>
      (ended === 'ghost' && claimed ? [claimed] : accepts).map((sent) => ({ ...pending, ...sent, customerId })),
    );
    judgeLimits(sends, clocksDifferMs, never);
  }
}
