// Virtual time: timers that fire when a test says so, in their order, each after what the one before led to.
import type { Platform } from '../../client/platform.ts';

export interface VirtualTime extends Pick<Platform, 'now' | 'after'> {
  /** Lets time pass up to this moment, epoch milliseconds. */
  runTo(moment: number): Promise<void>;
}

export function virtualTime(startsAt: number): VirtualTime {
  let now = startsAt;
  let timers: { at: number; turn: number; callback: () => void }[] = [];
  let turn = 0;
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, turn: ++turn, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async runTo(moment) {
      await settled();
      for (;;) {
        const [due] = timers.filter(({ at }) => at <= moment).sort((a, b) => a.at - b.at || a.turn - b.turn);
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        now = Math.max(now, due.at);
        due.callback();
        await settled();
      }
      now = moment;
    },
  };
}

/** Every promise that can be settled now is. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
