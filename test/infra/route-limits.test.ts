// Route limits: each route has its own, its class's or the stage file's, and none more than the stage allows to any.
import { describe, expect, it } from 'vitest';
import { routeKey } from '../../api/route.ts';
import { routes } from '../../api/routes.ts';
import { limitOf } from '../../infra/route-limits.ts';

const throttle = { requestsPerSecond: 2000, burst: 2000 };
const route = (key: string) => routes.find((each) => routeKey(each) === key)!;

describe('a limit', () => {
  it.each([
    ['POST /v1/positions', 2000],
    ['PUT /v1/consents', 1000],
    ['POST /v1/purchases', 500],
    ['POST /v1/redemptions', 50],
    ['POST /v1/in-store-offers', 50],
    ['GET /v1/live', 50],
    ['PUT /v1/catalogue', 5],
    ['POST /v1/simulations', 5],
  ])('of %s is %i requests a second where the stage allows 2,000', (key, requestsPerSecond) => {
    expect(limitOf(route(key), throttle).requestsPerSecond).toBe(requestsPerSecond);
  });

  it('is never above the stage’s, and lets at least one request through', () => {
    for (const ceiling of [throttle, { requestsPerSecond: 1, burst: 1 }])
      for (const each of routes) {
        const { requestsPerSecond, burst } = limitOf(each, ceiling);
        expect(requestsPerSecond).toBeGreaterThan(0);
        expect(requestsPerSecond).toBeLessThanOrEqual(ceiling.requestsPerSecond);
        expect(burst).toBeGreaterThanOrEqual(1);
        expect(burst).toBeLessThanOrEqual(ceiling.burst);
      }
  });

  it('is the stage file’s for a class, and before that for a route', () => {
    const limits = {
      codes: { requestsPerSecond: 9, burst: 10 },
      'POST /v1/redemptions': { requestsPerSecond: 7, burst: 8 },
      'GET /v1/live': { requestsPerSecond: 9000, burst: 1 },
    };
    expect(limitOf(route('POST /v1/in-store-offers'), { ...throttle, limits })).toEqual(limits.codes);
    expect(limitOf(route('POST /v1/redemptions'), { ...throttle, limits })).toEqual(limits['POST /v1/redemptions']);
    expect(limitOf(route('GET /v1/live'), { ...throttle, limits })).toEqual({ requestsPerSecond: 2000, burst: 1 });
  });
});
