// Where the phone is: moved by hand instead of by satellites, and told to the reporter once a second, as a phone's receiver would.
import {
  type Calls,
  createReporter,
  type Figures,
  type Platform,
  type Region,
  type StopReason,
  type Watch,
} from '../../client/index.ts';

export interface Walk {
  /** [longitude, latitude] in degrees. In memory only. */
  place: [lng: number, lat: number];
  regions: readonly Region[];
  silence?: Watch['silence'];
  /** Why the last report led to an offer, or to none. */
  reason?: string;
  /** Set while nothing is reported. */
  stopped?: StopReason | 'held';
  figures: Figures;
}

/** A street in Copenhagen, near many of the demo's stores and in none. */
const start: [number, number] = [12.5715, 55.681];
const fixEveryMs = 1000;
/** What satellites achieve in a street. */
const accuracyMetres = 8;
const metresPerDegree = 111_320;

/** The place so many metres to the east and to the north. */
export function moved([lng, lat]: [number, number], east: number, north: number): [number, number] {
  const perDegreeOfLongitude = metresPerDegree * Math.cos((lat * Math.PI) / 180);
  return [lng + east / perDegreeOfLongitude, lat + north / metresPerDegree];
}

/** Metres to the east and to the north. */
export function offsetFrom(
  [lng, lat]: readonly [number, number],
  to: readonly [number, number],
): [east: number, north: number] {
  const perDegreeOfLongitude = metresPerDegree * Math.cos((lat * Math.PI) / 180);
  return [(to[0] - lng) * perDegreeOfLongitude, (to[1] - lat) * metresPerDegree];
}

export function createWalk(options: {
  client: Calls;
  deviceId: string;
  platform: Platform;
  onChange: (walk: Walk) => void;
  onError: (error: unknown) => void;
  /** The API has answered. */
  onHeard: () => void;
}) {
  const { client, deviceId, platform, onChange, onError, onHeard } = options;
  let walk: Omit<Walk, 'figures'> = { place: start, regions: [], stopped: 'held' };
  const reporter = createReporter({
    client,
    deviceId,
    platform,
    regions: true,
    everyMs: 1000,
    onAnswer: ({ results }) => {
      onHeard();
      change({ reason: results.at(-1)?.reason });
    },
    onWatch: ({ regions, silence }) => change({ regions: regions ?? walk.regions, silence }),
    onStopped: (stopped) => change({ stopped }),
    // the pause is over
    onFixWanted: () => walk.stopped === 'paused' && change({ stopped: undefined }),
    onError,
  });
  reporter.hold();

  function change(news: Partial<Walk>): void {
    walk = { ...walk, ...news };
    onChange({ ...walk, figures: reporter.figures() });
  }
  function takeFix(): void {
    platform.after(fixEveryMs, takeFix);
    if (walk.stopped) return;
    const [lng, lat] = walk.place;
    reporter.take({ at: platform.now(), lng, lat, accuracyMetres });
    change({});
  }
  takeFix();

  return {
    moveTo: (place: [number, number]) => change({ place }),
    /** She has allowed it: report from now on. */
    go(): void {
      change({ stopped: undefined });
      reporter.resume();
    },
    /** She has not, or no longer; `until` where it is a pause. */
    hold(stopped: StopReason | 'held', until?: number): void {
      reporter.hold(until);
      change({ stopped, regions: [], silence: undefined, reason: undefined });
    },
    end: () => reporter.end(),
  };
}
