// The judge: matches detected visits with true ones, and counts what is false, missed and late.
import type { Stay } from '../traces/stays.ts';

/** A visit a strategy says has begun: when the server learned it, and by which report of the phone. */
export interface Detection {
  geofenceId: string;
  now: number;
  /** The how-many-eth report to arrive. */
  arrival: number;
}

export interface Score {
  hours: number;
  detected: number;
  visits: number;
  /** Detected, and no true visit; or a true visit's second detection. */
  falseVisits: number;
  /** True visits that nobody detected. */
  missed: number;
  /** Brushes on foot that were detected: neither false nor right. */
  brushes: number;
  /** Seconds from the true beginning to the detection. */
  delays: number[];
  /** Arrivals after the first strategy's detection of the same visit. */
  addedReports: number[];
}

/** What lies between two reports: somebody may be seen that much before she comes, or after she went. */
const slackMs = 30_000;

/**
 * A detection matches a true visit if the server's clock lies within it, give or take 30 s, and the visit has not been
 * detected before. A detection is false if it matches none, unless it matches, in the same way, a brush on foot.
 */
export function judge(stays: Stay[], detections: Detection[]): { matched: Map<Stay, Detection>; wrong: Detection[] } {
  const matched = new Map<Stay, Detection>();
  const wrong: Detection[] = [];
  for (const detection of detections) {
    const { geofenceId, now } = detection;
    const stay = stays
      .filter((one) => one.kind !== 'passing' && one.geofenceId === geofenceId && !matched.has(one))
      .find(({ from, to }) => now >= from - slackMs && now <= to + slackMs);
    if (stay) matched.set(stay, detection);
    else wrong.push(detection);
  }
  return { matched, wrong };
}

/** Scores every strategy on one phone; the first is what the others' delays are compared with. */
export function scores(stays: Stay[], detections: Detection[][], hours: number): Score[] {
  const judged = detections.map((one) => judge(stays, one));
  const visits = stays.filter(({ kind }) => kind === 'visit');
  const baseline = judged[0]!.matched;
  return judged.map(({ matched, wrong }, n) => {
    const caught = visits.filter((visit) => matched.has(visit));
    return {
      hours,
      detected: detections[n]!.length,
      visits: visits.length,
      falseVisits: wrong.length,
      missed: visits.length - caught.length,
      brushes: matched.size - caught.length,
      delays: caught.map((visit) => Math.max(0, matched.get(visit)!.now - visit.from) / 1000),
      addedReports: caught
        .filter((visit) => baseline.has(visit))
        .map((visit) => matched.get(visit)!.arrival - baseline.get(visit)!.arrival),
    };
  });
}

export function sum(all: Score[]): Score {
  const total = (of: (score: Score) => number) => all.reduce((so, score) => so + of(score), 0);
  return {
    hours: total(({ hours }) => hours),
    detected: total(({ detected }) => detected),
    visits: total(({ visits }) => visits),
    falseVisits: total(({ falseVisits }) => falseVisits),
    missed: total(({ missed }) => missed),
    brushes: total(({ brushes }) => brushes),
    delays: all.flatMap(({ delays }) => delays),
    addedReports: all.flatMap(({ addedReports }) => addedReports),
  };
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function mean(values: number[]): number {
  return values.reduce((so, value) => so + value, 0) / values.length;
}
