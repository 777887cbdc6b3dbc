// Acts: what one customer does next on a random day. Mostly her phone reports; now and then she says what she wants, or a tracker tells of her.
import type { PositionReport } from '../../shared/model/signal.ts';
import type { Day } from './random-day.ts';
import { customerIds, deviceIds, minute, noon, type Place, reportAt } from './town.ts';

export function actsOf(day: Day, customerId: string): () => void {
  const { stage, random, pick } = day;
  const { scheduler } = stage;
  /** In percent. */
  const acts: [share: number, act: (device: string) => void][] = [
    [6, cross],
    [66, (device) => stage.report(customerId, device, reportsOf(day))],
    [8, withdraw],
    [2, muteStore],
    [3, mute],
    [3, wishForQuiet],
    [12, register],
  ];

  return () => {
    if (random() < 0.02) return stage.pause(customerId, pick([0, 0.05, 1]));
    const device = random() < 0.75 ? 'phone' : 'tablet';
    let draw = random() * 100;
    for (const [share, act] of acts) {
      draw -= share;
      if (draw < 0) return act(device);
    }
  };

  function cross() {
    const sampledAt = scheduler.now() - Math.floor(random() * random() * 10_000);
    const [geofenceId, type] = [pick(['cafe', 'bakery']), pick(['ENTER', 'ENTER', 'EXIT'] as const)];
    const told = () => stage.cross(customerId, geofenceId, type, sampledAt);
    told();
    if (random() < 0.3) scheduler.at(scheduler.now() + 2000, told);
  }

  function withdraw() {
    const purpose = pick(['push', 'push', 'location', 'profiling'] as const);
    stage.consent(customerId, { [purpose]: false });
    if (random() < 0.7)
      scheduler.at(scheduler.now() + Math.floor(random() * 3 * minute), () =>
        stage.consent(customerId, { [purpose]: true }),
      );
  }

  function muteStore() {
    stage.muteStore(customerId, pick(['bakery', 'cafe', 'cafe']), random() < 0.7);
  }

  function mute() {
    const muted = pick(['coffee', 'bakery', undefined]);
    stage.prefer(
      customerId,
      muted ? { mutedCategories: [muted] } : { mutedCategories: [], personalization: 'context-only' },
    );
  }

  /** From this minute or one of the next on: while a delivery of hers may be under way. */
  function wishForQuiet() {
    const from = pick([0, 1, 2]) + Math.floor((scheduler.now() - noon) / minute);
    const clock = (minutes: number) => `12:${String(minutes).padStart(2, '0')}`;
    const quietHours = pick([{ from: clock(from), until: clock(from + 4) }, undefined]);
    stage.prefer(customerId, { mutedCategories: [], quietHours });
  }

  /** A phone that changes hands brings its token along. */
  function register(device: string) {
    const token =
      random() < 0.4 ? `token-of-${pick(customerIds)}-${pick(deviceIds)}` : `token-${Math.floor(random() * 1e9)}`;
    stage.register(customerId, device, token);
  }
}

function reportsOf({ stage: { scheduler }, random, pick, reportId }: Day): PositionReport[] {
  const now = scheduler.now();
  const id = () => reportId(0.06);
  const draw = random();
  if (draw < 0.55) return [reportAt(id(), pick<Place>(['both', 'both', 'cafe', 'bakery']), now)];
  if (draw < 0.68) return [reportAt(id(), 'street', now)];
  if (draw < 0.75)
    return [
      reportAt(id(), 'street', now - 20_000),
      reportAt(id(), pick<Place>(['cafe', 'both']), now - 10_000),
      reportAt(id(), pick<Place>(['both', 'street']), now),
    ];
  const odd: (() => PositionReport)[] = [
    () => reportAt(id(), 'cafe', now - 6 * minute),
    () => reportAt(id(), 'cafe', now + 4 * minute),
    () => reportAt(id(), 'cafe', now, { mocked: true }),
    () => reportAt(id(), 'edge', now, { accuracyMetres: 150 }),
    () => reportAt(id(), 'cafe', now, { previous: reportAt('', 'park', now - 1000) }),
    () => reportAt(id(), 'cafe', now, { previous: undefined }),
    () => reportAt(id(), 'edge', now),
    () => reportAt(id(), 'kerb', now),
    () => reportAt(id(), 'park', now),
    () => reportAt(id(), 'clinic', now),
  ];
  return [pick(odd)()];
}
