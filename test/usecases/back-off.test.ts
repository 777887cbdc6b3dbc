// The back-off of a delivery that was put off: spread, growing, within the lease, and the same for the same step.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backOffMs } from '../../shared/usecases/deliver-offer.ts';
import { noon } from '../support/town.ts';

const message = (deliveryId: string, putOff: number, leaseMs = 900_000) => ({
  customerId: 'freja',
  deliveryId,
  offerId: 'cocoa',
  expiresAt: noon + leaseMs,
  catalogueVersion: 1,
  putOff,
});

describe('back-off', () => {
  test('the next try lies within the lease, whatever is left of it, and within a minute', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(5000), fc.integer({ min: 1, max: 7_200_000 }), (id, putOff, leaseMs) => {
        const delayMs = backOffMs(message(id, putOff, leaseMs), noon);
        expect(delayMs).toBeGreaterThan(0);
        expect(delayMs).toBeLessThan(leaseMs);
        expect(delayMs).toBeLessThanOrEqual(60_000);
      }),
    );
  });

  test('after the lease it comes back soon, to be ended', () => {
    expect(backOffMs(message('d', 9, 0), noon)).toBe(1000);
    expect(backOffMs(message('d', 9, -5000), noon)).toBe(1000);
  });

  test('a thousand deliveries that one throttle turned away come back spread over the whole of the range', () => {
    const delays = Array.from({ length: 1000 }, (_, n) => backOffMs(message(`delivery-${n}`, 3), noon));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(4000);
    expect(Math.max(...delays)).toBeLessThan(12_000);
    for (let second = 4; second < 12; second++) {
      const within = delays.filter((delay) => Math.floor(delay / 1000) === second).length;
      expect(within, `second ${second}`).toBeGreaterThan(80);
      expect(within, `second ${second}`).toBeLessThan(180);
    }
  });

  test('a retry of the same step draws the same, the next step another', () => {
    expect(backOffMs(message('d', 2), noon)).toBe(backOffMs(message('d', 2), noon + 1));
    expect(backOffMs(message('d', 2), noon) * 2).not.toBe(backOffMs(message('d', 3), noon));
  });
});
