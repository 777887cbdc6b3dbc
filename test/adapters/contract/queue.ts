// The contract of a queue: what is sent arrives as it was, and not before its delay.
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryMessage } from '../../../shared/model/delivery.ts';
import type { DeliveryQueue } from '../../../shared/ports/delivery-queue.ts';

const message: DeliveryMessage = {
  customerId: 'auth0|ida',
  deliveryId: 'd1',
  offerId: 'latte',
  expiresAt: 1000,
  catalogueVersion: 2,
  putOff: 0,
};

export interface OpenQueue {
  queue: DeliveryQueue;
  /** Takes the messages that can be seen now. */
  receive(): Promise<unknown[]>;
}

export function queueContract(open: () => Promise<OpenQueue>) {
  describe('queue', () => {
    let queue: DeliveryQueue;
    let receive: OpenQueue['receive'];
    beforeEach(async () => {
      ({ queue, receive } = await open());
    });

    it('shows a message without delay at once, as it was sent', async () => {
      await queue.send(message, 0);
      expect(await receive()).toEqual([message]);
    });

    it('holds a delayed message back', async () => {
      await queue.send(message, 600);
      await queue.send(message, 0.4);
      expect(await receive()).toEqual([]);
    });

    it('holds delays within 0 and 900 seconds', async () => {
      await queue.send(message, -5);
      await queue.send({ ...message, deliveryId: 'd2' }, 5000);
      expect(await receive()).toEqual([message]);
    });
  });
}
