// The partners' systems: bakers whose shelves fill and empty, and a match that is won, told as a partner would tell Ravn.
import type { Session } from './api.ts';
import { inTime, type Moment } from './course.ts';
import { matchWon, swirls } from './offers.ts';

interface News extends Moment {
  name: string;
  /** Told for each of the bakeries; else for everywhere. */
  ofBakeries: boolean;
  value: number | boolean;
  says: string;
}

const course: News[] = [
  { minute: 40, name: swirls, ofBakeries: true, value: 24, says: 'the bakers put 24 cinnamon swirls on each shelf' },
  { minute: 70, name: matchWon, ofBakeries: false, value: true, says: "the city's team has won its match" },
  { minute: 170, name: swirls, ofBakeries: true, value: 0, says: 'the cinnamon swirls are sold out' },
];

/** Two hours: a shelf is counted at least that often. */
const lifetimeSeconds = 2 * 60 * 60;

/** Tells what happens in the town with `POST /v1/context`, until its end or `signal`. What is refused is told to `onError`. */
export async function playPartners(options: {
  session: Session;
  /** The ids of the geofences whose shelves are meant. */
  bakeries: readonly string[];
  tell: (says: string) => void;
  onError: (error: unknown) => void;
  signal: AbortSignal;
  secondMs?: number;
}): Promise<void> {
  const { session, bakeries, tell, onError, signal } = options;
  for await (const { name, ofBakeries, value, says } of inTime(course, options)) {
    tell(says);
    const scopes = ofBakeries ? bakeries.map((geofenceId) => ({ geofenceId })) : ['everywhere'];
    for (const scope of scopes) {
      const observation = { name, scope, value, observedAt: Date.now(), lifetimeSeconds };
      await session.request('POST', '/v1/context', observation).catch((error) => {
        if (!signal.aborted) onError(error);
      });
    }
  }
}
