// A former version taken again: what it had not must go, not only what it had come back.

/** A change that makes `then` of `now`. */
export function takenAgain<Thing extends object>(now: Thing, then: Thing): Thing {
  const nothing = Object.fromEntries(Object.keys(now).map((name) => [name, undefined]));
  return { ...nothing, ...then } as Thing;
}
