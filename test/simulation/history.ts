// The history: everything that took effect in a simulated schedule, in order. Invariants are judged by it alone.
import type { Authored } from '../../shared/model/authored.ts';
import type { CatalogueSnapshot } from '../../shared/model/catalogue.ts';
import type { ConsentLine } from '../../shared/model/consent.ts';
import type { KnownContext } from '../../shared/model/context.ts';
import type { Customer } from '../../shared/model/customer.ts';
import type { Decision } from '../../shared/model/decision.ts';
import type { DeliveryEnd, TerminalState } from '../../shared/model/delivery.ts';
import type { ExportPage } from '../../shared/model/export-page.ts';
import type { FanOutMessage } from '../../shared/model/fan-out.ts';
import type { PositionReport } from '../../shared/model/signal.ts';
import type { DayCounts, Tally } from '../../shared/model/tally.ts';
import type { CellWeather, Observation } from '../../shared/model/weather.ts';
import type { OfferGate } from '../../shared/ports/offer-gates.ts';
import type { PushMessage, PushOutcome } from '../../shared/ports/push-provider.ts';
import type { Erased } from '../../shared/usecases/erase-customer.ts';
import type { Redeemed } from '../../shared/usecases/redeem-code.ts';
import type { ReportAnswer } from '../../shared/usecases/report-positions.ts';

export type FaultKind = 'throttled' | 'answer-lost' | 'repeated' | 'crash-before' | 'crash-after' | 'slow';
export type QueueFault = 'duplicated' | 'delayed' | 'redelivered';

/** What an invocation is of. */
export type Role =
  | 'erase'
  | 'export'
  | 'finish'
  | 'pause'
  | 'redeem'
  | 'collect'
  | 'report'
  | 'consents'
  | 'device'
  | 'preferences'
  | 'publish'
  | 'author'
  | 'tick'
  | 'place'
  | 'context'
  | 'crossing'
  | 'weather'
  | 'refresh'
  | 'decide'
  | 'deliver'
  | 'learn'
  | 'count';

export interface Invocation {
  id: number;
  role: Role;
  /** The Lambda instance it runs in; when that dies, everything in it does. */
  instance?: object;
  /** What it was called with, to be read by people. */
  about: string;
}

export type Entry = { at: number; by: Invocation } & (
  | { kind: 'begun' }
  | { kind: 'answered'; answer?: unknown }
  | { kind: 'failed'; why: string }
  | { kind: 'died'; why: string }
  | { kind: 'fault'; fault: FaultKind | QueueFault; point: string }
  | { kind: 'loaded'; customer?: Customer }
  | { kind: 'wrote'; before?: Customer; after: Customer }
  | { kind: 'gate-set'; gate: OfferGate }
  | { kind: 'context-stored'; key: string; current: KnownContext }
  | { kind: 'weather-told'; observation: Observation }
  | { kind: 'weather-stored'; weather: CellWeather }
  | { kind: 'took'; offerId: string; deliveryId: string; version: number; now: number }
  | { kind: 'gave-back' | 'settled'; offerId: string; deliveryId: string }
  | { kind: 'said'; line: ConsentLine }
  | { kind: 'closed'; customerId: string; former?: Customer }
  | { kind: 'erasure-settled'; subject: string }
  | { kind: 'erased'; customerId: string; answer: Erased }
  | { kind: 'redeemed'; till: string; redeemed: Redeemed }
  | { kind: 'exported'; customerId: string; page: ExportPage }
  | { kind: 'stay-asked'; question: FanOutMessage }
  | { kind: 'question-done'; question: FanOutMessage; now: number }
  | { kind: 'authored'; before: Authored; after: Authored }
  | { kind: 'changed-offer'; author: string; offerId: string; seen: number; version: number }
  | { kind: 'published'; snapshot: CatalogueSnapshot }
  | { kind: 'publishing'; closed: string[] }
  | { kind: 'world'; version: number; atLeast: number }
  | { kind: 'recorded'; customerId: string; decision: Decision }
  | { kind: 'end-recorded'; customerId: string; end: DeliveryEnd; first: boolean }
  | { kind: 'tallied'; tallies: Tally[] }
  | { kind: 'counted'; counts: DayCounts }
  | { kind: 'end-told'; deliveryId: string; state: TerminalState }
  | { kind: 'token-owned'; token: string; customerId: string }
  | {
      kind: 'pushed';
      customerId: string;
      token: string;
      message: PushMessage;
      accepted: boolean;
      /** What the caller was told; nothing where the answer was lost or something was thrown. */
      told?: PushOutcome['kind'];
    }
  | { kind: 'reported'; reports: PositionReport[]; answer: ReportAnswer }
);

/** What an entry says besides when and by whom. */
export type Body<One = Entry> = One extends Entry ? Omit<One, 'at' | 'by'> : never;

/** One line for people. */
export function describe(entry: Entry, from: number): string {
  const { at, by, kind, ...rest } = entry;
  const seconds = ((at - from) / 1000).toFixed(3).padStart(9);
  return `${seconds} s  ${`${by.role}#${by.id}`.padEnd(13)} ${kind.padEnd(13)} ${detail({ at, by, kind, ...rest } as Entry)}`;
}

function detail(entry: Entry): string {
  switch (entry.kind) {
    case 'begun':
      return entry.by.about;
    case 'loaded':
      return entry.customer ? summary(entry.customer) : 'nobody';
    case 'wrote':
      return summary(entry.after);
    case 'fault':
      return `${entry.fault} at ${entry.point}`;
    case 'failed':
    case 'died':
      return entry.why;
    case 'reported':
      return entry.answer.results.map(({ id, reason }) => `${id}: ${reason}`).join(', ');
    case 'authored':
      return entry.after.offers.map(({ id, version, state }) => `${id} ${version} ${state}`).join(', ');
    case 'published':
      return `catalogue ${entry.snapshot.version}`;
    case 'recorded':
      return `decision ${entry.decision.id}: ${entry.decision.reason}`;
    case 'end-recorded':
      return `${entry.end.deliveryId.slice(0, 6)} ${entry.end.state} ${entry.end.why ?? ''}${entry.first ? '' : ' (had one already)'}`;
    case 'pushed':
      return `${entry.message.collapseId.slice(0, 6)} → ${entry.token}: ${entry.accepted ? 'accepted' : 'not accepted'}, told ${entry.told ?? 'nothing'}`;
    default: {
      const { at: _at, by: _by, kind: _kind, ...rest } = entry;
      return JSON.stringify(rest);
    }
  }
}

function summary({ customerId, version, consents, openVisits, sends, pending, lastEnd }: Customer): string {
  const granted = Object.entries(consents).flatMap(([purpose, said]) => (said?.granted ? [purpose] : []));
  const visits = openVisits.map(({ geofenceId, visit }) => `${geofenceId}/${visit}`);
  const delivery = pending ? ` ${pending.state} ${pending.deliveryId.slice(0, 6)}` : '';
  const ended = lastEnd ? ` ended ${lastEnd.deliveryId.slice(0, 6)} ${lastEnd.state}` : '';
  return `${customerId} v${version} in [${visits}] sends ${sends.length}${delivery}${ended} consents [${granted}]`;
}
