// The warm instances of the functions: three of each at most, each with its own clock and with what it keeps of the world.
import type { CloudState } from './cloud.ts';
import type { Body, Role } from './history.ts';
import { type Kept, portsFor } from './ports.ts';
import type { Protocol } from './protocol.ts';
import type { Instance, Running, Scheduler } from './scheduler.ts';

/** What looks the world up has none itself. */
const nothing = () => Promise.reject(new Error('nothing is kept here'));
const keepsNothing = (): Kept => ({
  worlds: { current: nothing },
  knownContext: { of: nothing },
  knownWeather: { of: nothing },
  knownRounds: { isSuperseded: nothing },
});

type Warm = Instance & Kept;

/** @param skewMs how far the clock of one that starts now is off at most. */
export function createInstances(protocol: Protocol, scheduler: Scheduler, cloud: CloudState, skewMs: () => number) {
  const { random } = scheduler;
  const pools = new Map<Role, Warm[]>();

  function start(role: Role): Warm {
    const instance: Instance = { skewMs: Math.floor((random() * 2 - 1) * skewMs()), dead: false };
    const itself: Running = { id: 0, role, about: 'world', instance, startedAt: scheduler.now() };
    const ports = portsFor(scheduler, cloud, itself, keepsNothing);
    return Object.assign(instance, {
      worlds: protocol.keepWorld(ports.snapshots, undefined, protocol.openCatalogue),
      knownContext: protocol.keepContext(ports.context),
      knownWeather: protocol.keepWeather(ports.weather),
      knownRounds: protocol.keepRounds(ports.rounds),
    });
  }

  return {
    warm(role: Role): Warm {
      const pool = pools.get(role) ?? [];
      pools.set(role, pool);
      const slot = Math.floor(random() * 3);
      const warm = pool[slot];
      if (warm && !warm.dead) return warm;
      const fresh = start(role);
      pool[slot] = fresh;
      return fresh;
    },

    /** What an invocation in it reads; the world it is handed is noted. */
    keptBy: ({ worlds, knownContext, knownWeather, knownRounds }: Warm, note: (body: Body) => void): Kept => ({
      worlds: {
        async current(now, atLeast = 0) {
          const world = await worlds.current(now, atLeast);
          note({ kind: 'world', version: world.catalogue.version, atLeast });
          return world;
        },
      },
      knownContext,
      knownWeather,
      knownRounds,
    }),
  };
}
