// Faults: which ones a seed may meet and how often. Each seed draws its own mix, so that rare ones are not drowned by frequent ones.

import type { Answer } from './cloud.ts';
import type { FaultKind } from './history.ts';
import type { DrawFault } from './scheduler.ts';

export interface Mix {
  /** Chance of each kind per call. */
  calls: Partial<Record<FaultKind, number>>;
  /** Chance that a message is delivered twice, late, or again although it was done. */
  duplicated: number;
  delayed: number;
  redelivered: number;
  /** How far an instance's clock is off, at most, milliseconds. */
  skewMs: number;
  provider: { notAccepted: number; rejected: number; deadToken: number; unknown: number; newToken: number };
}

const kinds: FaultKind[] = ['throttled', 'answer-lost', 'repeated', 'crash-before', 'crash-after', 'slow'];

export function drawMix(random: () => number): Mix {
  const some = (most: number, share = 0.5) => (random() < share ? most * random() : 0);
  return {
    calls: Object.fromEntries(kinds.map((kind) => [kind, some(0.08)])),
    duplicated: some(0.5),
    delayed: some(0.3),
    redelivered: some(0.3),
    skewMs: some(2000),
    provider: {
      notAccepted: some(0.7),
      rejected: some(0.3),
      deadToken: some(0.4),
      unknown: some(0.3),
      newToken: some(0.2),
    },
  };
}

export function faultsOf(mix: Mix, random: () => number, over: () => boolean): DrawFault {
  return (_point, possible) => {
    if (over()) return undefined;
    let draw = random();
    for (const kind of possible) {
      draw -= mix.calls[kind] ?? 0;
      if (draw < 0) return kind;
    }
    return undefined;
  };
}

export function answerOf({ provider }: Mix, random: () => number, over: () => boolean): () => Answer {
  return () => {
    const draw = over() ? 1 : random();
    let edge = provider.notAccepted * 0.5;
    if (draw < edge) return { accepted: false, outcome: { kind: 'not-accepted', why: 'throttled' } };
    edge += provider.rejected * 0.5;
    if (draw < edge) return { accepted: false, outcome: { kind: 'rejected', why: 'payload', deadToken: false } };
    edge += provider.deadToken * 0.5;
    if (draw < edge) return { accepted: false, outcome: { kind: 'rejected', why: 'unregistered', deadToken: true } };
    edge += provider.unknown * 0.5;
    if (draw < edge) return { accepted: random() < 0.5, outcome: { kind: 'unknown', why: 'time-out' } };
    const updatedToken = !over() && random() < provider.newToken ? `token-${Math.floor(random() * 1e9)}` : undefined;
    return { accepted: true, outcome: { kind: 'accepted', updatedToken } };
  };
}
