// The push provider: one attempt to hand one message to one phone. It never retries by itself.
import type { PushTarget } from './devices.ts';

export interface PushMessage {
  title: string;
  body: string;
  /** A later message with the same id replaces the earlier one on the phone. At most 64 bytes. */
  collapseId: string;
  /** For how long the provider may keep trying, seconds. */
  timeToLiveSeconds: number;
  deepLink?: string;
}

export type PushOutcome =
  | { kind: 'accepted'; updatedToken?: string }
  /** The provider proved that it did not take the message: it may be tried again. */
  | { kind: 'not-accepted'; why: string }
  /**
   * The provider refused for good. `deadToken`: because of this token, which will never work again; otherwise the token
   * stays. `ourFault`: credentials, channel or payload are wrong, every push may fail so, and somebody has to look.
   */
  | { kind: 'rejected'; why: string; deadToken: boolean; ourFault?: true }
  /** Nobody knows: it must not be sent again. */
  | { kind: 'unknown'; why: string };

export interface PushProvider {
  push(target: PushTarget, message: PushMessage): Promise<PushOutcome>;
}
