// A worker that crashes: the n-th call of its ports fails, before or after it has taken effect.

export interface Fuse {
  left: number;
  blown: boolean;
  /** Where it blew: `before offerGates.take 1`. */
  at?: string;
}

/** Blows at a point from 1 on: 1 is before the first call takes effect, 2 after it, 3 before the second. */
export const aFuse = (point: number): Fuse => ({ left: point, blown: false });

/** The same ports, of which the call at the fuse's point fails. */
export function withFuse<Ports extends object>(ports: Ports, fuse: Fuse): Ports {
  const calls = new Map<string, number>();
  const guard = (port: string, target: object): object =>
    new Proxy(target, {
      get(from, name) {
        const member = Reflect.get(from, name);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          const call = `${port}.${String(name)}`;
          calls.set(call, (calls.get(call) ?? 0) + 1);
          fuse.left -= 2;
          const blows = !fuse.blown && fuse.left <= 0;
          if (blows) {
            fuse.blown = true;
            fuse.at = `${fuse.left < 0 ? 'before' : 'after'} ${call} ${calls.get(call)}`;
          }
          if (blows && fuse.left < 0) throw new Error('crash');
          const result = await member.apply(from, parameters);
          if (blows) throw new Error('crash');
          return result;
        };
      },
    });
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [
      name,
      typeof port === 'object' && port !== null ? guard(name, port) : port,
    ]),
  ) as Ports;
}
