// Devices: push tokens, each with one owner. A phone that changes hands takes its token along.
import type { Platform } from '../model/device.ts';

export interface PushTarget {
  token: string;
  platform: Platform;
  registeredAt: number;
}

export interface Devices {
  /** Stores the device's token and makes this customer's device its only owner. */
  register(customerId: string, deviceId: string, target: PushTarget): Promise<void>;
  /** Where to push. Nothing where the device is unknown or its token has moved to another owner. */
  pushTarget(customerId: string, deviceId: string): Promise<PushTarget | undefined>;
  /** Forgets a token the provider calls dead, unless the device has registered again since `target.registeredAt`. */
  forget(customerId: string, deviceId: string, target: PushTarget): Promise<void>;
}
