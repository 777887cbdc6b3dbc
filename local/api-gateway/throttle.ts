// The stage throttle of an HTTP API: a token bucket for the stage, and one for each route with settings of its own.

interface Settings {
  ThrottlingRateLimit?: number;
  ThrottlingBurstLimit?: number;
}

/**
 * Whether a request to the route is over the limit now, taking a token if not. Rate in requests per second; the bucket
 * holds the burst limit and starts full. Without settings nothing is throttled (the account's 10,000/s is out of reach).
 */
export function createThrottle(stage: Record<string, unknown>, now: () => number): (routeKey: string) => boolean {
  const stageBucket = createBucket((stage.DefaultRouteSettings ?? {}) as Settings, now);
  const routeBuckets = new Map(
    Object.entries((stage.RouteSettings ?? {}) as Record<string, Settings>).map(([routeKey, settings]) => [
      routeKey,
      createBucket(settings, now),
    ]),
  );
  return (routeKey) => !(routeBuckets.get(routeKey) ?? stageBucket)();
}

/** Takes a token if there is one. */
function createBucket(
  { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst }: Settings,
  now: () => number,
) {
  if (ratePerSecond === undefined) return () => true;
  const capacity = burst ?? ratePerSecond;
  let tokens = capacity;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(capacity, tokens + ((at - filledAt) / 1000) * ratePerSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
