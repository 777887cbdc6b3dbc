// The gateway's throttle: of no route more than its burst and its rate come through, whatever is asked of others; who stays under both is never refused.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createThrottle } from '../../local/api-gateway/throttle.ts';

const limit = fc.record({
  ThrottlingRateLimit: fc.integer({ min: 1, max: 50 }),
  ThrottlingBurstLimit: fc.integer({ min: 1, max: 50 }),
});
const requests = fc.array(
  fc.record({ route: fc.constantFrom('GET /a', 'GET /b'), afterMs: fc.integer({ min: 0, max: 300 }) }),
  { maxLength: 300 },
);

test('in any stretch of time a route lets through its burst and what its rate adds, and no more', () => {
  fc.assert(
    fc.property(limit, limit, requests, (a, b, asked) => {
      let now = 0;
      const limits = { 'GET /a': a, 'GET /b': b };
      const isThrottled = createThrottle({ DefaultRouteSettings: a, RouteSettings: limits }, () => now);
      const passed: Record<string, number[]> = { 'GET /a': [], 'GET /b': [] };
      for (const { route, afterMs } of asked) {
        now += afterMs;
        if (!isThrottled(route)) passed[route]!.push(now);
      }
      for (const [route, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }] of Object.entries(limits))
        for (const [i, from] of passed[route]!.entries())
          for (const [j, to] of passed[route]!.entries())
            if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(burst + (rate * (to - from)) / 1000 + 1e-6);
    }),
  );
});

test('whoever comes at the rate is let through, however busy another route is', () => {
  fc.assert(
    fc.property(limit, limit, fc.integer({ min: 1, max: 100 }), (a, b, count) => {
      let now = 0;
      const isThrottled = createThrottle({ RouteSettings: { 'GET /a': a, 'GET /b': b } }, () => now);
      for (let i = 0; i < count; i++) {
        for (let flood = 0; flood < 60; flood++) isThrottled('GET /b');
        expect(isThrottled('GET /a')).toBe(false);
        // a hair later than the rate says, for a sum of fractions is never exact
        now += 1000 / a.ThrottlingRateLimit + 0.001;
      }
    }),
  );
});
